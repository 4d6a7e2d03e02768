"""References of actions: stable, readable, never given twice."""

from django.db import transaction

from actions.models import Axis, FormerReference, JointAction


@transaction.atomic
def assign_references(*, actions):
    """Give each action the next reference of its axis (``A2-07``), or the one it had there; none is ever used again.

    The axes stay locked until the surrounding transaction ends, so two people never get the same number.
    """
    axes = Axis.objects.select_for_update().filter(pk__in={action.axis_id for action in actions}).order_by("pk")
    for axis in axes:
        prefix = f"A{axis.number}-"
        arriving = [action for action in actions if action.axis_id == axis.pk]
        returning = FormerReference.objects.filter(
            action__in=[action.pk for action in arriving if action.pk], reference__startswith=prefix
        )
        known = dict(returning.values_list("action", "reference"))
        number = _last_number(prefix)
        for action in arriving:
            if action.pk not in known:
                number += 1
            action.reference = known.get(action.pk) or f"{prefix}{number:02}"
        returning.delete()


def _last_number(prefix):
    """The highest number that an action has or had under `prefix`, 0 where there is none."""
    taken = [
        *JointAction.objects.filter(reference__startswith=prefix).values_list("reference", flat=True),
        *FormerReference.objects.filter(reference__startswith=prefix).values_list("reference", flat=True),
    ]
    numbers = [reference.removeprefix(prefix) for reference in taken]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)
