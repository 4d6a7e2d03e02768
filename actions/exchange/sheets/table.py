"""The sheet of the table itself: one row an action."""

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, partial
from math import ceil

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.columns import Kind
from actions.exchange.identity import CHECKSUM, KEY, checksum
from actions.exchange.sheets import rules, signs
from actions.models import Participation
from gtm.lib import excel
from gtm.lib.excel import dress

# Number format and alignment; what is not here is text.
LOOKS = {
    Kind.DATE: (signs.DATE, "center"),
    Kind.AMOUNT: ("[$-40C]#,##0.00", "right"),  # 40C: French, where the program heeds it
    Kind.PERCENT: ("0%", "center"),
}
# Excel knows no earlier day: it stays text.
FIRST_YEAR = "1900"
# The columns up to this one stay in sight on the screen and on each page.
LAST_FIXED = "title"
# In characters: an empty column takes no more than its heading, and a page of A4 holds so many in a legible size.
EMPTY_WIDTH = 14
PAGE_WIDTH = 220
# How many rows below the table offer the same lists to new actions.
NEW_ROWS = 200


class WorkbookError(Exception):
    """A row does not fit into a workbook; the text says which and why."""


def cell_values(table, column):
    """The function that makes the value of a cell from a stored one: numbers and dates, everything else in words."""
    words = lru_cache(2**12)(partial(table.text, column))
    match column.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return lambda stored: stored
        case Kind.LIST:
            return lambda stored: words(tuple(stored)) if stored else None
        case Kind.AMOUNT:
            return lambda stored: stored and Decimal(stored)
        case Kind.PERCENT:
            return lambda stored: stored if stored is None else stored / 100
        case Kind.DATE:
            return lru_cache(2**12)(
                lambda stored: date.fromisoformat(stored) if stored and stored >= FIRST_YEAR else words(stored)
            )
    return words


class TableSheet:
    """The sheet while its rows are written; `finish` adds what depends on how many there are."""

    def __init__(self, book, imprint, marks, rows):
        """`rows` makes of the sheet what takes its rows: `excel.Rows`, or `excel.PlainRows`."""
        table = imprint.table
        self.imprint = imprint
        self.notes = marks.notes if marks else {}
        self.columns = [column for column in table.columns if column]
        self.places = [place for place, column in enumerate(table.columns) if column]
        self.cells = [cell_values(table, column) for column in self.columns]
        self.headings = {column.name: str(capfirst(column.heading)) for column in self.columns}
        self.filled = [False] * len(self.columns)
        self.sheet = book.create_sheet(_("Table"))
        partner = imprint.issued.partner
        self.partner = partner and partner.slug
        self.roles = [table.head.columns.index(role) for role in Participation.Role if role in table.head.columns]
        self.sample = cache(partial(dress.sample, self.sheet))
        dress.headings(self.sheet, 1, [*self.headings.values(), KEY, CHECKSUM], self._samples(True, False))
        dress.widths(self.sheet, [*(column.width for column in self.columns), EMPTY_WIDTH, EMPTY_WIDTH])
        self.rows = rows(self.sheet)
        self.dress = cache(lambda *kind: self.rows.dress(self._samples(*kind)))

    def _samples(self, is_own, is_changed):
        """The samples of a row that is the addressee's own, or not; all rows are where there is no addressee."""
        found = []
        for column in self.columns:
            is_open = is_own and (column.partner_may_edit if self.partner else column.is_editable)
            colour = signs.CHANGED if is_changed else signs.LOCKED if self.partner and not is_open else ""
            found.append(self.sample(*LOOKS.get(column.kind, ()), colour=colour, is_open=is_open))
        return [*found, self.sample(), self.sample()]

    def append(self, row):
        values = [cell(row.values[place]) for cell, place in zip(self.cells, self.places, strict=True)]
        is_own = not self.partner or any(self.partner in row.values[place] for place in self.roles)
        dresses = self.dress(is_own, False)
        notes = self.notes.get(row.key)
        if notes:
            changed = self.dress(is_own, True)
            names = [*self.headings, KEY, CHECKSUM]
            dresses = [changed[n] if name in notes else dresses[n] for n, name in enumerate(names)]
        try:
            self.rows.append(dresses, [*values, str(row.key), checksum(row.values)])
        except excel.TextTooLongError as error:
            raise self._too_long(values) from error
        if notes:
            for number, name in enumerate(self.headings, 1):
                if name in notes:
                    self.rows.note(number, notes[name], self.imprint.group)
        if not all(self.filled):
            self.filled = [filled or value not in (None, "") for filled, value in zip(self.filled, values, strict=True)]

    def _too_long(self, values):
        """The error that says where in a row the longest text stands."""
        shown = dict(zip(self.headings, values, strict=True))
        longest = max(shown, key=lambda name: len(str(shown[name])))
        return WorkbookError(
            _("%(reference)s: the text under “%(heading)s” is too long for Excel (%(limit)s characters at most).")
            % {"reference": shown["reference"], "heading": self.headings[longest], "limit": excel.LONGEST}
        )

    def finish(self, book):
        """Set what is fixed, filtered, chosen from a list, coloured, locked, hidden and printed."""
        sheet, last = self.sheet, self.rows.last
        fixed = list(self.headings).index(LAST_FIXED) + 1
        sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
        sheet.sheet_view.zoomScale = 90
        # The hidden columns too: whoever sorts takes them along.
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns) + 2)}{last}"
        rules.add(book, sheet, self.columns, self.imprint, last + NEW_ROWS)

        widths = [
            column.width if filled else min(column.width, EMPTY_WIDTH)
            for column, filled in zip(self.columns, self.filled, strict=True)
        ]
        dress.widths(sheet, widths)
        for number, column in enumerate(self.columns, 1):
            # A new action is told in every column that is not derived.
            dress.blank(sheet, number, self.sample(*LOOKS.get(column.kind, ()), is_open=column.is_editable))
        for number in (1, 2):
            sheet.column_dimensions[get_column_letter(len(self.columns) + number)].hidden = True
        if self.partner:
            dress.protect(sheet)
        repeated = sum(widths[:fixed])
        pages = max(1, ceil((sum(widths) - repeated) / (PAGE_WIDTH - repeated)))
        self.imprint.page(sheet, pages_wide=pages)
        sheet.print_title_rows = "1:1"
        sheet.print_title_cols = f"A:{get_column_letter(fixed)}"
