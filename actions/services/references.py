"""References of actions: stable, readable, never given twice."""

from django.db import transaction

from actions.models import Axis, FormerReference, JointAction


@transaction.atomic
def assign_reference(*, action):
    """Give an action the next reference of its axis (``A2-07``), or the one it had there; none is ever used again.

    The axis stays locked until the surrounding transaction ends, so two people never get the same number.
    """
    axis = Axis.objects.select_for_update().get(pk=action.axis_id)
    prefix = f"A{axis.number}-"
    former = FormerReference.objects.filter(action=action.pk, reference__startswith=prefix).first()
    if former:
        action.reference = former.reference
        former.delete()
        return
    taken = [
        *JointAction.objects.filter(reference__startswith=prefix).values_list("reference", flat=True),
        *FormerReference.objects.filter(reference__startswith=prefix).values_list("reference", flat=True),
    ]
    numbers = [int(number) for number in (reference.removeprefix(prefix) for reference in taken) if number.isdecimal()]
    action.reference = f"{prefix}{max(numbers, default=0) + 1:02}"
