"""CSV files, as spreadsheet programs of several countries write them."""

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import limits
from gtm.lib.excel.reading.book import Book, Row, Sheet, WorkbookRefused
from gtm.lib.excel.reading.kinds import OTHER, refused_as
from gtm.lib.excel.text import LONGEST

DELIMITERS = ";,\t"
SAMPLE = 200  # rows by which the delimiter is known
HINT = "sep="  # a first line with which Excel is told the delimiter
CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f")
EVERY = 1_000


def read(data, name, budget):
    """The Book of one sheet. Every value is text: a formula, too."""
    encoding = _encoding(data)

    def lines():
        with TextIOWrapper(BytesIO(data), encoding, newline="") as text:
            # A line without an end would be a list of millions of fields before it could be refused.
            while line := text.readline(limits.MAX_LINE):
                if len(line) == limits.MAX_LINE:
                    raise _refused(_("Line %(line)s of the file is too long: save the table again as .xlsx."), number)
                yield line

    number = 1
    first = next(lines(), "")
    hint = first.lower().startswith(HINT) and first[len(HINT) :].strip("\r\n")
    delimiter = hint if hint and hint in DELIMITERS else _delimiter(lines)
    sheet = Sheet(PurePath(name).stem)
    cells = 0
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    try:
        for number, fields in enumerate(islice(reader, 1 if hint else 0, None), 1):
            while fields and not fields[-1]:
                fields.pop()
            if fields:
                sheet.rows.append(Row(number, [field or None for field in fields]))
            cells += len(fields)
            if number % EVERY == 0:
                budget.check()
            if len(fields) > limits.MAX_COLUMNS or len(sheet.rows) > limits.MAX_ROWS or cells > limits.MAX_CELLS:
                raise _too_large()
            if any(len(field) > LONGEST for field in fields):
                raise _refused(_("A text in line %(line)s is too long for a cell: shorten it."), number)
    except csv.Error as error:
        raise _refused(
            _("Line %(line)s of the file cannot be read: a quotation mark is out of place or left open."),
            reader.line_num,
        ) from error
    return Book(name, [sheet])


def _refused(sentence, line):
    return WorkbookRefused(sentence % {"line": line})


def _too_large():
    return WorkbookRefused(
        _("The file has more than %(rows)s rows or %(columns)s columns: keep the table, and delete the rest.")
        % {"rows": limits.MAX_ROWS, "columns": limits.MAX_COLUMNS}
    )


def _encoding(data):
    """The encoding of the text that `data` is; Windows' own for Western Europe if it is not Unicode."""
    encodings = ["utf-16"] if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROLS.isdisjoint(text):
            return encoding
    raise refused_as(OTHER)


def _delimiter(lines):
    """The delimiter that cuts most rows into the same number of fields, more than one."""

    def agreement(delimiter):
        try:
            widths = Counter(map(len, islice(csv.reader(lines(), delimiter=delimiter), SAMPLE)))
        except csv.Error:
            return 0
        return max((width - 1) * times for width, times in widths.items())

    return max(DELIMITERS, key=agreement)
