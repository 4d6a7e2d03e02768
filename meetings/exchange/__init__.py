"""What leaves the meetings as a file."""
