"""The cells of a sheet, as a stream: the one place where each nanosecond counts."""

import re

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import limits
from gtm.lib.excel.reading.book import Row, Unreadable, WorkbookRefused
from gtm.lib.excel.reading.dates import from_iso, from_serial
from gtm.lib.excel.reading.places import locate, span
from gtm.lib.excel.reading.places import name as name_of
from gtm.lib.excel.reading.text import clean
from gtm.lib.excel.reading.xml import Parser, damaged, too_large
from gtm.lib.excel.text import LONGEST

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
LONGEST_NUMBER = 60
LONGEST_SPELT = 7 * LONGEST  # each character as _xHHHH_
KNOWN = 10_000  # texts that are kept once, however many cells hold them
BOOLEANS = {"1": True, "0": False, "true": True, "false": False}


class Values:
    """What the cells of a workbook hold, told from their kind, their text and their format."""

    def __init__(self, texts, date_formats, since_1904):
        self.texts = texts
        self.date_formats = date_formats
        self.since_1904 = since_1904
        self.characters = self.cells = 0  # of all sheets
        self.known = {}

    def shared(self, number):
        """Raise ValueError or LookupError."""
        index = int(number)
        if index < 0:
            raise LookupError(number)
        text = self.texts[index]
        self.characters += len(text)
        return text or None

    def once(self, text):
        """`text`, as the object that said it first: most cells of a table say what others do."""
        if len(self.known) < KNOWN:
            return self.known.setdefault(text, text)
        return self.known.get(text, text)

    def plain(self, kind, text, style):
        """Anything but text. Raise ValueError for a kind, LookupError for a format that does not exist."""
        if kind == "n":
            return self._number(text, self.date_formats[style])
        if kind == "b":
            return BOOLEANS.get(text, Unreadable(text))
        if kind == "e":
            return Unreadable(text)
        if kind == "d":
            try:
                return from_iso(text)
            except ValueError:
                return Unreadable(text)
        raise ValueError(kind)

    def _number(self, text, shown_as_date):
        text = text.strip()
        match = NUMBER.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
        if not match:
            return Unreadable(text)
        value = float(text) if match[2] or "." in text else int(text)
        if shown_as_date:
            try:
                return from_serial(value, self.since_1904)
            except (ValueError, OverflowError):
                return Unreadable(text)
        return Unreadable(text) if value in (float("inf"), float("-inf")) else value


def read(package, sheet, part, values):
    """Fill in the rows and the merged ranges of a sheet."""
    rows = []

    def begin(_attributes):
        if rows:
            raise damaged(part)
        rows.append(_Rows(sheet, values, parser))

    def merge(attributes):
        sheet.merged.append(span(attributes["ref"]))
        if len(sheet.merged) > limits.MAX_MERGED:
            raise too_large(part)

    parser = Parser(part, {"sheetData": begin, "mergeCell": merge})
    package.stream(parser)
    if not rows:
        raise damaged(part)
    numbers = [row.number for row in sheet.rows]
    if numbers != sorted(set(numbers)):  # programs may write them in another order, but not twice
        sheet.rows.sort(key=lambda row: row.number)
        if len(set(numbers)) < len(numbers):
            raise damaged(part)


