"""Our own workbook, recognised whatever became of it: saved by another program, its sheet renamed, copied into a new
file, its columns moved, hidden or under other headings, its rows sorted, filtered or pushed down by a title.
"""

from operator import itemgetter

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.columns import BY_NAME, circulated_columns
from actions.exchange.identity import CHECKSUM, KEY, PROPERTY, SHEET, checksum
from actions.exchange.incoming import Incoming, IncomingRow, Source
from actions.exchange.understanding import Reader, is_empty
from actions.services import returns
from actions.snapshots import FrozenTable
from gtm.lib.search import normalise

SEARCHED = 50  # rows among which the headings are looked for
SAMPLE = 200  # rows whose checksums or contents are compared
SHARE = 0.5  # of the sample that must agree
FEWEST = 3  # headings of a table


def recognise(book, partner=None):
    """The Incoming of a workbook of the ledger; None if `book` is none of ours.

    `partner` is whose workbook it is likely to be, where the file no longer says which one it is.
    """
    identity, headings = claimed(book)
    workbook = returns.issued(identity) if identity else None
    found = _by_key(book) or (workbook and _by_headings(book, headings))
    if not found or (identity and not workbook):
        return None
    sheet, header, others = found
    lines = [row for row in sheet.rows if row.number > header.number]
    workbook = workbook or _by_checksums(header, lines, partner)
    if workbook is None:
        return None
    return _Table(workbook, sheet, header, lines, headings, others).incoming()


def claimed(book):
    """(identity, {column name: heading}) as the workbook says; an empty identity if it says none."""
    lines = {}
    for sheet in book.sheets:
        # Excel and LibreOffice number the copy of a sheet: GTM (2), GTM_2.
        if sheet.title.startswith(SHEET) and sheet.rows and _text(sheet.rows[0].cells, 0) == PROPERTY:
            lines = {_text(row.cells, 0): _text(row.cells, 1) for row in sheet.rows}
            break
    identity = str(book.properties.get(PROPERTY) or lines.pop(PROPERTY, "")).strip()
    return identity, {name: heading for name, heading in lines.items() if name in BY_NAME}


def _text(cells, place):
    return str(cells[place]).strip() if place < len(cells) and cells[place] is not None else ""


def _by_key(book):
    """(sheet, row of headings, titles of other sheets with the table), by the heading of the keys."""
    found = [
        (sheet, row)
        for sheet in sorted(book.sheets, key=lambda sheet: sheet.hidden)
        for row in sheet.rows[:SEARCHED]
        if KEY in row.cells
    ]
    return found and (
        *found[0],
        list(dict.fromkeys(sheet.title for sheet, _row in found[1:] if sheet is not found[0][0])),
    )


def _by_headings(book, headings):
    """As `_by_key`, by the most headings that we know; the reference, which then says the key, must be among them."""
    known = _known(headings)
    best = max(
        ((sheet, row) for sheet in book.sheets if not sheet.hidden for row in sheet.rows[:SEARCHED]),
        key=lambda pair: len({known.get(normalise(cell)) for cell in pair[1].cells} - {None}),
        default=None,
    )
    names = {known.get(normalise(cell)) for cell in best[1].cells} - {None} if best else set()
    return (*best, []) if "reference" in names and len(names) >= FEWEST else None


def _known(headings):
    """{normalised heading: column name}: those with which the workbook left, then those of today."""
    known = {normalise(column.heading): column.name for column in circulated_columns()}
    return known | {normalise(heading): name for name, heading in headings.items()}


def _by_checksums(header, lines, partner):
    """The workbook of the ledger that these rows left with, told by their keys and checksums; or None."""
    if KEY not in header.cells or CHECKSUM not in header.cells:
        return None
    places = header.cells.index(KEY), header.cells.index(CHECKSUM)
    sample = {(_text(row.cells, places[0]), _text(row.cells, places[1])) for row in lines[:SAMPLE]} - {("", "")}
    likeness = {}  # of snapshots, which many workbooks may share
    best, most = None, SHARE * len(sample)
    for workbook in returns.candidates(partner) if sample else ():
        if workbook.snapshot_id not in likeness:
            rows = FrozenTable(workbook.snapshot)
            wanted = {key for key, _sum in sample}
            left = {(str(row.key), checksum(row.values)) for row in rows if str(row.key) in wanted}
            likeness[workbook.snapshot_id] = len(left & sample)
        if likeness[workbook.snapshot_id] > most:
            best, most = workbook, likeness[workbook.snapshot_id]
    return best


