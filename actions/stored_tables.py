"""A stored table as a page shows it: searched, grouped by axis and counted, in the words of its day."""

from collections import Counter
from functools import cached_property, lru_cache
from itertools import groupby

from django.core.paginator import Paginator

from actions.tables import PAGE_SIZE, Cell, Group, Heading, Row
from gtm.lib.search import normalise, words


class StoredPage:
    """What somebody sees of a FrozenTable: the rows that hold every word of `query`, in the usual columns or in all."""

    def __init__(self, table, query="", *, in_full=False):
        self.table, self.query, self.in_full = table, query, in_full
        self.columns = [column for column in table.columns if column and (in_full or column.on_screen)]
        self._places = {name: place for place, name in enumerate(table.head.columns)}

    @cached_property
    def headings(self):
        return [Heading.of(column)._replace(sort="") for column in self.columns]

    @cached_property
    def rows(self):
        wanted = words(self.query)
        return [row for row in self.table if not wanted or self._holds(row, wanted)]

    @property
    def hidden_count(self):
        """How many rows the search hides."""
        return self.table.snapshot.size - len(self.rows)

    def _holds(self, row, wanted):
        texts = [
            self._normalised(column, tuple(value) if isinstance(value, list) else value)
            for column, value in zip(self.table.columns, row.values, strict=True)
            if column and value and isinstance(value, str | list)
        ]
        return all(any(word in text for text in texts) for word in wanted)

    @cached_property
    def _normalised(self):
        return lru_cache(2**14)(lambda column, value: normalise(self.table.text(column, value)))

    @cached_property
    def paginator(self):
        return Paginator(self.rows, PAGE_SIZE)

    def groups(self, page):
        """The rows of a page under the names of their axes; each row has `cells`, as those of the live table."""
        counts = Counter(map(self._axis, self.rows))
        names = self.table.head.names["axis"]
        for axis, rows in groupby(page, self._axis):
            yield Group(names.get(axis, axis), counts[axis], [Row(None, self._cells(row)) for row in rows])

    def _axis(self, row):
        return row.values[self._places["axis"]]

    def _cells(self, row):
        return [
            Cell("", heading.shape, heading.classes, heading.label, stored, self.table.text(heading.column, stored))
            for heading in self.headings
            for stored in [row.values[self._places[heading.column.name]]]
        ]
