"""A change set as people review it: section by section, each proposal in words beside what the table holds."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Max
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from actions import permissions
from actions.columns import BY_NAME
from actions.comparing import pieces
from actions.models import CellChange, CellEdit, ChangeSet, JointAction, RowChange
from actions.proposals import Proposal, Proposals, RowProposal, Standing
from actions.snapshots import LiveTable
from actions.stored import Loader
from partners.models import Partner

PAGE_SIZE = 25  # rows


class Rival(NamedTuple):
    """What another change set proposes for the same cell."""

    cell: CellChange
    sender: str
    text: str


@dataclass
class Line:
    """A proposed cell in words; `pieces` tell base from proposed as `comparing.pieces` does."""

    proposal: Proposal
    heading: str
    base: str
    proposed: str
    current: str
    pieces: list
    rivals: list[Rival]
    last: CellEdit | None  # who changed the cell since

    @property
    def cell(self):
        return self.proposal.cell


@dataclass
class Entry:
    """A row of the file: `action` if this person may see it, `lines` of its cells, or all its `values` in words."""

    row: RowChange
    standing: Standing | None
    action: JointAction | None
    lines: list[Line]
    values: list[tuple]  # (heading, text, error)

    @property
    def seen(self):
        """What the table holds on the page that the person decides from."""
        cells = [(line, cell) for line in self.lines for cell in [line.cell, *line.proposal.rivals]]
        return json.dumps({cell.pk: line.proposal.current for line, cell in cells})

    @property
    def open_cells(self):
        """The keys of the cells that a verdict on the whole row is about."""
        waiting = [line.cell.pk for line in self.lines if line.proposal.is_undecided]
        return " ".join(map(str, waiting))

    @property
    def is_discussed(self):
        """Whether there is, or was, a verdict to give."""
        decided = {Standing.ACCEPTED, Standing.REFUSED}
        return self.is_decidable or self.standing in decided or bool(self.lines)

    @property
    def is_decidable(self):
        """Whether the row itself waits for a verdict."""
        return self.standing in {Standing.NEW, Standing.LOOKALIKE, Standing.SLID}


class Review:
    """A page of a change set, as `user` may see it; `asked` are the parameters of the address."""

    def __init__(self, user, change_set, asked):
        self.user, self.change_set = user, change_set
        self.may_decide = permissions.may_edit_actions(user)
        self.rows = list(Proposals(RowChange.objects.visible_to(user).filter(change_set=change_set)))
        self.counts = Counter(standing for row in self.rows for standing in row.standings())
        self.section = self._section(asked.get("show", ""))
        shown = self.rows if self.section is None else [one for row in self.rows if (one := self._within(row))]
        self.page = Paginator(shown, PAGE_SIZE).get_page(asked.get("page"))

    def _section(self, asked):
        """The section that is asked for, else the first that holds something; senders see all in one."""
        if not self.may_decide or asked == "all":
            return None
        if asked in Standing.values:
            return Standing(asked)
        return next((standing for standing in Standing if self.counts[standing]), None)

    def _within(self, row):
        """The row with its cells of the section, or None."""
        if row.standing:
            return row if row.standing == self.section else None
        cells = [proposal for proposal in row.cells if proposal.standing == self.section]
        return RowProposal(row.row, cells) if cells else None

    @property
    def sections(self):
        return [(standing, self.counts[standing]) for standing in Standing if self.counts[standing]]

    @cached_property
    def entries(self):
        return entries(self.user, list(self.page))


def entry(user, row, cells):
    """One row of a change set, with those of its cells whose keys are given."""
    (proposal,) = Proposals(RowChange.objects.visible_to(user).filter(pk=row.pk))
    listed = [one for one in proposal.cells if one.cell.pk in cells]
    return entries(user, [RowProposal(proposal.row, listed or proposal.cells)])[0]


def entries(user, proposals):
    """Rows in words; a fixed number of queries."""
    rows = RowChange.objects.filter(pk__in=[one.row.pk for one in proposals]).with_undone().in_bulk()
    actions = JointAction.objects.visible_to(user).in_bulk([row.action_id for row in rows.values() if row.action_id])
    may_decide = permissions.may_edit_actions(user)
    if not may_decide:
        proposals = _as_told(user, proposals, actions)
    cells = [proposal for one in proposals for proposal in one.cells]
    changed = [proposal for proposal in cells if proposal.is_changed_since] if may_decide else []
    last = _last_edits(changed) if changed else {}
    known = Loader(
        [(BY_NAME[one.cell.column], stored) for one in cells for stored in _stored(one)]
        + [(BY_NAME[name], stored) for row in rows.values() for name, stored in row.values.items()]
    )
    return [
        Entry(
            rows[one.row.pk],
            replace(one, row=rows[one.row.pk]).standing,
            actions.get(one.row.action_id),
            [_line(known, proposal, last) for proposal in one.cells],
            _values(known, rows[one.row.pk]),
        )
        for one in proposals
    ]


def _as_told(user, proposals, actions):
    """The proposals beside what the table holds now of the `actions` that their sender may see, settled or not.

    What others propose, and who changed the table since, is not told.
    """
    table = LiveTable(JointAction.objects.visible_to(user).filter(pk__in=actions))
    now = {key: dict(zip(table.head.columns, values, strict=True)) for key, values in table}

    def as_told(row, one):
        current = now.get(row.action_id, {}).get(one.cell.column)
        return replace(one, current=current, rivals=[])

    return [RowProposal(one.row, [as_told(one.row, cell) for cell in one.cells]) for one in proposals]


def _stored(proposal):
    yield from (proposal.cell.base, proposal.cell.proposed, proposal.current)
    yield from (rival.proposed for rival in proposal.rivals)


def _line(known, proposal, last):
    cell, column = proposal.cell, proposal.column
    base, proposed = known.text(column, cell.base), known.text(column, cell.proposed)
    return Line(
        proposal,
        capfirst(column.heading),
        base,
        cell.written if cell.error else proposed,
        known.text(column, proposal.current),
        [] if cell.error else pieces(column, base, proposed),
        [Rival(one, _sender(one.row.change_set), known.text(column, one.proposed)) for one in proposal.rivals],
        last.get((cell.row.action_id, cell.column)),
    )


def _sender(change_set):
    return str(change_set.partner or change_set.sender or change_set)


def _values(known, row):
    """(heading, text, error) of what a row without cells says."""
    values = {name: known.text(BY_NAME[name], stored) for name, stored in row.values.items() if name not in row.errors}
    written = {name: row.values.get(name, "") for name in row.errors}
    names = [name for name in BY_NAME if name in values or name in written]
    return [
        (capfirst(BY_NAME[name].heading), values.get(name) or written.get(name), row.errors.get(name, ""))
        for name in names
    ]


def _last_edits(proposals):
    """{(action, column): CellEdit} of the latest change of each cell."""
    history = CellEdit.objects.filter(
        action__in={one.cell.row.action_id for one in proposals}, column__in={one.cell.column for one in proposals}
    )
    latest = history.order_by().values("action", "column").annotate(last=Max("pk")).values("last")
    found = CellEdit.objects.filter(pk__in=latest).with_authors()
    return {(edit.action_id, edit.column): edit for edit in found}


class ChangeSetFilter(FilterSet):
    """Which change sets are listed, by the parameters of the address."""

    state = ChoiceFilter(choices=ChangeSet.State, label=_("state"))
    partner = ModelChoiceFilter(
        queryset=lambda request: Partner.objects.filter(
            pk__in=ChangeSet.objects.visible_to(request.user).values("partner")
        ),
        label=_("sender"),
    )
