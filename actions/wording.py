"""A comparison in words: what the screen, the workbook and the note say alike, by axis and by partner."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from actions.columns import BY_NAME
from actions.comparing import CellDifference, Comparison, pieces
from actions.models import Participation
from gtm.lib.search import normalise

# What the line of an action says already.
HEADED = {"reference", "axis", "title"}


class How(models.TextChoices):
    """What became of an action."""

    ADDED = "added", pgettext_lazy("action", "Added")
    CHANGED = "changed", pgettext_lazy("action", "Changed")
    REMOVED = "removed", pgettext_lazy("action", "Removed")


class Cell(NamedTuple):
    """What became of a cell, in words; `pieces` as in `comparing.pieces`."""

    heading: str
    before: str
    after: str
    pieces: list


@dataclass(frozen=True)
class Entry:
    """An action that came, went or changed, as it is called in the later of the two tables that has it."""

    how: How
    key: int
    reference: str
    title: str
    axis: str  # its key
    partners: frozenset  # keys of those who take part before or after
    differences: list[CellDifference] = field(repr=False)  # of an action that came or went, all that it said


@dataclass
class Changes:
    """The entries of a comparison, in table order; those of one axis or one partner if a key is given."""

    comparison: Comparison
    axis: str = ""
    partner: str = ""

    @cached_property
    def everything(self):
        """All entries, whatever is asked for."""
        old, new = self.comparison.old, self.comparison.new
        found = [_entry(How.ADDED, [(new, row)]) for row in self.comparison.added]
        found += [_entry(How.REMOVED, [(old, row)]) for row in self.comparison.removed]
        found += [_entry(How.CHANGED, [(old, row.old), (new, row.new)], row.cells) for row in self.comparison.changed]
        return sorted(found, key=lambda entry: (int(entry.axis), len(entry.reference), entry.reference))

    @cached_property
    def entries(self):
        return [entry for entry in self.everything if self._asked(entry)]

    def _asked(self, entry):
        return self.axis in {"", entry.axis} and (not self.partner or self.partner in entry.partners)

    def holds(self, row):
        """Whether a row of the new table is of the axis and the partner that are asked for."""
        entry = _entry(How.ADDED, [(self.comparison.new, row)]) if self.axis or self.partner else None
        return entry is None or self._asked(entry)

    @cached_property
    def counts(self):
        """How many actions came, changed and went, and how many cells changed."""
        found = Counter(entry.how for entry in self.entries)
        cells = sum(len(entry.differences) for entry in self.entries if entry.how == How.CHANGED)
        return {how.value: found[how] for how in How} | {"cells": cells}

    @property
    def hidden_count(self):
        """How many entries are left out."""
        return len(self.everything) - len(self.entries)

    @property
    def columns_added(self):
        """The headings of the columns that only the new table has."""
        return [_heading(name) for name in self.comparison.columns_added]

    @property
    def columns_removed(self):
        """The headings of the columns that only the old table had."""
        return [_heading(name) for name in self.comparison.columns_removed]

    @property
    def axes(self):
        """[(key, name, number of entries)] of the axes that hold changes, in table order."""
        tally = Counter(entry.axis for entry in self.everything)
        return [(key, self.name("axis", key), tally[key]) for key in sorted(tally, key=int)]

    @property
    def partners(self):
        """[(key, name, number of entries)] of the partners whose actions changed, by name."""
        tally = Counter(partner for entry in self.everything for partner in entry.partners)
        found = [(key, self.name("partner", key), number) for key, number in tally.items()]
        return sorted(found, key=lambda one: normalise(one[1]))

    def name(self, kind, key):
        """What a row of reference data is called in the later table that knows it."""
        for table in (self.comparison.new, self.comparison.old):
            if key in table.head.names[kind]:
                return table.head.names[kind][key]
        return key

    def groups(self, entries):
        """[(name of an axis, how many entries it has, [(entry, its cells)])] of a page of the entries."""
        counts = Counter(entry.axis for entry in self.entries)
        for axis, ones in groupby(entries, attrgetter("axis")):
            yield self.name("axis", axis), counts[axis], [(entry, list(self.cells(entry))) for entry in ones]

    def cells(self, entry):
        """What became of the cells of an entry, in words."""
        for difference in entry.differences:
            column = difference.column
            before = self.comparison.old.text(column, difference.before)
            after = self.comparison.new.text(column, difference.after)
            yield Cell(_heading(column.name), before, after, pieces(column, before, after))


def _entry(how, rows, cells=()):
    """`rows` are pairs of a table and its row, the later last; of one alone, all the cells that say something."""
    values = [dict(zip(table.head.columns, row.values, strict=True)) for table, row in rows]
    last = values[-1]
    partners = {key for one in values for role in Participation.Role for key in one.get(role) or ()}
    if not cells:
        told = [(BY_NAME[name], value) for name, value in last.items() if name in BY_NAME and value not in (None, [])]
        cells = [
            CellDifference(column, value, None) if how == How.REMOVED else CellDifference(column, None, value)
            for column, value in told
            if column.name not in HEADED
        ]
    return Entry(how, rows[-1][1].key, last["reference"], last["title"], last["axis"], frozenset(partners), cells)


def _heading(name):
    return str(capfirst(BY_NAME[name].heading)) if name in BY_NAME else name
