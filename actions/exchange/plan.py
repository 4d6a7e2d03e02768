"""What a returned table would do: each cell as its sender saw it, as it came back, and as it stands.

Nothing of the table is written here. A cell that came back as it left says nothing; one that says what the table says
already, neither; whatever else is kept for a person to decide.
"""

from collections import defaultdict

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actions.columns import BY_NAME, circulated_columns
from actions.exchange.cells import NEVER_EMPTY, Cell, CellReader
from actions.exchange.remarks import remarks
from actions.exchange.sliding import in_order, take_slid
from actions.exchange.understanding import Reader, Understood, as_written, is_empty
from actions.models import CellChange, Participation, RowChange
from actions.services import returns
from actions.services.proposing import warnings
from actions.services.saving import MONEY
from actions.snapshots import FrozenTable
from gtm.lib.search import normalise

Kind = RowChange.Kind
SHOWN = 20  # cells named in one problem
LONGEST = CellChange._meta.get_field("error").max_length


def plan(change_set, incoming, progress=None):
    """Keep what `incoming` proposes as the rows, cells and remarks of `change_set`, ready for review.

    `progress` is called with a percentage now and then.
    """
    workbook = incoming.workbook
    change_set.source, change_set.workbook = incoming.source, workbook
    change_set.partner = change_set.partner or (workbook and workbook.partner)
    change_set.mapping = change_set.mapping or {
        "sheet": incoming.sheet,
        "header": incoming.header,
        "columns": incoming.columns,
    }
    made = Plan(change_set.partner, incoming, progress or (lambda percentage: None))
    made.make()
    change_set.report = {"problems": made.problems, "read": len(incoming.rows), "unchanged": made.unchanged}
    returns.keep(change_set, rows=made.rows, remarks=made.remarks)


