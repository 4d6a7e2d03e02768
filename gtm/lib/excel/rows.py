"""Rows of a sheet, written in one of two ways that give the same cells.

`append` is openpyxl's plain way, for short sheets and as the reference. `Rows` and `save` are the fast way, for long
ones: openpyxl writes the workbook with all its dress, and the rows, kept as XML text outside memory, are spliced in.
"""

import re
import shutil
from copy import copy
from datetime import date
from io import BytesIO
from xml.sax import saxutils
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from gtm.lib.excel.heights import height
from gtm.lib.excel.text import encode, is_evaluated


def write(cell, value):
    """Put `value` into an openpyxl cell, text as text."""
    if isinstance(value, str) and value:
        cell.value = encode(value)
        cell.data_type = "s"
        cell.quotePrefix = is_evaluated(value)
    else:
        cell.value = None if value == "" else value


def append(sheet, samples, values):
    """Add a row of `values` below the last one, each dressed like the sample cell of its column."""
    row = sheet.max_row + 1
    sheet.row_dimensions[row].height = height(values, _widths(sheet, samples))
    for column, (sample, value) in enumerate(zip(samples, values, strict=True), 1):
        cell = sheet.cell(row, column)
        cell._style = copy(sample._style)
        write(cell, value)


class Rows:
    """The rows below the heading of `sheet`: text, numbers, dates or None, dressed like the sample of their column.

    They wait in the binary file `scratch`. The widths of the columns are set before: heights follow from them.
    """

    def __init__(self, sheet, samples, scratch):
        self.sheet = sheet
        self.scratch = scratch
        self.last = sheet.max_row
        self._widths = _widths(sheet, samples)
        self._columns = [
            (get_column_letter(number), *_style_numbers(sample)) for number, sample in enumerate(samples, 1)
        ]

    def append(self, values):
        self.last += 1
        cells = [
            _cell(f"{letter}{self.last}", plain, quoted, value)
            for (letter, plain, quoted), value in zip(self._columns, values, strict=True)
        ]
        self.scratch.write(f'<row r="{self.last}" ht="{height(values, self._widths)}">{"".join(cells)}</row>'.encode())

    def splice_into(self, xml, target):
        """Copy the XML of the sheet to the file `target`, with the rows at their place."""
        head, end, tail = xml.partition(b"</sheetData>")
        extent = f'<dimension ref="A1:{self._columns[-1][0]}{self.last}"'
        target.write(re.sub(rb'<dimension ref="[^"]*"', extent.encode(), head, count=1))
        self.scratch.seek(0)
        shutil.copyfileobj(self.scratch, target)
        target.write(end + tail)


def _widths(sheet, samples):
    return [sheet.column_dimensions[get_column_letter(number)].width for number, _sample in enumerate(samples, 1)]


def _style_numbers(sample):
    """The workbook's numbers for the style of `sample`, and for the same with the prefix that forbids evaluation."""
    quoted = copy(sample)
    quoted._style = copy(sample._style)
    quoted.quotePrefix = True
    return sample.style_id, quoted.style_id


def _cell(at, plain, quoted, value):
    if value is None or value == "":
        return f'<c r="{at}" s="{plain}"/>'
    if isinstance(value, str):
        style = quoted if is_evaluated(value) else plain
        text = saxutils.escape(encode(value))
        return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, date):
        value = to_excel(value)
    return f'<c r="{at}" s="{plain}"><v>{value}</v></c>'


def save(workbook, file, rows):
    """Save `workbook` to `file`, which need not be seekable, with `rows` in their sheet."""
    skeleton = BytesIO()
    workbook.save(skeleton)
    part = rows.sheet.path.lstrip("/")
    with ZipFile(skeleton) as source, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            with archive.open(name, "w") as target:
                if name == part:
                    rows.splice_into(source.read(name), target)
                else:
                    target.write(source.read(name))
