"""Rows of a sheet, written in one of two ways that give the same cells.

`PlainRows` is openpyxl's own way, for short sheets and as the reference. `Rows` is the fast way, for long ones:
openpyxl writes the workbook with all its dress, and the rows, kept as XML text outside memory, are spliced in.

Both dress each cell like a sample: a cell in no row, of which a row gives one for each column.
"""

import re
import shutil
from copy import copy
from datetime import date
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.functions import tostring

from gtm.lib.excel.heights import height, lines, rooms, tall
from gtm.lib.excel.text import EVALUATED, encode, is_evaluated, is_plain, to_xml

# Of a note, in pixels and letters.
NOTE_WIDTH, NOTE_LETTERS, NOTE_LINE, TALLEST_NOTE = 300, 44, 17, 400
CORE = "docProps/core.xml"
# A table has few days, and many cells that hold them.
serial = lru_cache(2**12)(to_excel)
# Of deflate: the sixth level makes sheets a fifth smaller, in more than twice the time.
LEVEL = 3


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
    pixels = min(NOTE_LINE * (lines(text, NOTE_LETTERS) + 1), TALLEST_NOTE)
    cell.comment = Comment(encode(text), author, height=pixels, width=NOTE_WIDTH)


def append(sheet, samples, values):
    """Add a row of `values` below the last one, each dressed like the sample cell of its column."""
    PlainRows(sheet).append(samples, values)


class PlainRows:
    """The rows below the last one of `sheet`, as openpyxl cells."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.last = sheet.max_row

    def dress(self, samples):
        """What `append` takes to dress a row like these samples: a list with an item for each column."""
        return samples

    def append(self, dress, values):
        """Add a row: text, numbers, dates or None."""
        self.last += 1
        self.sheet.row_dimensions[self.last].height = height(values, _rooms(self.sheet, len(dress)))
        for column, (sample, value) in enumerate(zip(dress, values, strict=True), 1):
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
        self._rooms = []

    def dress(self, samples):
        self._rooms = _rooms(self.sheet, len(samples))
        return [(f'<c r="{get_column_letter(number)}', *_styles(sample)) for number, sample in enumerate(samples, 1)]

    def append(self, dress, values):
        self.last += 1
        number, cells, most = str(self.last), [], 1
        plain = is_plain("".join([value for value in values if value.__class__ is str]))
        for (head, style, quoted), room, value in zip(dress, self._rooms, values, strict=True):
            if value.__class__ is str and value:
                if value[0] in EVALUATED:
                    style = quoted
                if len(value) > room or "\n" in value:
                    most = max(most, lines(value, room))
                keep = "" if value.strip() == value else ' xml:space="preserve"'
                text = value if plain else to_xml(value)
                cells.append(f'{head}{number}{style} t="inlineStr"><is><t{keep}>{text}</t></is></c>')
            elif value is None or value == "":
                cells.append(f"{head}{number}{style}/>")
            else:
                if isinstance(value, date):
                    value = serial(value)
                cells.append(f"{head}{number}{style}><v>{value}</v></c>")
        row = f'<row r="{number}" ht="{tall(most)}">{"".join(cells)}</row>'
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
            extent = f'<dimension ref="A1:{get_column_letter(len(self._rooms))}{self.last}"'
            head = re.sub(rb'<dimension ref="[^"]*"', extent.encode(), head, count=1)
        target.write(head)
        self.scratch.seek(0)
        shutil.copyfileobj(self.scratch, target, 2**18)
        target.write(end + tail)


def _rooms(sheet, count):
    return rooms(sheet.column_dimensions[get_column_letter(number)].width for number in range(1, count + 1))


def _styles(sample):
    """What ends the address of a cell in the style of `sample`, and in the same that also forbids evaluation."""
    quoted = copy(sample)
    quoted._style = copy(sample._style)
    quoted.quotePrefix = True
    return [f'" s="{cell.style_id}"' for cell in (sample, quoted)]


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
            entry.compress_type, entry._compresslevel = (
                ZIP_DEFLATED,
                LEVEL,
            )  # of an entry there is no other way to say it
            with archive.open(entry, "w") as target:
                if rows and name == rows.sheet.path.lstrip("/"):
                    rows.splice(source.read(name), target)
                elif name == CORE:
                    target.write(tostring(properties.to_tree()))
                else:
                    target.write(source.read(name))
