"""A block copied from a spreadsheet: where its cells go. Knows no database."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.columns import BY_NAME, Column
from gtm.lib.search import normalise

ROWS, COLUMNS = 2000, 30  # at most
REFERENCE = BY_NAME["reference"]
# A cell in quotes, its own quotes doubled. A spreadsheet puts quotes around what would break the block, and only that:
# a cell that merely begins and ends with a quote is what somebody wrote.
QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)')
NEEDS_QUOTES = re.compile(r'[\t\r\n]|""')
PLAIN = re.compile(r"[^\t\r\n]*+")
END = re.compile(r"\t|\r\n?|\n|\Z")


class BlockError(Exception):
    """The block cannot be taken at all; the text says why."""


class Pasted(NamedTuple):
    """A cell of the block and where it goes."""

    reference: str
    column: Column
    text: str


@dataclass
class Block:
    """What was pasted: its cells, and sentences about what was left aside."""

    cells: list[Pasted] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(text):
    """The rows of a block, lists of texts, as Excel and LibreOffice put it on the clipboard."""
    rows, row, place = [], [], 0
    while place < len(text):
        cell = QUOTED.match(text, place)
        if cell and NEEDS_QUOTES.search(cell[1]):
            row.append(cell[1].replace('""', '"'))
        else:
            cell = PLAIN.match(text, place)
            row.append(cell[0])
        end = END.match(text, cell.end())
        place = end.end()
        if end[0] == "\t" and place == len(text):
            row.append("")
        if len(rows) == ROWS or len(row) > COLUMNS:
            words = {"rows": ROWS, "columns": COLUMNS}
            raise BlockError(_("The block is too large: %(rows)s rows and %(columns)s columns at most.") % words)
        if end[0] != "\t":
            rows.append(row)
            row = []
    if row:
        rows.append(row)
    if not any(any(row) for row in rows):
        raise BlockError(_("The block is empty: copy cells in your spreadsheet, then paste them here."))
    return rows


def at_place(rows, references, names):
    """The block laid on the table: `references` of the rows and `names` of the columns from the chosen cell on."""
    block = Block()
    rows_over, columns_over = len(rows) - len(references), max(map(len, rows)) - len(names)
    if rows_over > 0:
        sentence = ngettext(
            "%(number)s row of the block goes past the last row of the page and is left aside.",
            "%(number)s rows of the block go past the last row of the page and are left aside.",
            rows_over,
        )
        block.remarks.append(sentence % {"number": rows_over})
    if columns_over > 0:
        sentence = ngettext(
            "%(number)s column of the block goes past the last column shown and is left aside.",
            "%(number)s columns of the block go past the last column shown and are left aside.",
            columns_over,
        )
        block.remarks.append(sentence % {"number": columns_over})
    return _place(block, zip(references, rows, strict=False), names[: max(map(len, rows))])


def by_headings(rows):
    """The block whose first row holds headings, the reference among them. Raises BlockError."""
    headings, *rows = rows
    columns = _columns(headings)
    if REFERENCE not in columns:
        raise BlockError(
            _("The first row must hold the headings of the table, “%(reference)s” among them.")
            % {"reference": capfirst(REFERENCE.heading)}
        )
    named = [column.name for column in columns if column]
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise BlockError(_("Two columns have the heading %(heading)s.") % {"heading": capfirst(BY_NAME[twice].heading)})
    block, place = Block(), columns.index(REFERENCE)
    if any(any(row[len(columns) :]) for row in rows):
        block.remarks.append(_("Cells without a heading are left aside."))
    return _place(block, [(row[place].strip() if place < len(row) else "", row) for row in rows if any(row)], headings)


def _columns(headings):
    """The column that each heading, or name of a column, stands for; None where there is none."""
    known = {normalise(name): column for column in BY_NAME.values() for name in (column.name, column.heading)}
    return [known.get(normalise(heading)) for heading in headings]


def _place(block, rows, headings):
    """Give each cell of `rows`, pairs of a reference and texts, its column."""
    columns = _columns(headings)
    unknown = [heading for heading, column in zip(headings, columns, strict=True) if column is None and heading]
    if unknown:
        block.remarks.append(_("Unknown headings, left aside: %(headings)s.") % {"headings": ", ".join(unknown)})
    fixed = [column for column in columns if column and not column.is_editable and column is not REFERENCE]
    if fixed:
        headings = ", ".join(str(capfirst(column.heading)) for column in fixed)
        block.remarks.append(_("Columns that cannot be changed, left aside: %(headings)s.") % {"headings": headings})
    for reference, row in rows:
        block.cells += [
            Pasted(reference, column, text)
            for column, text in zip(columns, row, strict=False)
            if column and column.is_editable
        ]
    return block
