"""The minutes of a meeting as a document, out and in again."""
