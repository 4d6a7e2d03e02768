"""Many actions at once: the cell changes that one wish makes for each of them."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.columns import Column
from actions.models import JointAction
from actions.services.saving import Change

LIMIT = 5000  # actions


class How(models.TextChoices):
    """What is done to the rows that a cell lists."""

    ADD = "add", _("Add")
    REMOVE = "remove", _("Remove")
    REPLACE = "replace", _("Replace all by")


class Wish(NamedTuple):
    """What is wanted of a column of every action."""

    column: Column
    value: object
    how: How = How.REPLACE


def changes(*, by, keys, wishes):
    """The changes that fulfil `wishes` for the actions `keys`; `save` refuses those that are not there."""
    partial = [wish for wish in wishes if wish.how != How.REPLACE]
    needs = {need for wish in partial for need in wish.column.needs}
    found = JointAction.objects.visible_to(by).filter(pk__in=keys) if partial else JointAction.objects.none()
    actions = {action.pk: action for action in found.for_table(needs)}
    return [Change(key, wish.column, _value(wish, actions.get(key))) for key in keys for wish in wishes]


def _value(wish, action):
    if wish.how == How.REPLACE or action is None:
        return wish.value
    present = wish.column.read(action)
    if wish.how == How.ADD:
        return [*present, *(row for row in wish.value if row not in present)]
    return [row for row in present if row not in wish.value]