class Plan:
    """What becomes of an Incoming: `rows` [(RowChange, its CellChanges)], `remarks` and `problems`."""

    def __init__(self, partner, incoming, progress):
        self.partner, self.incoming, self.progress = partner, incoming, progress
        self.problems = list(incoming.problems)
        self.rows, self.remarks, self.unchanged = [], [], 0
        self.table = table = FrozenTable(incoming.workbook.snapshot) if incoming.workbook else None
        self.base = table.by_key() if table else {}
        self.places = {name: place for place, name in enumerate(table.head.columns)} if table else {}
        # Those that can be compared: of a table that never left, none.
        present = incoming.columns.keys() & self.places.keys()
        self.columns = [column for column in circulated_columns() if column.name in present]
        self.reader = Reader(table)
        self.cells = CellReader(incoming, self.reader)

    def make(self):
        addressee = self.incoming.workbook and self.incoming.workbook.partner
        if addressee and addressee != self.partner:
            words = {"addressee": addressee, "partner": self.partner}
            self.problems.append(_("This is the workbook of %(addressee)s, sent back by %(partner)s.") % words)
        known, new = self._sort_out()
        changed = self._compare(known)
        slid = take_slid(changed, self.columns, lambda column: self._is_sorted(column, known))
        self._tell_fixed(changed, known)
        self._keep_changed(changed, known)
        self._keep_slid(slid, known)
        told = {row.action_id for row, _cells in self.rows}
        self.unchanged = len(known.keys() - told)
        self._keep_missing([key for key in self.base if key not in known])
        self._keep_new(new)
        self.remarks = remarks(self.incoming, self.table, {row.number: key for key, row in known.items()})
        self.rows.sort(key=lambda pair: (pair[0].number is None, pair[0].sheet, pair[0].number or 0))

    # Which row is which -------------------------------------------------------------------------

    def _sort_out(self):
        """The rows whose key is in the base, {key: row}, and the others that say something."""
        known, new = {}, []
        for row in self.incoming.rows:
            if all(map(is_empty, row.cells.values())):
                continue  # a row that was emptied is missing, even where its hidden key is left
            if row.key not in self.base:
                new.append(row)
            elif row.key in known:
                known[row.key], copy = self._original(known[row.key], row)
                new.append(copy)
                words = {"copy": copy.number, "row": known[row.key].number}
                self.problems.append(_("Row %(copy)s was copied from row %(row)s: it is read as a new one.") % words)
            else:
                known[row.key] = row
        return known, new

    def _original(self, first, second):
        """Of two rows with one key, the one that is more like what left, and the other."""

        left = self.base[first.key]

        def likeness(row):
            return sum(
                self.reader.written(column)(left[self.places[column.name]]) == row.cells[column.name]
                for column in self.columns
            )

        return (second, first) if likeness(second) > likeness(first) else (first, second)

    def _left(self, key, name):
        """The stored value with which a cell left."""
        return self.base[key][self.places[name]]

    # What changed -------------------------------------------------------------------------------

    def _compare(self, known):
        """{key: {column name: Cell}} of the cells that do not mean what they meant when they left."""
        changed = defaultdict(dict)
        columns = [(each, each.name, self.places[each.name], self.reader.written(each)) for each in self.columns]
        for number, (key, row) in enumerate(known.items()):
            left, cells = self.base[key], row.cells
            for column, name, place, written in columns:
                stored = left[place]
                if cells[name] != written(stored):
                    cell = self.cells.read(column, row, stored)
                    # What left empty or wrong, and came back so, is no error of the sender.
                    if not (cell.understood and self.reader.same(column, cell.raw, cell.understood, stored)):
                        changed[key][name] = cell
            self.progress(20 + 60 * number // len(known))
        return changed

    def _is_sorted(self, column, known):
        rows = sorted(known.values(), key=lambda row: row.number)
        written = self.reader.written(column)
        came = [row.cells[column.name] for row in rows]
        return in_order(came, [written(self._left(row.key, column.name)) for row in rows])

    def _tell_fixed(self, changed, known):
        """Take out the cells that nobody may change, and tell of them: they propose nothing."""
        for column in self.columns:
            rows = [] if column.is_editable else [known[key] for key in changed if changed[key].pop(column.name, None)]
            if rows:
                cells = ", ".join(self.cells.address(column.name, row) for row in rows[:SHOWN])
                words = {"heading": capfirst(column.heading), "cells": cells + (" …" if len(rows) > SHOWN else "")}
                self.problems.append(
                    _("The application itself fills “%(heading)s”: what was written there is left aside (%(cells)s).")
                    % words
                )

    def _keep_changed(self, changed, known):
        changed = {key: cells for key, cells in changed.items() if cells}
        if not changed:
            return
        now, archived = returns.current(set(changed)), returns.standing(set(changed))
        roles = [role for role in Participation.Role.values if role in self.places]
        for key, cells in changed.items():
            current = now.get(key)
            if current is not None:
                cells = self._news(key, known[key], cells, current)
            if cells:
                takes_part = any(self.partner and self.partner.slug in self._left(key, role) for role in roles)
                warnings = self._warnings(cells, current)
                self._row(
                    Kind.CHANGED if archived.get(key) is False else Kind.GONE,
                    known[key],
                    [self._cell(cell, takes_part, warnings.get(name, "")) for name, cell in cells.items()],
                    action_id=key if key in archived else None,
                )

    def _news(self, key, row, cells, current):
        """The cells that say something else than the table says; an amount and its currency are one matter."""
        if MONEY & cells.keys():
            for name in MONEY & self.places.keys() - cells.keys():
                stored = self._left(key, name)
                beside = Cell(BY_NAME[name], row.cells.get(name), stored, Understood(stored))
                if beside.differs_from(current):
                    cells |= {name: beside}
        is_money_news = any(cells[name].differs_from(current) for name in MONEY & cells.keys())
        return {
            name: cell
            for name, cell in cells.items()
            if (is_money_news if name in MONEY else cell.differs_from(current))
        }

    def _warnings(self, cells, current):
        """{column name: sentence} of the rules that the table, as it stands, would break; either may be mended."""
        if current is None:
            return {}
        return warnings({name: cell.proposed for name, cell in cells.items() if not cell.error}, current)

    # What is kept -------------------------------------------------------------------------------

    def _row(self, kind, row, cells=(), **options):
        title = row.cells.get("title")
        if is_empty(title) and row.key in self.base:
            title = self._left(row.key, "title")
        made = RowChange(kind=kind, number=row.number, sheet=row.sheet, title=as_written(title)[:300], **options)
        self.rows.append((made, cells))

    def _cell(self, cell, takes_part, warning):
        doubts = [cell.understood.doubt if cell.understood else "", warning]
        return CellChange(
            column=cell.column.name,
            base=cell.base,
            proposed=None if cell.error else cell.proposed,
            written=as_written(cell.raw),
            is_suggestion=bool(self.partner) and not (takes_part and cell.column.partner_may_edit),
            doubt=" ".join(filter(None, doubts))[:LONGEST],
            error=cell.error[:LONGEST],
        )

    def _keep_slid(self, slid, known):
        if not slid:
            return
        names = {name for cells in slid.values() for name in cells}
        headings = [str(capfirst(column.heading)) for column in self.columns if column.name in names]
        sentence = _("Cells were moved without their rows, as when one column alone is sorted: %(headings)s.")
        self.problems.append(sentence % {"headings": ", ".join(headings)})
        existing = returns.standing(set(slid))
        for key, cells in slid.items():
            self._row(
                Kind.SLID,
                known[key],
                action_id=key if key in existing else None,
                values={name: cell.value for name, cell in cells.items()},
                errors={name: cell.error for name, cell in cells.items() if cell.error},
            )

    def _keep_missing(self, keys):
        """Those that the table still has: a missing row is never a deletion."""
        archived = returns.standing(set(keys)) if keys else {}
        for key in keys:
            if archived.get(key) is False:
                row = RowChange(kind=Kind.MISSING, action_id=key, title=self._left(key, "title") or "")
                self.rows.append((row, ()))

    def _keep_new(self, new):
        if not new:
            return
        references, titles = {}, {}
        for key, reference, title in returns.titles():
            references.setdefault(normalise(reference), key)
            titles.setdefault(normalise(title), key)
        existing = returns.standing({row.key for row in new if row.key})
        for row in new:
            reference, title = (normalise(as_written(row.cells.get(name))) for name in ("reference", "title"))
            like = references.get(reference) or titles.get(title) or (row.key if row.key in existing else None)
            said = [self.cells.read(BY_NAME[name], row) for name in self._written_in(row)]
            if row.key and row.key not in self.base and self.incoming.workbook:
                self.problems.append(_("Row %(row)s comes from another workbook.") % {"row": row.number})
            self._row(
                Kind.LOOKALIKE if like else Kind.NEW,
                row,
                action_id=like,
                values={cell.column.name: cell.proposed for cell in said if not cell.error},
                errors={cell.column.name: cell.error for cell in said if cell.error},
            )

    def _written_in(self, row):
        """The names of the columns in which a new row says something, or ought to; without a status, it is proposed."""
        wanted = NEVER_EMPTY - {"status"}
        return [
            column.name
            for column in circulated_columns()
            if column.is_editable and (column.name in wanted or not is_empty(row.cells.get(column.name)))
        ]
