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
from actions.models import CellEdit, Confirmation, JointAction, Transmission
from actions.permissions import may_confirm, speaks_for_addressee
from actions.services import transmission as transmissions
from actions.snapshots import FrozenTable, LiveTable


class ChangedSinceError(Exception):
    """An action was changed after the person saw it; the text says so, and nothing was confirmed."""

    def __init__(self, action):
        said = _("%(reference)s was changed after you opened the page and is not confirmed: look at it again.")
        super().__init__(said % {"reference": action.reference})


class Confirmed(NamedTuple):
    """What became of several actions: the confirmations, and those that were changed since somebody saw them."""

    confirmations: list
    changed: list


def last_seen(action):
    """The key of the last change of a value of `action`; 0 if there was none."""
    return _last_edits([action]).get(action.pk, 0)


@transaction.atomic
def confirm(*, by, action, seen):
    """Confirm the values of `action`, of which the page showed the last change `seen`; return the Confirmation.

    Twice on a day is once, unless something changed in between. Raises ChangedSinceError.
    """
    (locked,) = _locked(by, JointAction.objects.filter(pk=action.pk)) or (None,)
    if locked is None:
        raise PermissionDenied
    found = _confirm(by, [locked], {locked.pk: seen})
    if found.changed:
        raise ChangedSinceError(action)
    return found.confirmations[0]


@transaction.atomic
def confirm_all(*, by, seen):
    """Confirm several actions {action: last change that was seen}, each as `confirm` does; return Confirmed."""
    seen = {action.pk: number for action, number in seen.items()}
    return _confirm(by, _locked(by, JointAction.objects.filter(pk__in=seen)), seen)


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
    locked = _locked(by, JointAction.objects.all())
    stands = _as_frozen(transmission.edition, locked)
    changed = [action for action in locked if action.pk not in stands]
    still = [action for action in locked if action.pk in stands]
    return Confirmed(_confirm(by, still, _last_edits(still)).confirmations, changed)


def _locked(by, actions):
    """Those of `actions` that this person may confirm, locked in the order in which everybody locks them."""
    own = JointAction.objects.visible_to(by).filter(pk__in=actions.values("pk")).order_by("pk")
    own = own.select_for_update(of=("self",)).prefetch_related("participations")
    return [action for action in own if may_confirm(by, action)]


def _last_edits(actions):
    """{key: last change of a value} of those `actions` that were changed."""
    edits = CellEdit.objects.of_values().filter(action__in=[action.pk for action in actions])
    return dict(edits.order_by().values_list("action").annotate(last=Max("pk")))


def _confirm(by, actions, seen):
    """Confirm the locked `actions` whose last change is the one that was `seen` {key: number}; return Confirmed."""
    last = _last_edits(actions)
    still = [action for action in actions if last.get(action.pk, 0) == seen.get(action.pk, 0)]
    said = Confirmation.objects.filter(action__in=[action.pk for action in still], partner=by.partner_id)
    today = {(one.action_id, one.seen): one for one in said.filter(at__date=timezone.localdate())}
    found = [today.get((action.pk, last.get(action.pk, 0))) or _new(by, action, last) for action in still]
    Confirmation.objects.bulk_create(one for one in found if one.pk is None)
    return Confirmed(found, [action for action in actions if last.get(action.pk, 0) != seen.get(action.pk, 0)])


def _new(by, action, last):
    return Confirmation(action=action, partner_id=by.partner_id, author=by, seen=last.get(action.pk, 0))


def _as_frozen(edition, actions):
    """The keys of those `actions` whose values are still those of `edition`."""
    frozen = FrozenTable(edition.snapshot)
    live = LiveTable(JointAction.objects.filter(pk__in=[action.pk for action in actions]))
    names = {name for name in frozen.head.columns if name in BY_NAME and BY_NAME[name].is_editable}
    held = frozen.by_key()

    def values(table, row):
        return {name: value for name, value in zip(table.head.columns, row, strict=True) if name in names}

    return {row.key for row in live if row.key in held and values(live, row.values) == values(frozen, held[row.key])}
