"""The dialogue: what was exchanged with whom is written down, changed, followed up and put away.

Each verb locks the exchange, checks what the person saw of it, and writes.
"""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Engagement
from meetings.permissions import may_keep_dialogue

FIELDS = ["date", "circle", "channel", "partner", "organisation", "people", "subject", "text", "follow_up", "due"]


class StaleEngagementError(Exception):
    """Somebody changed what this person changes, too: `fields`, of `engagement` as the database holds it."""

    def __init__(self, engagement, fields):
        super().__init__(fields)
        self.engagement, self.fields = engagement, fields

    def __str__(self):
        return _("Somebody changed this exchange after you opened the page: nothing is saved yet.")


def values_of(engagement):
    """{field: value} of what a person writes; of the actions their keys, in order."""
    said = {name: getattr(engagement, name) for name in FIELDS}
    return said | {"actions": sorted(engagement.actions.values_list("pk", flat=True)) if engagement.pk else []}


def seen(values):
    """{field: a word} of what somebody sees: another one where the value is another."""
    return {
        name: hashlib.sha256(repr(getattr(value, "pk", value)).encode()).hexdigest()[:16]
        for name, value in values.items()
    }


@transaction.atomic
def write(*, by, token, values, seen_as):
    """Save the exchange that was begun with `token`, and return it. `values` is what `values_of` tells.

    `seen_as` is what `seen` said of the exchange that the person changed, {} of a new one: fields that she left alone
    stay as they are, and StaleEngagementError if somebody else changed one of hers meanwhile. The same form sent twice
    is one exchange.
    """
    _guard(by)
    keys, said = sorted(values["actions"]), {name: values[name] for name in FIELDS}
    Engagement(token=token, author=by, **said).full_clean(validate_unique=False)
    found, is_new = Engagement.objects.get_or_create(token=token, defaults=said | {"author": by})
    if is_new:
        found.actions.set(keys)
        return found
    found = _locked(found)
    now, then = values_of(found), said | {"actions": keys}
    was, wanted = seen(now), seen(then)
    mine = [name for name in then if wanted[name] not in {was[name], seen_as.get(name)}]
    if stale := [name for name in mine if was[name] != seen_as.get(name)]:
        raise StaleEngagementError(found, stale)
    for name in mine:
        if name != "actions":
            setattr(found, name, then[name])
    if not found.follow_up:
        found.followed_up_at = None
    found.full_clean()
    found.save()
    if "actions" in mine:
        found.actions.set(keys)
    return found


@transaction.atomic
def follow_up(*, by, engagement):
    """Say that what was to follow has followed; return whether that was news."""
    _guard(by)
    found = _locked(engagement)
    is_news = bool(found.follow_up) and found.followed_up_at is None
    if is_news:
        found.followed_up_at = timezone.now()
        found.save()
    return is_news


@transaction.atomic
def reopen(*, by, engagement):
    """Say that it is still to follow."""
    _guard(by)
    found = _locked(engagement)
    found.followed_up_at = None
    found.save()


@transaction.atomic
def archive(*, by, engagement):
    """Put an exchange away: it leaves the lists, and nothing of it is lost."""
    _guard(by)
    found = _locked(engagement)
    found.archived_at = found.archived_at or timezone.now()
    found.save()


@transaction.atomic
def restore(*, by, engagement):
    """Bring it back."""
    _guard(by)
    found = _locked(engagement)
    found.archived_at = None
    found.save()


def _guard(by):
    if not may_keep_dialogue(by):
        raise PermissionDenied


def _locked(engagement):
    """The exchange as the database holds it, locked until the transaction ends."""
    return Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
