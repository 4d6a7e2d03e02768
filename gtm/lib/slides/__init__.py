"""Slides: their master, what is put on them, and how much room that takes."""
