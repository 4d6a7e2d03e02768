"""Writes that touch more than one row of the table."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Axis, JointAction


@transaction.atomic
def assign_reference(*, action):
    """Give a new action the next reference of its axis (``A2-07``); numbers of the past are never used again.

    The axis stays locked until the surrounding transaction ends, so two people never get the same number.
    """
    axis = Axis.objects.select_for_update().get(pk=action.axis_id)
    prefix = f"A{axis.number}-"
    taken = JointAction.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    numbers = [int(number) for number in (reference.removeprefix(prefix) for reference in taken) if number.isdecimal()]
    action.reference = f"{prefix}{max(numbers, default=0) + 1:02}"


@transaction.atomic
def change_status(*, actions, status):
    """Set `status` on each of `actions` that may take it; return (changed, {action: sentence that refused it})."""
    changed, refused = [], {}
    for action in actions.select_for_update(of=("self",)):
        if action.status == status:
            continue
        action.status = status
        try:
            action.full_clean()
        except ValidationError as error:
            refused[action] = " ".join(error.messages)
        else:
            action.save()
            changed.append(action)
    return changed, refused
