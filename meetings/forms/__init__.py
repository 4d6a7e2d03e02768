"""Forms of the meetings, one module for each screen."""