class _Rows:
    """The rows of one sheet, on their way from the parser, which it takes over, into the sheet."""

    def __init__(self, sheet, values, parser):
        self.sheet = sheet
        self.values = values
        start, end, text = self.handlers(parser)
        prefix = parser.element.removesuffix("sheetData")
        if prefix:
            parser.take_over(
                lambda name, attributes: start(name.removeprefix(prefix), attributes),
                lambda name: end(name.removeprefix(prefix)),
                text,
            )
        else:
            parser.take_over(start, end, text)

    def handlers(self, parser):
        """The functions that hear of the elements inside <sheetData>. What they do not know is never skipped."""
        sheet_rows, values = self.sheet.rows, self.values
        texts = []
        columns = {}  # {letters: number}
        number, digits, width, cells, column = 0, "0", -1, None, 0  # of the row; cells is None outside of rows
        attributes = text = formula = None  # of the cell; attributes is None outside of cells
        phonetic = False
        skipped = 0  # how deep inside of what is no value

        def start(name, given):
            nonlocal number, digits, width, cells, column, attributes, text, formula, phonetic, skipped
            if skipped:
                skipped += 1
                if skipped > limits.MAX_DEPTH:
                    raise damaged(parser.part)
            elif name == "c":
                if attributes is not None or cells is None:
                    raise damaged(parser.part)
                attributes = given
                text = formula = None
            elif name == "v" or name == "t" or name == "f":
                if attributes is None:
                    raise damaged(parser.part)
                texts.clear()
            elif name == "is" or name == "r":
                pass
            elif name == "row":
                if cells is not None:
                    raise damaged(parser.part)
                number = int(given.get("r", number + 1))
                if not 0 < number <= limits.LAST_ROW:
                    raise self.broken(f"A{number}")
                digits = str(number)
                width, cells, column = -len(digits), [], 0
            elif name in ("rPr", "phoneticPr", "extLst"):
                skipped = 1
            elif name == "rPh":
                phonetic = True
            else:
                raise damaged(parser.part)

        def end(name):
            nonlocal cells, column, attributes, text, formula, phonetic, skipped
            if skipped:
                skipped -= 1
            elif name == "c":
                at = attributes.get("r")
                if at is None:
                    column += 1
                elif at[width:] != digits or not (column := columns.get(at[:width], 0)):
                    column = columns[at[:width]] = self.column(at, number)
                if text or formula is not None:
                    place()
                attributes = None
            elif name == "v":
                text = "".join(texts)
            elif name == "t":
                if not phonetic:
                    attributes["t"] = "inlineStr"
                    text = "".join(texts) if text is None else text + "".join(texts)
                    if len(text) > LONGEST_SPELT:  # or a million pieces would be put together one by one
                        raise self.too_long(attributes.get("r") or name_of(number, column + 1))
            elif name == "is" or name == "r":
                pass
            elif name == "f":
                formula = "".join(texts)
            elif name == "row":
                if cells:
                    sheet_rows.append(Row(number, cells))
                    self.count(cells)
                cells = None
            elif name == "rPh":
                phonetic = False
            elif name == "sheetData":
                parser.take_over(parser.start, parser.end, parser.texts.append)
                parser.end(name)

        def place():
            kind = attributes.get("t", "n")
            if formula is not None and not text and (text is None or kind != "str"):
                value = Unreadable(f"={formula}")
            elif kind == "s":
                try:
                    value = shared(text)
                except (ValueError, LookupError) as error:
                    raise self.broken(name_of(number, column)) from error
            elif kind in ("inlineStr", "str"):
                value = once(clean(text) if "_x" in text else text) or None
                if value and len(value) > LONGEST:
                    raise self.too_long(name_of(number, column))
            else:
                try:
                    value = plain(kind, text, attributes.get("s", "0"))
                except (ValueError, LookupError) as error:
                    raise self.broken(name_of(number, column)) from error
            if value is None:
                return
            missing = column - len(cells) - 1
            if missing > 0:
                cells.extend([None] * missing)
            if missing >= 0:
                cells.append(value)
            elif cells[column - 1] is None:
                cells[column - 1] = value
            else:
                raise self.twice(number, column)

        shared, plain, once = values.shared, values.plain, values.once
        return start, end, texts.append

    def column(self, at, number):
        """The column of the cell called `at` in the row `number`."""
        try:
            row, column = locate(at)
        except ValueError as error:
            raise self.broken(at) from error
        if row != number:
            raise self.broken(at)
        return column

    def count(self, cells):
        values, words = self.values, {"sheet": self.sheet.title, "rows": limits.MAX_ROWS, "columns": limits.MAX_COLUMNS}
        values.cells += len(cells)
        if len(self.sheet.rows) > limits.MAX_ROWS or len(cells) > limits.MAX_COLUMNS:
            raise WorkbookRefused(
                _(
                    "The sheet “%(sheet)s” has more than %(rows)s rows or %(columns)s columns: "
                    "keep the table, and delete the rest."
                )
                % words
            )
        if values.cells > limits.MAX_CELLS or values.characters > limits.MAX_CHARACTERS:
            raise WorkbookRefused(
                _("The sheet “%(sheet)s” holds more than can be read: keep the table, and delete the rest.") % words
            )

    def broken(self, cell):
        return WorkbookRefused(
            _("Cell %(cell)s of the sheet “%(sheet)s” is damaged: open the workbook in Excel and save it again.")
            % {"cell": cell[:20], "sheet": self.sheet.title}
        )

    def twice(self, row, column):
        return WorkbookRefused(
            _("Cell %(cell)s of the sheet “%(sheet)s” is in the file twice: open it in Excel and save it again.")
            % {"cell": name_of(row, column), "sheet": self.sheet.title}
        )

    def too_long(self, cell):
        return WorkbookRefused(
            _("The text in cell %(cell)s of the sheet “%(sheet)s” has more than %(limit)s characters: shorten it.")
            % {"cell": cell[:20], "sheet": self.sheet.title, "limit": LONGEST}
        )
