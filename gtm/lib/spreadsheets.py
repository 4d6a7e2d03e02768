"""Spreadsheets for the admin's import: one table each, its rows of equal width, or refused in a sentence."""

from io import BytesIO

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import Unreadable, WorkbookRefused, read
from gtm.lib.excel.reading.places import name

MEGABYTE = 2**20
MAX_SIZE = 20 * MEGABYTE
MAX_ROWS = 2_000  # an import validates each, in up to 15 ms
MAX_COLUMNS = 200


class UnreadableError(Exception):
    """A sentence that says why a file is refused."""


def check_size(size):
    if size > MAX_SIZE:
        raise UnreadableError(_("The file is larger than %(limit)s MB.") % {"limit": MAX_SIZE // MEGABYTE})


def read_csv(data):
    """The rows of a CSV file, as lists of str."""
    return _square(_rows(data, "tableau.csv"), empty="")


def read_xlsx(data):
    """The rows of the first sheet: str, int, float, bool, date and time values or None.

    Formulas count for the results saved with them.
    """
    rows = _rows(data, "tableau.xlsx")
    for row in rows:
        for column, value in enumerate(row.cells, 1):
            if isinstance(value, Unreadable):
                raise _unreadable(name(row.number, column), value.text)
    return _square(rows, empty=None)


def _rows(data, filename):
    check_size(len(data))
    try:
        rows = read(BytesIO(data), filename).sheets[0].rows
    except WorkbookRefused as refusal:
        raise UnreadableError(str(refusal)) from refusal
    for row in rows:
        if row.number > MAX_ROWS or len(row.cells) > MAX_COLUMNS:
            raise UnreadableError(
                _("The sheet reaches cell %(cell)s: at most %(rows)s rows and %(columns)s columns are read.")
                % {"cell": name(row.number, len(row.cells)), "rows": MAX_ROWS, "columns": MAX_COLUMNS}
            )
    return rows


def _unreadable(cell, text):
    if text.startswith("="):
        return UnreadableError(
            _("Cell %(cell)s holds a formula without a saved result: put its value there instead.") % {"cell": cell}
        )
    return UnreadableError(_("Cell %(cell)s holds an error: %(value)s.") % {"cell": cell, "value": text})


def _square(rows, empty):
    """The values of `rows` as lists of one length, missing cells and rows filled in."""
    width = max((len(row.cells) for row in rows), default=0)
    square = [[empty] * width for _number in range(rows[-1].number if rows else 0)]
    for row in rows:
        square[row.number - 1][: len(row.cells)] = [empty if value is None else value for value in row.cells]
    return square
