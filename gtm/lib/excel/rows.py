"""Rows of a sheet, written in one of two ways that give the same cells.

`PlainRows` is openpyxl's own way, for short sheets and as the reference. `Rows` is the fast way, for long ones:
openpyxl writes the workbook with all its dress, and the rows, kept as XML text outside memory, are spliced in.

Both dress each cell like a sample: a cell in no row, of which a row gives one for each column.
"""

import re
import shutil
from copy import copy
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.functions import tostring

from gtm.lib.excel.heights import height, lines, rooms
from gtm.lib.excel.text import EVALUATED, encode, is_evaluated, to_xml

# Of a note, in pixels and letters.
NOTE_WIDTH, NOTE_LETTERS, NOTE_LINE, TALLEST_NOTE = 300, 44, 17, 400
CORE = "docProps/core.xml"
# The beginning of a text in a cell: programs would trim its spaces.
TEXT = '<is><t xml:space="preserve">'


def write(cell, value):
    """Put `value` into an openpyxl cell, text as text."""
    if isinstance(value, str) and value:
        cell.value = encode(value)
        cell.data_type = "s"
        cell.quotePrefix = is_evaluated(value)
    else:
        cell.value = None if value == "" else value


def note(cell, text, author):
    """Hang a note on an openpyxl cell."""
    tall = min(NOTE_LINE * (lines(text, NOTE_LETTERS) + 1), TALLEST_NOTE)
    cell.comment = Comment(encode(text), author, height=tall, width=NOTE_WIDTH)


def append(sheet, samples, values):
    """Add a row of `values` below the last one, each dressed like the sample cell of its column."""
    PlainRows(sheet).append(samples, values)


class PlainRows:
    """The rows below the last one of `sheet`, as openpyxl cells."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.last = sheet.max_row

    def append(self, samples, values):
        """Add a row: text, numbers, dates or None, each dressed like its sample."""
        self.last += 1
        self.sheet.row_dimensions[self.last].height = height(values, _rooms(self.sheet, len(samples)))
        for column, (sample, value) in enumerate(zip(samples, values, strict=True), 1):
            cell = self.sheet.cell(self.last, column)
            cell._style = copy(sample._style)
            write(cell, value)

    def note(self, column, text, author):
        """Hang a note on a cell of the last row; columns count from 1."""
        note(self.sheet.cell(self.last, column), text, author)

    def save(self, workbook, file):
        """Save `workbook` to `file`, which need not be seekable."""
        _save(workbook, file)


class Rows(PlainRows):
    """The same, as XML text in the binary file `scratch`. The widths of the columns are set before: heights follow."""

    def __init__(self, sheet, scratch):
        super().__init__(sheet)
        self.scratch = scratch
        self._first = self.last + 1
        self._letters = self._rooms = None
        self._styles = _Styles()

    def append(self, samples, values):
        if self._letters is None:
            self._letters = [get_column_letter(number) for number, _sample in enumerate(samples, 1)]
            self._rooms = _rooms(self.sheet, len(samples))
        self.last += 1
        number, cells = self.last, []
        for letter, sample, value in zip(self._letters, samples, values, strict=True):
            plain, quoted = self._styles[sample]
            if value is None or value == "":
                cells.append(f'<c r="{letter}{number}{plain}/>')
            elif value.__class__ is str:
                style = quoted if value[0] in EVALUATED else plain
                cells.append(f'<c r="{letter}{number}{style} t="inlineStr">{TEXT}{to_xml(value)}</t></is></c>')
            else:
                if isinstance(value, date):
                    value = to_excel(value)
                cells.append(f'<c r="{letter}{number}{plain}><v>{value}</v></c>')
        row = f'<row r="{number}" ht="{height(values, self._rooms)}">{"".join(cells)}</row>'
        self.scratch.write(row.encode())

    def save(self, workbook, file):
        _save(workbook, file, self)

    def splice(self, xml, target):
        """Copy the XML of the sheet to the file `target`, with the rows at their place.

        Of these rows openpyxl knows only the cells that have notes: what it wrote of them is left out.
        """
        head, end, tail = xml.partition(b"</sheetData>")
        head = head.partition(f'<row r="{self._first}"'.encode())[0]
        if self.last >= self._first:
            extent = f'<dimension ref="A1:{self._letters[-1]}{self.last}"'
            head = re.sub(rb'<dimension ref="[^"]*"', extent.encode(), head, count=1)
        target.write(head)
        self.scratch.seek(0)
        shutil.copyfileobj(self.scratch, target, 2**18)
        target.write(end + tail)


def _rooms(sheet, count):
    return rooms(sheet.column_dimensions[get_column_letter(number)].width for number in range(1, count + 1))


class _Styles(dict):
    """{sample: what dresses a cell in its style, and in the same with the prefix that forbids evaluation}."""

    def __missing__(self, sample):
        quoted = copy(sample)
        quoted._style = copy(sample._style)
        quoted.quotePrefix = True
        self[sample] = f'" s="{sample.style_id}"', f'" s="{quoted.style_id}"'
        return self[sample]


def _save(workbook, file, rows=None):
    """Save `workbook` to `file`, with `rows` spliced into their sheet.

    The moment of the workbook is that of its properties, everywhere: the same workbook is the same file at any time.
    """
    skeleton = BytesIO()
    workbook.save(skeleton)
    properties = workbook.properties
    properties.modified = properties.created
    moment = properties.created.timetuple()[:6]
    with ZipFile(skeleton) as source, ZipFile(file, "w") as archive:
        for name in source.namelist():
            entry = ZipInfo(name, moment)
            entry.compress_type = ZIP_DEFLATED
            with archive.open(entry, "w") as target:
                if rows and name == rows.sheet.path.lstrip("/"):
                    rows.splice(source.read(name), target)
                elif name == CORE:
                    target.write(tostring(properties.to_tree()))
                else:
                    target.write(source.read(name))