class _Table:
    """The sheet that holds the table of `workbook`: which of its columns is which."""

    def __init__(self, workbook, sheet, header, lines, headings, others):
        self.workbook, self.sheet, self.header, self.lines = workbook, sheet, header, lines
        self.base = FrozenTable(workbook.snapshot)
        self.places = {name: place for place, name in enumerate(self.base.head.columns) if name in BY_NAME}
        self.problems = []
        self.key = next((place for place, cell in enumerate(header.cells) if cell == KEY), None)
        if others:
            words = {"sheet": sheet.title, "others": ", ".join(others)}
            self.problems.append(_("The table was read from the sheet “%(sheet)s”, and not from %(others)s.") % words)
        self.columns = self._columns(_known(headings))

    def _columns(self, known):
        """{column name: position}, by headings, by their synonyms, and at last by what stands below."""
        found, refused, unknown = {}, set(), {}
        for position, cell in enumerate(self.header.cells, 1):
            if is_empty(cell) or cell in {KEY, CHECKSUM}:
                continue
            name = known.get(normalise(cell), cell if cell in self.places else None)
            if name is None or name not in self.places:
                unknown[position] = str(cell)
            elif name in found or name in refused:
                found.pop(name, None)
                refused.add(name)
            else:
                found[name] = position
        for name in refused:
            self.problems.append(
                _("Two columns are headed “%(heading)s”: neither is read.")
                % {"heading": capfirst(BY_NAME[name].heading)}
            )
        for position in self._renamed(unknown, found, refused):
            unknown.pop(position)
        for position, text in unknown.items():
            words = {"column": get_column_letter(position), "heading": text[:80]}
            self.problems.append(_("Column %(column)s, “%(heading)s”, is none of the table: it is left out.") % words)
        missing = [name for name in self.places if name not in found and name not in refused]
        if missing:
            headings = ", ".join(str(capfirst(BY_NAME[name].heading)) for name in missing)
            self.problems.append(_("Missing columns, of which nothing changes: %(headings)s.") % {"headings": headings})
        return found

    def _renamed(self, unknown, found, refused):
        """Find the columns that have another heading by now; return their positions."""
        positions = []
        for position, text in unknown.items():
            free = [name for name in self.places if name not in found and name not in refused]
            also = [name for name in free if normalise(text) in map(normalise, BY_NAME[name].also)]
            name = next(iter(also), None) or self._by_content(position, free)
            if name:
                found[name] = position
                positions.append(position)
        return positions

    def _by_content(self, position, names):
        """The one of `names` whose cells, as they left, stand at `position`; or None."""
        lines = {key: row for row in self.lines[:SAMPLE] if (key := self._key(row))}
        filled = [row for row in lines.values() if _text(row.cells, position - 1)]
        reader = Reader(self.base)
        likeness = dict.fromkeys(names, 0)
        writers = [(name, place, reader.written(BY_NAME[name])) for name, place in self.places.items() if name in names]
        for key, values in self.base if len(filled) > 1 else ():
            if key in lines and _text(lines[key].cells, position - 1):
                for name, place, written in writers:
                    left = written(values[place])
                    likeness[name] += left is not None and left == lines[key].cells[position - 1]
        best = max(likeness, key=likeness.get, default=None)
        return best if best and likeness[best] > max(1, SHARE * len(filled)) else None

    def _key(self, row):
        if self.key is None:
            return None
        text = _text(row.cells, self.key).removesuffix(".0")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

    def _keys(self):
        """What tells the key of a row: its hidden cell, or else its reference."""
        if self.key is not None:
            return self._key
        self.problems.append(_("The hidden column of keys is gone: the rows are told by their references."))
        place = self.places["reference"]
        keys = {normalise(values[place]): key for key, values in self.base}
        position = self.columns["reference"]
        return lambda row: keys.get(normalise(_text(row.cells, position - 1)))

    def incoming(self):
        width = max(self.columns.values(), default=0)
        pick, names = _picker(list(self.columns.values())), list(self.columns)
        key_of = self._keys()
        rows = []
        for row in self.lines:
            if row.cells == self.header.cells:
                continue  # the headings again
            cells = row.cells if len(row.cells) >= width else [*row.cells, *[None] * (width - len(row.cells))]
            rows.append(IncomingRow(row.number, key_of(row), dict(zip(names, pick(cells), strict=True))))
        return Incoming(
            Source.WORKBOOK,
            self.sheet.title,
            self.columns,
            rows,
            header=self.header.number,
            workbook=self.workbook,
            notes=self.sheet.notes,
            problems=self.problems,
        )


def _picker(positions):
    """What takes the values at `positions` out of the cells of a row."""
    places = [position - 1 for position in positions]
    # One place alone would give a value instead of a tuple.
    return itemgetter(*places) if len(places) > 1 else lambda cells: [cells[place] for place in places]
