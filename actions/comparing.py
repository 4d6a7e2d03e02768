"""Two states of the table side by side: which actions came, which went, and what became of each cell."""

from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from actions.columns import BY_NAME, Column, Kind
from actions.snapshots import Row, StoredTable
from gtm.lib import pieces as texts

# Where the values that are compared piece by piece are cut.
CUTS = {Kind.LIST: texts.LINES, Kind.TEXT: texts.WORDS, Kind.LONG_TEXT: texts.WORDS}


class CellDifference(NamedTuple):
    """A cell that the two states tell differently, as stored values."""

    column: Column
    before: object
    after: object


class ChangedRow(NamedTuple):
    """An action of both states, of which some cells differ."""

    key: int
    old: Row
    new: Row
    cells: list[CellDifference]


@dataclass
class Comparison:
    """What `compare` found, in the order of the new table; what was removed, in the order of the old one.

    Only the columns that both tables have, and that the application knows, are compared.
    """

    old: StoredTable
    new: StoredTable
    added: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)

    def __bool__(self):
        return bool(self.added or self.removed or self.changed)

    @property
    def columns_added(self):
        """The names of the columns that only the new table has."""
        return _missing(self.new.head.columns, self.old.head.columns)

    @property
    def columns_removed(self):
        """The names of the columns that only the old table had."""
        return _missing(self.old.head.columns, self.new.head.columns)

    @property
    def cell_count(self):
        return sum(len(row.cells) for row in self.changed)


def compare(old, new):
    """Compare two StoredTables, action by action and column by column."""
    found = Comparison(old, new)
    names = [name for name in new.head.columns if name in old.head.columns and name in BY_NAME]
    columns = [BY_NAME[name] for name in names]
    if old.head.columns == new.head.columns == names:
        before_of = after_of = _whole
    else:
        before_of, after_of = _picker(old.head.columns, names), _picker(new.head.columns, names)
    gone = {row.key: row for row in old}
    for row in new:
        earlier = gone.pop(row.key, None)
        if earlier is None:
            found.added.append(row)
            continue
        before, after = before_of(earlier.values), after_of(row.values)
        if before != after:
            cells = [
                CellDifference(column, was, now)
                for column, was, now in zip(columns, before, after, strict=True)
                if was != now
            ]
            found.changed.append(ChangedRow(row.key, earlier, row, cells))
    found.removed = list(gone.values())
    return found


def _missing(names, others):
    return [name for name in names if name not in others]


def _whole(values):
    return values


def _picker(present, names):
    """What takes the values of the columns `names` out of those of the columns `present`."""
    places = [present.index(name) for name in names]
    # One place alone would give a value instead of a tuple.
    return itemgetter(*places) if len(places) > 1 else lambda values: [values[place] for place in places]


def pieces(column, before, after):
    """What became of the text of a cell, [(how, text)] as in `gtm.lib.pieces`; empty where it is told as a whole."""
    return texts.compare(before, after, CUTS[column.kind]) if column.kind in CUTS and before and after else []
