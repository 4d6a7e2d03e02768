"""Confirmations: whoever speaks for a partner looked at an action, and had nothing to change.

The action's row is locked, as it is by whatever changes it: nothing comes between the comparison with what the person
saw and the confirmation.
"""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.columns import BY_NAME
from actions.models import Confirmation, JointAction, Transmission
from actions.permissions import may_confirm, speaks_for_addressee
from actions.services import transmission as transmissions
from actions.snapshots import FrozenTable, LiveTable


class ChangedSinceError(Exception):
    """An action was changed after the person saw it; the text says so, and nothing was confirmed."""

    def __init__(self, action):
        said = _("%(reference)s was changed after you opened the page and is not confirmed: look at it again.")
        super().__init__(said % {"reference": action.reference})


class Confirmed(NamedTuple):
    """What became of the actions of a partner: confirmed, or changed since somebody saw them."""

    confirmed: list
    changed: list


def last_seen(action):
    """The key of the last change of a value of `action`; 0 if there was none."""
    return action.history.of_values().aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def confirm(*, by, action, seen):
    """Confirm the values of `action`, of which the page showed the last change `seen`; return the Confirmation.

    Twice on a day is once, unless something changed in between. Raises ChangedSinceError.
    """
    action = JointAction.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=action.pk).first()
    if action is None or not may_confirm(by, action):
        raise PermissionDenied
    if last_seen(action) != seen:
        raise ChangedSinceError(action)
    return _confirm(by, action, seen)


def confirm_all(*, by, seen):
    """Confirm several actions {action: last change that was seen}, each as `confirm` does; return Confirmed."""
    found = Confirmed([], [])
    for action in sorted(seen, key=lambda action: action.pk):
        try:
            confirm(by=by, action=action, seen=seen[action])
        except ChangedSinceError:
            found.changed.append(action)
        else:
            found.confirmed.append(action)
    return found


@transaction.atomic
def confirm_edition(*, by, transmission):
    """Answer that the edition that was sent needs no change, and confirm what still stands as it was frozen.

    Returns Confirmed, or None where changes were sent back before.
    """
    if not speaks_for_addressee(by, transmission):
        raise PermissionDenied
    nothing = Transmission.Answer.NOTHING
    if transmissions.answer(by=by, transmission=transmission, answer=nothing).answer != nothing:
        return None
    found = Confirmed([], [])
    # Whatever changes an action locks it, so what is compared here is what is confirmed.
    own = JointAction.objects.visible_to(by).filter(participations__partner=transmission.partner_id).values("pk")
    locked = list(JointAction.objects.filter(pk__in=own).order_by("pk").select_for_update(of=("self",)))
    stands = _as_frozen(transmission.edition, locked)
    for action in locked:
        if action.pk in stands and may_confirm(by, action):
            _confirm(by, action, last_seen(action))
            found.confirmed.append(action)
        else:
            found.changed.append(action)
    return found


def _as_frozen(edition, actions):
    """The keys of those `actions` whose values are still those of `edition`."""
    frozen, live = (
        FrozenTable(edition.snapshot),
        LiveTable(JointAction.objects.filter(pk__in=[one.pk for one in actions])),
    )
    names = {name for name in frozen.head.columns if name in BY_NAME and BY_NAME[name].is_editable}
    held = frozen.by_key()

    def values(table, row):
        return {name: value for name, value in zip(table.head.columns, row, strict=True) if name in names}

    return {row.key for row in live if row.key in held and values(live, row.values) == values(frozen, held[row.key])}


def _confirm(by, action, seen):
    earlier = Confirmation.objects.filter(
        action=action, partner=by.partner_id, seen=seen, at__date=timezone.localdate()
    )
    return earlier.first() or Confirmation.objects.create(action=action, partner_id=by.partner_id, author=by, seen=seen)
