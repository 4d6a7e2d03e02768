"""What was read from a workbook."""

from dataclasses import dataclass, field
from typing import NamedTuple


class WorkbookRefused(Exception):  # noqa: N818  (the sentence is for a person, and no fault of ours)
    """A sentence that says what is wrong with a file, where, and what to do."""


@dataclass(frozen=True)
class Unreadable:
    """What a cell holds instead of a value: an error, or a formula whose result was not saved."""

    text: str

    def __str__(self):
        return self.text


class Row(NamedTuple):
    """`cells[i]` is the value of column i + 1, None where the cell is empty; no None at the end."""

    number: int
    cells: list


class Note(NamedTuple):
    """A note or a comment on a cell, `author` being empty where the program did not keep it."""

    row: int
    column: int
    text: str
    author: str


@dataclass
class Sheet:
    """A sheet with the rows that hold something, in order, whether the program shows them or not."""

    title: str
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row and column, last row and column


@dataclass
class Book:
    """A workbook, or a CSV file as a workbook of one sheet."""

    name: str
    sheets: list[Sheet]
    properties: dict[str, str] = field(default_factory=dict)  # the custom ones, as text

    def sheet(self, title):
        return next((sheet for sheet in self.sheets if sheet.title == title), None)
