"""Writes to the meetings, one module for each thing that is written."""
