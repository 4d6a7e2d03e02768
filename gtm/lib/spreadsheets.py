"""Spreadsheets that come in: looked at before any parser sees them, refused in a sentence, never cut short."""

import csv
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from zipfile import ZipFile

import openpyxl
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser

from gtm.lib.excel import decode

if not openpyxl.DEFUSEDXML:
    raise ImproperlyConfigured("defusedxml is missing: without it, a workbook may blow up in the XML parser.")

MEGABYTE = 2**20
MAX_SIZE = 20 * MEGABYTE
MAX_PARTS = 500
MAX_UNPACKED = 60 * MEGABYTE
MAX_RATIO = 100  # a sheet of empty cells reaches 40
# Cells and strings are read as a stream; everything else becomes objects, many times its size.
LONG_PARTS = {"worksheets", "sharedStrings.xml"}
MAX_SHORT_PART = 2 * MEGABYTE
MAX_ROWS = 2_000  # an import validates each, in up to 15 ms
MAX_COLUMNS = 200


class UnreadableError(Exception):
    """A sentence that says why a file is refused."""


def check_size(size):
    if size > MAX_SIZE:
        raise UnreadableError(_("The file is larger than %(limit)s MB.") % {"limit": MAX_SIZE // MEGABYTE})


def read_csv(data):
    """The rows of a UTF-8 CSV file, of equal width, as lists of str."""
    check_size(len(data))
    try:
        text = data.decode("utf-8-sig")
        heading = text.partition("\n")[0]
        delimiter = max(";,\t", key=heading.count)
        rows = {}
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            _check_extent(number, len(row))
            rows[number] = dict(enumerate(row, 1))
    except UnicodeDecodeError as error:
        raise UnreadableError(
            _("The file is not in UTF-8: save it again as “CSV UTF-8”, or as an Excel workbook (.xlsx).")
        ) from error
    except csv.Error as error:
        raise UnreadableError(_("The file is not a well-formed CSV file: a quotation mark is left open.")) from error
    return _square(rows, empty="")


def read_xlsx(data):
    """The rows of the first sheet, of equal width: str, int, float, bool, date and time values or None.

    Formulas count for the results saved with them.
    """
    check_size(len(data))
    _check_archive(data)
    rows, formulas = {}, set()
    for row, column, value, kind in _cells(data, data_only=False):
        if value is None:
            continue
        _check_extent(row, column)
        if kind == "f":
            formulas.add((row, column))
        elif kind == "e":
            raise UnreadableError(_("Cell %(cell)s holds an error: %(value)s.") % _at(row, column, value))
        if column in rows.setdefault(row, {}):
            raise UnreadableError(_("Cell %(cell)s is in the workbook twice.") % _at(row, column))
        rows[row][column] = decode(value) if isinstance(value, str) else value
    if formulas:
        results = {(row, column): (value, kind) for row, column, value, kind in _cells(data, data_only=True)}
        for row, column in sorted(formulas):
            value, kind = results[row, column]
            if value is None or kind == "e":
                raise UnreadableError(
                    _("Cell %(cell)s holds a formula without a saved result: put its value there instead.")
                    % _at(row, column)
                )
            rows[row][column] = value
    return _square(rows)


def _check_archive(data):
    """Judge the workbook by its table of contents, before anything is unpacked."""
    try:
        parts = ZipFile(BytesIO(data)).infolist()
    except Exception as error:  # zipfile lets out several kinds, even NotImplementedError
        raise UnreadableError(_("The file is not an Excel workbook (.xlsx).")) from error
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(_is_swollen(part) for part in parts)
    ):
        raise UnreadableError(_("The workbook unpacks to more than a table can hold: it is refused unread."))


def _is_swollen(part):
    if part.file_size > MAX_SHORT_PART and not LONG_PARTS & set(PurePosixPath(part.filename).parts):
        return True
    return part.file_size > MEGABYTE and part.file_size > MAX_RATIO * part.compress_size


def _cells(data, *, data_only):
    """Yield (row, column, value, kind) of every cell of the first sheet, in the order of the file."""
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
        sheets = book.worksheets
        if sheets:
            with sheets[0]._get_source() as source:
                # The sheet's own iterator believes a wrong dimension tag, and drops rows that are out of order.
                parser = WorkSheetParser(
                    source,
                    sheets[0]._shared_strings,
                    data_only=data_only,
                    epoch=book.epoch,
                    date_formats=book._date_formats,
                    timedelta_formats=book._timedelta_formats,
                )
                for _row, cells in parser.parse():
                    for cell in cells:
                        yield cell["row"], cell["column"], cell["value"], cell["data_type"]
    # openpyxl lets out a dozen kinds of exception, from KeyError to those of the XML parser.
    except Exception as error:
        raise UnreadableError(_("The workbook is damaged: open it in Excel and save it again as .xlsx.")) from error
    if not sheets:
        raise UnreadableError(_("The workbook has no sheet that can be read: save it as “Excel workbook (.xlsx)”."))


def _check_extent(row, column):
    if not 1 <= row <= MAX_ROWS or column > MAX_COLUMNS:
        raise UnreadableError(
            _("The sheet reaches cell %(cell)s: at most %(rows)s rows and %(columns)s columns are read.")
            % {"cell": _at(row, column)["cell"], "rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )


def _at(row, column, value=None):
    return {"cell": f"{get_column_letter(column)}{row}", "value": value}


def _square(rows, empty=None):
    """The lists of values of {row: {column: value}}, missing cells filled in."""
    height, width = max(rows, default=0), max((max(row, default=0) for row in rows.values()), default=0)
    return [[rows.get(row, {}).get(column, empty) for column in range(1, width + 1)] for row in range(1, height + 1)]
