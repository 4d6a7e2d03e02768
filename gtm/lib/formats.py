"""The two formats of the admin's import and export, both without loss: what goes out comes back equal."""

import csv
from io import BytesIO, StringIO
from tempfile import TemporaryFile

import tablib
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from openpyxl import Workbook

from gtm.lib import excel, spreadsheets
from gtm.lib.excel import dress
from gtm.lib.excel.text import EVALUATED


class _Spreadsheet(Format):
    """A file whose first row holds the headings."""

    name = content_type = ""
    native = False  # whether dates and numbers go out as such, or as people write them

    def __init__(self, encoding=None):
        """Each format knows its own encoding; the library passes one all the same."""

    def get_title(self):
        return self.name

    def get_extension(self):
        return self.name

    def get_content_type(self):
        return self.content_type

    def can_import(self):
        return True

    def can_export(self):
        return True

    def read(self, data):
        """The rows of `data`, of equal width. Raise UnreadableError."""
        raise NotImplementedError

    def create_dataset(self, in_stream):
        if in_stream is None:
            raise spreadsheets.UnreadableError(_("The file sent for the preview is no longer kept: send it again."))
        rows = self.read(in_stream)
        while rows and not any(value not in (None, "") for value in rows[-1]):
            rows.pop()
        if len(rows) < 2:
            raise spreadsheets.UnreadableError(_("The file holds no row below its headings."))
        return tablib.Dataset(*rows[1:], headers=rows[0])


class XLSX(_Spreadsheet):
    """An Excel workbook of one sheet; text is text, whatever it begins with."""

    name = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    native = True

    def read(self, data):
        return spreadsheets.read_xlsx(data)

    def export_data(self, dataset, **kwargs):
        book = Workbook()
        sheet = book.active
        samples = [_sample(sheet, dataset.get_col(column)) for column in range(len(dataset.headers))]
        dress.widths(sheet, [max(12, len(heading) + 4) for heading in dataset.headers])
        dress.headings(sheet, 1, dataset.headers, samples)
        sheet.freeze_panes = "A2"
        file = BytesIO()
        with TemporaryFile() as scratch:
            rows = excel.Rows(sheet, scratch)
            worn = rows.dress(samples)
            for number, row in enumerate(dataset, 2):
                try:
                    rows.append(worn, row)
                except excel.TextTooLongError as error:
                    raise ValueError(
                        _("Row %(row)s holds a text too long for an Excel cell: export as CSV.") % {"row": number}
                    ) from error
            rows.save(book, file)
        return file.getvalue()


def _sample(sheet, values):
    """The look of a column, told from the first value in it."""
    value = next((value for value in values if value is not None), "")
    if isinstance(value, str):
        return dress.sample(sheet)
    return dress.sample(sheet, "dd/mm/yyyy" if hasattr(value, "year") else "General")


class CSV(_Spreadsheet):
    """UTF-8 with a byte order mark and semicolons, as Excel opens it in French.

    CSV cannot say that a cell is text, so text that a program would evaluate goes out behind an apostrophe, and so
    does text that already has one there: taking one away on the way in gives back exactly what went out.
    """

    name = "csv"
    content_type = "text/csv; charset=utf-8"

    def read(self, data):
        return [[_unguard(text) for text in row] for row in spreadsheets.read_csv(data)]

    def export_data(self, dataset, **kwargs):
        file = StringIO(newline="")
        writer = csv.writer(file, delimiter=";")
        writer.writerow(dataset.headers)
        writer.writerows([_guard(text) for text in row] for row in dataset)
        return file.getvalue().encode("utf-8-sig")


def _guard(text):
    return f"'{text}" if text.startswith(EVALUATED) else text


def _unguard(text):
    return text[1:] if text.startswith("'") and text[1:].startswith(EVALUATED) else text


FORMATS = [XLSX, CSV]
