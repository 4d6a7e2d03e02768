"""The state of the table in pictures; this package may know every app."""
