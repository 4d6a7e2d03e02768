"""References of actions: stable, readable, never given twice."""

from django.db import transaction
from django.db.models import BigIntegerField, Value

from actions.models import Axis, FormerReference, JointAction


@transaction.atomic(savepoint=False)
def assign_references(*, actions):
    """Give each action the next reference of its axis (``A2-07``), or the one it had there; none is ever used again.

    The axes stay locked until the surrounding transaction ends, so two people never get the same number.
    """
    axes = Axis.objects.select_for_update().filter(pk__in={action.axis_id for action in actions}).order_by("pk")
    for axis in axes:
        prefix = f"A{axis.number}-"
        arriving = [action for action in actions if action.axis_id == axis.pk]
        taken = _taken(prefix)
        left = {action: reference for reference, action in taken.items() if action}
        number = _last_number(prefix, taken)
        for action in arriving:
            if action.pk not in left:
                number += 1
            action.reference = left.get(action.pk) or f"{prefix}{number:02}"
        if returned := taken.keys() & {action.reference for action in arriving}:
            FormerReference.objects.filter(reference__in=returned).delete()


def _taken(prefix):
    """{reference under `prefix`: the action that left it, or None where one still has it}"""
    held = JointAction.objects.order_by().values_list("reference", Value(None, BigIntegerField()))
    left = FormerReference.objects.order_by().values_list("reference", "action")
    parts = [references.filter(reference__startswith=prefix) for references in (held, left)]
    return dict(parts[0].union(parts[1], all=True))


def _last_number(prefix, references):
    """The highest number under `prefix`, 0 where there is none."""
    numbers = [reference.removeprefix(prefix) for reference in references]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)
