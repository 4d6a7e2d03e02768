"""Cells and ranges as a workbook names them: A1, B2:C3."""

import re

from gtm.lib.excel.reading.limits import LAST_COLUMN, LAST_ROW

CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def number(letters):
    """The number of the column called A to XFD, counted from 1."""
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def name(row, column):
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def locate(cell):
    """The row and the column of a cell. Raise ValueError for what no sheet has."""
    match = CELL.fullmatch(cell)
    if match:
        row, column = int(match[2]), number(match[1])
        if row <= LAST_ROW and column <= LAST_COLUMN:
            return row, column
    raise ValueError(f"no such cell: {cell[:20]}")


def span(reference):
    """The first row and column and the last row and column of a range."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = locate(first), locate(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
