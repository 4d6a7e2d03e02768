"""What senders propose, beside what the table holds now: how each row and cell of a change set stands."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from actions.columns import BY_NAME
from actions.models import CellChange, ChangeSet, JointAction, RowChange, Verdict
from actions.snapshots import LiveTable


class Standing(models.TextChoices):
    """How a proposal stands: asked of the table each time, and in the order in which a person looks at them."""

    CONFLICT = "conflict", _("Conflicts")  # the table was changed since, or others propose something else
    SUGGESTION = "suggestion", _("Suggestions")  # outside what the sender may change
    DOUBTFUL = "doubtful", _("Names to check")
    CLEAN = "clean", _("Without conflict")
    LOOKALIKE = "lookalike", _("Look-alikes")
    SLID = "slid", _("Slid rows")
    NEW = "new", _("New rows")
    ACCEPTED = "accepted", _("Accepted, to apply")
    REFUSED = "refused", pgettext_lazy("changes", "Refused")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")
    WITHDRAWN = "withdrawn", pgettext_lazy("changes", "Withdrawn")  # by who proposed it
    ALREADY = "already", _("So already")
    UNREADABLE = "unreadable", pgettext_lazy("changes", "Unreadable")
    MISSING = "missing", _("Missing rows")
    GONE = "gone", _("Archived actions")

    @property
    def said(self):
        """What became of one proposal, in words."""
        if self in self.undecided():
            return Verdict.PENDING.label
        said = {
            self.ACCEPTED: Verdict.ACCEPTED.label,
            self.REFUSED: Verdict.REFUSED.label,
            self.APPLIED: pgettext("a change", "Applied"),
            self.UNDONE: pgettext("a change", "Undone"),
            self.WITHDRAWN: pgettext("a change", "Withdrawn"),
            self.UNREADABLE: pgettext("a change", "Unreadable"),
        }
        return said.get(self, self.label)

    @classmethod
    def undecided(cls):
        """Those that wait for a person."""
        return [cls.CONFLICT, cls.SUGGESTION, cls.DOUBTFUL, cls.CLEAN, cls.LOOKALIKE, cls.SLID, cls.NEW]

    @classmethod
    def waiting(cls):
        """Those for which a change set stays open."""
        return [*cls.undecided(), cls.ACCEPTED]


# What a sender is told without being told of others: (words, the standings that they are for).
TOLD = [
    (Verdict.PENDING.label, Standing.undecided()),
    (Verdict.ACCEPTED.label, [Standing.ACCEPTED, Standing.APPLIED]),
    (Verdict.REFUSED.label, [Standing.REFUSED]),
]
DECIDED = {Verdict.ACCEPTED: Standing.ACCEPTED, Verdict.REFUSED: Standing.REFUSED}
CHANGED = RowChange.Kind.CHANGED


def told(counts):
    """What a sender is told of a change set that stands as `counts` {standing: how many}, [(words, how many)]."""
    said = [(words, sum(counts[one] for one in standings)) for words, standings in TOLD]
    rest = [one for one in Standing if not any(one in standings for _words, standings in TOLD)]
    return [(words, number) for words, number in said + [(one.label, counts[one]) for one in rest] if number]


@dataclass
class Proposal:
    """A proposed cell: `current` is the stored value that the table holds, `rivals` what else is proposed for it."""

    cell: CellChange
    standing: Standing
    current: object = None
    rivals: list[CellChange] = field(default_factory=list)

    @property
    def column(self):
        return BY_NAME[self.cell.column]

    @property
    def may_be_accepted(self):
        cell = self.cell
        return bool(self.column.is_editable and cell.row.action_id and not cell.error and not cell.edit_id)

    @property
    def is_undecided(self):
        return self.standing in Standing.undecided()

    @property
    def is_decided(self):
        """Whether there is a verdict that may still be taken back."""
        return self.standing in DECIDED.values()

    @property
    def is_changed_since(self):
        """Whether the table no longer holds what the sender saw."""
        return self.current != self.cell.base


@dataclass
class RowProposal:
    """What a change set says of one row; a row of cells stands as they do, one by one."""

    row: RowChange
    cells: list[Proposal]

    @property
    def standing(self):
        """How the row itself stands; None where its cells say it."""
        row = self.row
        if row.kind == CHANGED or self.cells:
            return None
        if row.edit_id:
            return Standing.UNDONE if row.is_undone else Standing.APPLIED
        return DECIDED.get(row.verdict) or Standing(row.kind)

    def standings(self):
        return [self.standing] if self.standing else [proposal.standing for proposal in self.cells]


class Proposals:
    """The rows of change sets in the order of their files; read in a fixed number of queries."""

    def __init__(self, rows):
        """`rows` is a queryset of RowChange, without slices."""
        cells = CellChange.objects.filter(row__in=rows.order_by().values("pk"))
        closed = ChangeSet.objects.filter(rows__in=rows.order_by().values("pk"), state=ChangeSet.State.CLOSED)
        self._closed = dict(closed.values_list("pk", "report__withdrawn_by"))
        self._held = cells.filter(edit=None, error="", row__change_set__state__in=ChangeSet.State.reviewed())
        self._cells = defaultdict(list)
        found = rows.with_undone().defer("values", "errors")
        found = found.order_by("change_set", F("number").asc(nulls_last=True), "pk")
        self._rows = {row.pk: row for row in found}
        for cell in cells.with_undone().order_by("pk"):
            cell.row = self._rows[cell.row_id]
            self._cells[cell.row_id].append(cell)

    def __iter__(self):
        for key, row in self._rows.items():
            yield RowProposal(row, [self._proposal(row, cell) for cell in self._cells[key]])

    def counts(self):
        """{change set: {standing: how many}}"""
        found = defaultdict(Counter)
        for row in self:
            found[row.row.change_set_id].update(row.standings())
        return found

    def _proposal(self, row, cell):
        place = row.action_id, cell.column
        current = self._current(*place)
        rivals = [one for one in self._rivals[place] if one.pk != cell.pk]
        return Proposal(cell, self._standing(cell, current, rivals), current, rivals)

    def _standing(self, cell, current, rivals):
        if cell.error:
            return Standing.UNREADABLE
        if cell.edit_id:
            return Standing.UNDONE if cell.is_undone else Standing.APPLIED
        if cell.verdict != Verdict.PENDING:
            return DECIDED[cell.verdict]
        if self._closed.get(cell.row.change_set_id):
            return Standing.WITHDRAWN
        if cell.proposed == current or cell.row.change_set_id in self._closed:
            return Standing.ALREADY
        if current != cell.base or any(one.proposed not in (cell.proposed, current) for one in rivals):
            return Standing.CONFLICT
        if cell.is_suggestion:
            return Standing.SUGGESTION
        return Standing.DOUBTFUL if cell.doubt else Standing.CLEAN

    def _current(self, action, column):
        values = self._table.get(action)
        return values and values[self._places[column]]

    @cached_property
    def _table(self):
        """{action: its stored values} of the actions that somebody still wants to change."""
        keys = self._held.order_by().values("row__action")
        table = LiveTable(JointAction.objects.filter(pk__in=keys))
        self._places = {name: place for place, name in enumerate(table.head.columns)}
        return dict(table)

    @cached_property
    def _rivals(self):
        """{(action, column): cells} that open change sets propose and that nobody refused or applied yet."""
        found = defaultdict(list)
        proposed = CellChange.objects.filter(edit=None, error="", row__change_set__state=ChangeSet.State.OPEN)
        several = proposed.exclude(verdict=Verdict.REFUSED).filter(row__action__in=self._held.values("row__action"))
        for cell in several.select_related("row__change_set__partner"):
            found[cell.row.action_id, cell.column].append(cell)
        return found
