"""A table that somebody else laid out: where its headings are, what they mean, and which lines are actions.

`read_table` looks at a `Book` and says what it understood; a person corrects it, and `Layout.incoming` gives the rows
as any returned workbook does. Every line below the headings is an action, an axis, a total or a heading again, or it is
told among the problems: none is dropped in silence.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from actions.columns import BY_NAME, Kind, circulated_columns
from actions.exchange import cutting
from actions.exchange.incoming import Incoming, IncomingRow, Source
from actions.models import Axis
from actions.services import mappings
from gtm.lib.search import normalise

SEARCHED = 30  # rows among which the headings are looked for
LONGEST_HEADING = 80  # characters
# One column of theirs that fills two of ours.
SHARED = {
    "lead+implementing": gettext_lazy("Lead, then implementing partners"),
    "start+end": gettext_lazy("Period, from start to end"),
}
ALSO_SHARED = {"start+end": ["période", "calendrier", "échéancier", "dates", "durée", "period"]}
WORDS = re.compile(r"[^\w%]+")
TOTAL = re.compile(r"(sous[ -]?)?total\b")
AXIS = re.compile(r"(?:(axe|axis|volet|composante)\b\s*(?:n\W?)?\s*)?(\d+|[ivx]+)\b[\s.:)–-]*(.*)")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


class Meanings:
    """What headings mean, in any accents, case and spacing."""

    def __init__(self):
        self.words = {}
        for column in _readable():
            for text in (column.heading, column.name, *column.also):
                self.words.setdefault(normalise(text), column.name)
        for name, texts in ALSO_SHARED.items():
            self.words |= {normalise(text): name for text in texts}

    def exact(self, text):
        """The name of the column that is called `text`, or None."""
        said = normalise(text).strip(" :*.")
        return self.words.get(said) or self.words.get(re.sub(r"\s*\(.*?\)", "", said).strip(" :*."))

    def near(self, text):
        """The column whose heading stands among the words of `text`, the longest one; or None."""
        said = _as_words(text)
        if len(said) > LONGEST_HEADING:
            return None
        found = {}
        for words, name in self.words.items():
            inside = _as_words(words)
            if len(inside) > 4 and inside in said:
                found[name] = max(found.get(name, 0), len(inside))
        for shared in SHARED:
            if set(shared.split("+")) <= set(found):
                return shared
        return max(found, key=found.get, default=None)


def _readable():
    """The columns that a table of another making may hold."""
    return [column for column in circulated_columns() if column.is_editable or column.name == "reference"]


def _as_words(text):
    """The words of `text` alone, with a space around each."""
    return f" {WORDS.sub(' ', normalise(text)).strip()} "


@dataclass
class Heading:
    """A column of theirs; `column` is the name of ours, of two in `SHARED`, or empty to leave it out."""

    position: int  # from 1
    text: str
    below: list  # the rows of the table
    column: str = ""

    @property
    def letter(self):
        return get_column_letter(self.position)

    @property
    def samples(self):
        """The first values below it."""
        values = (row.cells[self.position - 1] for row in self.below if len(row.cells) >= self.position)
        texts = (" ".join(str(value).split())[:60] for value in values if value not in (None, ""))
        return list(dict.fromkeys(texts))[:3]


@dataclass
class Layout:
    """A sheet with a table: `first` and `last` are the rows of its headings."""

    sheet: object  # gtm.lib.excel.reading.Sheet
    first: int
    last: int
    headings: list[Heading]
    others: list["Layout"] = field(default_factory=list)  # further sheets of the book with a table
    default_axis: str = ""  # number of the axis of the rows that name none

    @property
    def columns(self):
        """{name of ours: position of theirs}"""
        return {heading.column: heading.position for heading in self.headings if heading.column}

    @property
    def fingerprint(self):
        """Tells tables with the same headings."""
        return sha256("\n".join(normalise(heading.text) for heading in self.headings).encode()).hexdigest()

    @property
    def mapping(self):
        """What `ChangeSet.mapping` keeps of it."""
        own = {"sheet": self.sheet.title, "first": self.first, "header": self.last, "columns": self.columns}
        return own | {"axis": self.default_axis, "others": [other.mapping for other in self.others]}

    @property
    def meanings(self):
        """What is to be remembered of it: {normalised heading: column name or ""}."""
        return {normalise(heading.text): heading.column for heading in self.headings}

    def remember(self, meanings):
        """Understand the headings as somebody did before."""
        for heading in self.headings:
            heading.column = meanings.get(normalise(heading.text), "")

    def faults(self):
        """Sentences that say why this, or one of the other sheets, cannot be read yet."""
        said = [f"{other.sheet.title} : {fault}" for other in self.others for fault in other.faults()]
        if "title" not in self.columns:
            said.append(_("No column gives the title of the actions: choose it."))
        for name in {heading.column for heading in self.headings} - {""}:
            same = [heading.letter for heading in self.headings if heading.column == name]
            if len(same) > 1:
                words = {"columns": ", ".join(same), "name": label(name)}
                said.append(_("Columns %(columns)s are both read as “%(name)s”: keep one of them.") % words)
        taken = [part for heading in self.headings if heading.column in SHARED for part in heading.column.split("+")]
        for name in set(taken) & set(self.columns):
            words = {"name": label(name)}
            said.append(_("“%(name)s” would be read from two columns: leave one of them out.") % words)
        return said

    def incoming(self):
        """The rows of this table, and of those of the other sheets."""
        found = Incoming(Source.TABLE, self.sheet.title, self.columns, [], header=self.last, notes=self.sheet.notes)
        for layout in (self, *self.others):
            lines = Lines(layout)
            for row in lines:
                row.sheet = "" if layout is self else layout.sheet.title
                found.rows.append(row)
            found.problems += lines.problems
        left_out = [heading.text for heading in self.headings if not heading.column]
        if left_out:
            found.problems.append(_("Columns left out: %(columns)s.") % {"columns": ", ".join(left_out)})
        return found


def label(name):
    """What a column, or two in one, is called on the screen."""
    return str(SHARED[name]) if name in SHARED else capfirst(BY_NAME[name].heading)


def choices():
    """[(name, label)] of what a column of theirs may be read as."""
    return [(name, label(name)) for name in (*(column.name for column in _readable()), *SHARED)]


def read_headings(book, title, first, last):
    """The Layout of the sheet `title` whose headings a person found in the rows `first` to `last`."""
    return _understand(_layout(book.sheet(title), first, last), Meanings())


def read_table(book, mapping=None):
    """The Layout of the first table of `book`, as `mapping` (`Layout.mapping`) says or else as its headings do.

    None if no visible sheet holds anything.
    """
    if mapping:
        found = [_as_mapped(book, one) for one in (mapping, *mapping.get("others", []))]
    else:
        meanings = Meanings()
        found = [_guess(sheet, meanings) for sheet in book.sheets if sheet.rows and not sheet.hidden]
        # Sheets without a title column hold something else; if none has one, a person may find it.
        titled = [one for one in found if "title" in one.columns]
        found = sorted(titled or found, key=lambda one: -len(one.columns))[: None if titled else 1]
    if not found:
        return None
    best, *others = found
    order = [sheet.title for sheet in book.sheets]
    return replace(best, others=sorted(others, key=lambda one: order.index(one.sheet.title)))


def understand(book, change_set):
    """The Layout of the table in `book`, or None, and whether it may be read without asking a person."""
    layout = read_table(book, change_set.mapping)
    if layout is None or change_set.mapping:
        return layout, layout is not None
    known = mappings.recall(partner=change_set.partner, fingerprint=layout.fingerprint)
    if known:
        layout.remember(known)
    return layout, bool(known) and not layout.faults()


def _as_mapped(book, mapping):
    sheet = book.sheet(mapping["sheet"])
    layout = _layout(sheet, mapping["first"], mapping["header"])
    names = {position: name for name, position in mapping["columns"].items()}
    for heading in layout.headings:
        heading.column = names.get(heading.position, "")
    return replace(layout, default_axis=mapping.get("axis", ""))


def _guess(sheet, meanings):
    """The layout of `sheet` whose headings say most."""
    candidates = []
    rows = [row.number for row in sheet.rows[:SEARCHED]]
    for number in rows:
        candidates.append(_understand(_layout(sheet, number, number), meanings))
        if number + 1 in rows and _spans(sheet, number):
            candidates.append(_understand(_layout(sheet, number, number + 1), meanings))
    return max(candidates, key=lambda layout: (_score(layout, meanings), -layout.first))


def _spans(sheet, number):
    """Whether a merged cell says that the headings may take this row and the next."""
    return any(first <= number <= last and (last > first or right > left) for first, left, last, right in sheet.merged)


def _understand(layout, meanings):
    taken = set()
    for find in (meanings.exact, meanings.near):
        for heading in layout.headings:
            parts = [heading.text.rpartition(" · ")[2], heading.text]
            name = next(filter(None, (find(part) for part in dict.fromkeys(parts))), None)
            if name and not heading.column and not taken & set(name.split("+")):
                heading.column = name
                taken |= set(name.split("+"))
    return layout


def _score(layout, meanings):
    exact = sum(bool(meanings.exact(heading.text.rpartition(" · ")[2])) for heading in layout.headings)
    return (len(layout.columns) + exact) * (2 if "title" in layout.columns else 1)


def _layout(sheet, first, last):
    """The headings in the rows `first` to `last` of `sheet`, a merged one above each of the columns that it spans."""
    cells = {}
    for row in sheet.rows:
        if first <= row.number <= last:
            for position, value in enumerate(row.cells, 1):
                if value not in (None, ""):
                    cells[row.number, position] = " ".join(str(value).split())
    for top, left, bottom, right in sheet.merged:
        if first <= top <= last and (top, left) in cells:
            for position in range(left, right + 1):
                cells[top, position] = cells[top, left]
            if bottom > top:
                cells |= {
                    (row, position): cells[top, left]
                    for row in range(top, min(bottom, last) + 1)
                    for position in range(left, right + 1)
                }
    below = [row for row in sheet.rows if row.number > last]
    headings = []
    for position in sorted({position for _row, position in cells}):
        texts = [cells[row, position] for row in range(first, last + 1) if (row, position) in cells]
        headings.append(Heading(position, " · ".join(dict.fromkeys(texts)), below))
    return Layout(sheet, first, last, headings)


class Lines:
    """The lines below the headings of a layout, as rows of actions; `problems` tells what became of the others."""

    def __init__(self, layout):
        self.layout = layout
        self.problems = []
        self.axis = _axis(layout.sheet.title, self.axes) or layout.default_axis or None

    @cached_property
    def axes(self):
        """{normalised name: number}"""
        return {normalise(name): str(axis.number) for axis in Axis.objects.live() for name in (axis.title, axis)}

    @cached_property
    def known(self):
        """Names of partners, normalised."""
        return BY_NAME["implementing"].cell().index

    @cached_property
    def joined(self):
        """Numbers of the rows over which the title above them is merged: they are one action."""
        title = self.layout.columns["title"]
        return {
            row
            for top, left, bottom, right in self.layout.sheet.merged
            if left <= title <= right
            for row in range(top + 1, bottom + 1)
        }

    @cached_property
    def wide(self):
        """Numbers of the rows in which a cell is merged over several columns."""
        return {top for top, left, _bottom, right in self.layout.sheet.merged if right > left}

    def __iter__(self):
        headings = [normalise(heading.text) for heading in self.layout.headings]
        title, current = self.layout.columns["title"], None
        for number, cells in self._lines():
            texts = {normalise(value) for value in cells.values()}
            first = next(iter(cells.values()))
            if texts <= set(headings):
                continue  # the headings again, on each printed page
            if number in self.joined and current and title not in cells:
                _extend(current, cells)
                continue
            if current:
                yield self._row(*current)
                current = None
            if (
                len(texts) == 1
                and isinstance(first, str)
                and (len(cells) > 1 or title not in cells or number in self.wide or _axis(first, self.axes))
            ):
                self._section(number, str(first))
            elif isinstance(first, str) and TOTAL.match(normalise(first)):
                self._tell(number, _("total, left out"), first)
            else:
                current = (number, cells)
        if current:
            yield self._row(*current)

    def _lines(self):
        """(row number, {position: value}) of the rows below the headings that hold something under or beside them."""
        title = self.layout.columns["title"]
        # What a cell merged over several rows says in those below its first: {row: [(its first row, position)]}
        filled = defaultdict(list)
        for top, left, bottom, _right in self.layout.sheet.merged:
            if bottom > top > self.layout.last and left != title:
                for row in range(top + 1, bottom + 1):
                    filled[row].append((top, left))
        rows = {row.number: row for row in self.layout.sheet.rows}
        for row in self.layout.sheet.rows:
            if row.number <= self.layout.last:
                continue
            cells = {position: value for position, value in enumerate(row.cells, 1) if value not in (None, "")}
            for top, position in filled[row.number] if row.number not in self.joined else ():
                above = rows[top].cells if top in rows else []
                if len(above) >= position and above[position - 1] not in (None, ""):
                    cells[position] = above[position - 1]
            if cells:
                yield row.number, dict(sorted(cells.items()))

    def _section(self, number, text):
        axis = _axis(text, self.axes)
        if axis:
            self.axis = axis
        else:
            self._tell(number, _("read as a heading, left out"), text)

    def _tell(self, number, what, text):
        words = {"sheet": self.layout.sheet.title, "row": number, "what": what, "text": str(text)[:80]}
        self.problems.append(_("%(sheet)s, row %(row)s: %(what)s (“%(text)s”).") % words)

    def _row(self, number, cells):
        """The row of an action, cut into what our columns hold."""
        row = IncomingRow(number=number, key=None, cells={})
        texts = {heading.position: heading for heading in self.layout.headings}
        for position, value in cells.items():
            heading = texts.get(position)
            if heading is None:
                self._tell(number, _("below no heading, left out"), value)
            elif heading.column:
                row.cells |= self._cut(number, heading, value)
        row.cells["axis"] = _axis(row.cells.get("axis", ""), self.axes) or row.cells.get("axis") or self.axis
        return row

    def _cut(self, number, heading, value):
        name = heading.column
        if name == "lead+implementing" and isinstance(value, str):
            lead, _newline, rest = cutting.names(value, self.known).partition("\n")
            return {"lead": lead, "implementing": rest or None}
        if name == "start+end":
            start, end = cutting.period(value)
            self._tell_reading(number, heading, value, start, end)
            return {"start": start, "end": end}
        column = BY_NAME[name]
        if column.role and isinstance(value, str):
            return {name: cutting.names(value, self.known)}
        if column.kind == Kind.DATE:
            read = cutting.day(value, last=name == "end")
            self._tell_reading(number, heading, value, read)
            return {name: read}
        if column.kind == Kind.AMOUNT:
            amount, currency = cutting.amount(value, heading.text)
            return {name: amount} | (
                {"currency": currency} if currency and "currency" not in self.layout.columns else {}
            )
        return {name: value}

    def _tell_reading(self, number, heading, value, *days):
        """Say how a month or a year was understood."""
        if isinstance(value, str | int | float) and all(hasattr(day, "year") for day in days):
            read = " – ".join(BY_NAME["end"].format(day) for day in days)
            if read != str(value).strip():
                self._tell(number, _("%(heading)s read as %(days)s") % {"heading": heading.text, "days": read}, value)


def _axis(text, axes):
    """The number of the axis that `text` names (``Axe 2 : Recherche``, its title alone, ``2.``), or None."""
    said = normalise(text).strip(" :.")
    if said in axes:
        return axes[said]
    match = AXIS.match(said)
    if not match:
        return None
    word, digits, rest = match.groups()
    number = str(ROMAN.get(digits, digits))
    if number not in axes.values():
        return None
    title = next(name for name, value in axes.items() if value == number)
    # A number alone, a number after the word, or the number and the words of its title.
    return number if word or not rest or rest[:20] in title or title[:20] in rest else None


def _extend(current, cells):
    """Add the cells of a further line of the same action below those it has."""
    _number, row = current
    for position, value in cells.items():
        row[position] = f"{row[position]}\n{value}" if position in row else value
