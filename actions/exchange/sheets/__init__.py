"""The sheets of the workbook that the group circulates, one a file."""
