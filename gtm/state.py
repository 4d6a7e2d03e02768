"""Where the table stands: how many actions by axis and status, which are late, and what changed since it went out."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode

from actions.models import CellEdit, Edition, JointAction

SOON = timedelta(days=30)
Status = JointAction.Status


class Cell(NamedTuple):
    """How many actions, and the table that shows them."""

    number: int
    url: str


class AxisRow(NamedTuple):
    """An axis with its number of actions in each status, in all, and late."""

    number: int
    title: str
    by_status: list[Cell]
    total: Cell
    late: Cell


def table_url(**parameters):
    """The table with these filters."""
    return f"{reverse('actions:table')}?{urlencode(parameters, doseq=True)}"


class TableState:
    """The live actions that `user` may see, counted in one query."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def _tally(self):
        """{(axis number, axis title, status): (number, late, ending soon)}"""
        actions = JointAction.objects.visible_to(self.user).live()
        found = actions.order_by().values_list("axis__number", "axis__title", "status")
        late = Count("pk", filter=actions.late_condition())
        soon = Count("pk", filter=actions.ending_condition(timezone.localdate() + SOON))
        return {key[:3]: key[3:] for key in found.annotate(number=Count("pk"), late=late, soon=soon)}

    def _sum(self, place):
        return sum(counts[place] for counts in self._tally.values())

    @property
    def total(self):
        return self._sum(0)

    @property
    def late(self):
        return self._sum(1)

    @property
    def soon(self):
        return self._sum(2)

    late_url = property(lambda self: table_url(late="yes"))

    @property
    def soon_url(self):
        open_ones = {"status": Status.open(), "late": "no"}
        return table_url(**open_ones, ends=(timezone.localdate() + SOON).isoformat(), sort="end", group="none")

    @property
    def statuses(self):
        """[(Status, Cell)], those in use."""
        counts = Counter()
        for (_axis, _title, status), (number, *_others) in self._tally.items():
            counts[status] += number
        return [(status, Cell(counts[status], table_url(status=status))) for status in Status if counts[status]]

    @property
    def axes(self):
        """[AxisRow] in the order of the table; its statuses are those of `statuses`."""
        shown = [status for status, _cell in self.statuses]
        return [self._row(*axis, shown) for axis in sorted({key[:2] for key in self._tally})]

    def _row(self, axis, title, statuses):
        of_axis = {key[2]: counts for key, counts in self._tally.items() if key[0] == axis}
        total, late = (sum(counts[place] for counts in of_axis.values()) for place in (0, 1))
        cells = [Cell(of_axis.get(status, [0])[0], table_url(axis=axis, status=status)) for status in statuses]
        return AxisRow(
            axis, title, cells, Cell(total, table_url(axis=axis)), Cell(late, table_url(axis=axis, late="yes"))
        )

    # Since it went out ----------------------------------------------------------------------------

    @cached_property
    def edition(self):
        """The last edition that this person may see, or None."""
        return Edition.objects.visible_to(self.user).first()

    @cached_property
    def changed(self):
        """How many actions were touched since that edition was frozen: as the ledger tells, notes left out."""
        edits = CellEdit.objects.visible_to(self.user).filter(part=0, edit__at__gt=self.edition.frozen_at)
        found = edits.exclude(column="internal_notes").order_by()
        return found.aggregate(number=Count("action", distinct=True))["number"]

    @property
    def changes_url(self):
        query = urlencode({"old": self.edition.number, "new": "live"})
        return f"{reverse('actions:compare')}?{query}"
