"""The sheet of the table itself: one row an action."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.columns import Kind
from gtm.lib import excel
from gtm.lib.excel import dress

# Number format and alignment; what is not here is text.
LOOKS = {
    Kind.DATE: ("dd/mm/yyyy", "left"),
    Kind.AMOUNT: ("#,##0.00", "right"),
    Kind.PERCENT: ("0%", "right"),
}


class CannotWrite(Exception):
    """A row does not fit into a workbook; the text says which and why."""


def cell_value(column, action):
    """What a cell holds: numbers and dates as such, everything else in words."""
    match column.kind:
        case Kind.DATE | Kind.AMOUNT:
            return column.read(action)
        case Kind.PERCENT:
            percent = column.read(action)
            return None if percent is None else percent / 100
    return column.text(action)


class TableSheet:
    """The sheet while its rows are written; `finish` dresses what depends on how many there are."""

    def __init__(self, book, columns):
        self.columns = columns
        self.sheet = book.create_sheet(_("Table"))
        for number, column in enumerate(columns, 1):
            cell = self.sheet.cell(1, number)
            excel.write(cell, str(capfirst(column.heading)))
            dress.heading(cell)
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        self.rows = excel.Rows(self.sheet, [dress.sample(self.sheet, *LOOKS.get(c.kind, ())) for c in columns])

    def append(self, action):
        try:
            self.rows.append([cell_value(column, action) for column in self.columns])
        except excel.TextTooLong as error:
            longest = max(self.columns, key=lambda column: len(column.text(action)))
            raise CannotWrite(
                _(
                    "%(reference)s: the text under “%(heading)s” is too long for Excel, which holds %(limit)s characters."
                )
                % {"reference": action.reference, "heading": capfirst(longest.heading), "limit": excel.LONGEST}
            ) from error

    def finish(self):
        self.sheet.freeze_panes = "D2"
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self.rows.last}"
