"""The sheet of the table itself: one row an action."""

from math import ceil

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.columns import Kind
from actions.exchange.sheets import rules, signs
from gtm.lib import excel
from gtm.lib.excel import dress

# Number format and alignment; what is not here is text.
LOOKS = {
    Kind.DATE: (signs.DATE, "center"),
    Kind.AMOUNT: ("[$-40C]#,##0.00", "right"),  # 40C: French, where the program heeds it
    Kind.PERCENT: ("0%", "center"),
}
# Excel knows no earlier day: it stays text.
FIRST_YEAR = 1900
# The columns up to this one stay in sight on the screen and on each page.
LAST_FIXED = "title"
# In characters: an empty column takes no more than its heading, and a page of A4 holds so many in a legible size.
EMPTY_WIDTH = 14
PAGE_WIDTH = 220


class WorkbookError(Exception):
    """A row does not fit into a workbook; the text says which and why."""


def cell_value(column, action):
    """What a cell holds: numbers and dates as such, everything else in words."""
    value = column.read(action)
    match column.kind:
        case Kind.AMOUNT:
            return value
        case Kind.PERCENT if value is not None:
            return value / 100
        case Kind.DATE if value and value.year >= FIRST_YEAR:
            return value
    return column.format(value)


class TableSheet:
    """The sheet while its rows are written; `finish` adds what depends on how many there are."""

    def __init__(self, book, columns, scratch):
        self.columns = columns
        self.sheet = book.create_sheet(_("Table"))
        self.filled = [False] * len(columns)
        samples = [dress.sample(self.sheet, *LOOKS.get(column.kind, ())) for column in columns]
        dress.headings(self.sheet, 1, [str(capfirst(column.heading)) for column in columns], samples)
        dress.widths(self.sheet, [column.width for column in columns])
        self.rows = excel.Rows(self.sheet, samples, scratch)

    def append(self, action):
        values = [cell_value(column, action) for column in self.columns]
        try:
            self.rows.append(values)
        except excel.TextTooLongError as error:
            longest = max(self.columns, key=lambda column: len(column.text(action)))
            raise WorkbookError(
                _("%(reference)s: the text under “%(heading)s” is too long for Excel (%(limit)s characters at most).")
                % {"reference": action.reference, "heading": capfirst(longest.heading), "limit": excel.LONGEST}
            ) from error
        self.filled = [filled or value not in (None, "") for filled, value in zip(self.filled, values, strict=True)]

    def finish(self, book, imprint):
        """Set what is fixed, filtered, chosen from a list, coloured and printed."""
        fixed = [column.name for column in self.columns].index(LAST_FIXED) + 1
        self.sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
        self.sheet.sheet_view.zoomScale = 90
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self.rows.last}"
        rules.add(book, self.sheet, self.columns, self.rows.last)

        widths = [
            column.width if filled else min(column.width, EMPTY_WIDTH)
            for column, filled in zip(self.columns, self.filled, strict=True)
        ]
        dress.widths(self.sheet, widths)
        repeated = sum(widths[:fixed])
        pages = max(1, ceil((sum(widths) - repeated) / (PAGE_WIDTH - repeated)))
        imprint.page(self.sheet, pages_wide=pages)
        self.sheet.print_title_rows = "1:1"
        self.sheet.print_title_cols = f"A:{get_column_letter(fixed)}"
