"""The ledger as people read it: what became of each cell, in words."""

from typing import NamedTuple

from django.db.models import Count, Min
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from actions.columns import BY_NAME
from actions.comparing import pieces
from actions.forms import DateInput
from actions.models import CellEdit, Confirmation, Edit, JointAction
from actions.stored import Loader
from partners.models import User


class Difference(NamedTuple):
    """What became of a cell; `pieces` tell a text or a list word by word: [(how, text)], -1 gone, 0 kept, 1 new."""

    action: JointAction
    column: str
    heading: str
    before: str
    after: str
    pieces: list


def differences(cells):
    """The difference that each of `cells` (CellEdit, saved or not) made; one query for each kind of linked rows."""
    known = Loader((BY_NAME[cell.column], stored) for cell in cells for stored in (cell.before, cell.after))
    found = []
    for cell in cells:
        column = BY_NAME[cell.column]
        before, after = known.text(column, cell.before), known.text(column, cell.after)
        heading = capfirst(column.heading)
        found.append(Difference(cell.action, column.name, heading, before, after, pieces(column, before, after)))
    return found


class Dispute(NamedTuple):
    """A cell that was changed meanwhile: the value that was not written, the one that stands, and who set it."""

    action: JointAction
    column: str
    heading: str
    wanted: str
    current: str
    last: CellEdit | None


def disputes(conflicts):
    """The conflicts of an Outcome in words."""
    known = Loader((conflict.change.column, conflict.current) for conflict in conflicts)
    return [
        Dispute(
            conflict.action,
            conflict.change.column.name,
            capfirst(conflict.change.column.heading),
            conflict.change.column.format(conflict.change.value),
            known.text(conflict.change.column, conflict.current),
            conflict.last,
        )
        for conflict in conflicts
    ]


class Confirmed(NamedTuple):
    """The latest word of a partner that an action has nothing to change, and {column name: heading} changed since."""

    latest: Confirmation | None
    changed: dict


def confirmed(user, action):
    """How far the values of `action` are Confirmed. A later confirmation covers whatever an earlier one did."""
    said = Confirmation.objects.visible_to(user).filter(action=action).select_related("author", "partner")
    latest = said.first()
    if latest is None:
        return Confirmed(None, {})
    since = CellEdit.objects.visible_to(user).of_values().filter(action=action, pk__gt=latest.seen)
    names = set(since.order_by().values_list("column", flat=True).distinct())
    return Confirmed(latest, {name: capfirst(column.heading) for name, column in BY_NAME.items() if name in names})


class EditFilter(FilterSet):
    """Which edits are listed, by the parameters of the address."""

    author = ModelChoiceFilter(
        queryset=lambda request: User.objects.filter(pk__in=Edit.objects.visible_to(request.user).values("author")),
        label=_("author"),
    )
    channel = ChoiceFilter(choices=Edit.Channel, label=_("channel"))
    day = DateFilter(field_name="at", lookup_expr="date", label=_("day"), widget=DateInput)


def scopes(edits, user):
    """{edit: what it touched}: how many cells and actions, and the column and the action if there is one only."""
    cells = CellEdit.objects.visible_to(user).filter(edit__in=edits).order_by().values("edit")
    found = cells.annotate(
        cells=Count("pk"),
        actions=Count("action", distinct=True),
        reference=Min("action__reference"),
        columns=Count("column", distinct=True),
        column=Min("column"),
    )
    return {
        row["edit"]: row | {"heading": capfirst(BY_NAME[row["column"]].heading) if row["columns"] == 1 else ""}
        for row in found
    }
