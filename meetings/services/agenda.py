"""What a meeting is to talk about: each verb locks the meeting, so that no item is lost and no number given twice."""

import hashlib
import json
from uuid import uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import AgendaItem, Meeting
from meetings.permissions import may_write_minutes

FIELDS = ("title", "text", "minutes", "speaker")
LINKS = ("decisions", "actions", "requests", "change_sets")


class OnAgendaError(Exception):
    """What was to be added is on the agenda already."""

    def __str__(self):
        return _("Nothing was added: it is on the agenda already.")


class StaleItemError(Exception):
    """A sentence that says what an item is now; `item` is as the database holds it."""

    def __init__(self, item):
        super().__init__(
            _("Somebody changed this item after you opened the page. It now says: %(now)s. Save again to replace it.")
            % {"now": _in_words(item)}
        )
        self.item = item


class StaleOrderError(Exception):
    """Somebody else added, moved or removed an item meanwhile."""

    def __str__(self):
        return _(
            "Somebody changed the agenda after you opened the page. It is shown as it is now: move the item again."
        )


def seen(item):
    """What somebody sees of an item, in a word: another one if it is changed."""
    said = [getattr(item, name) for name in FIELDS]
    said += [sorted(row.pk for row in getattr(item, name).all()) for name in LINKS]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _in_words(item):
    """An item in a line."""
    said = [f"“{item.title}”", item.text, item.minutes and _("%(number)s min") % {"number": item.minutes}]
    said.append(item.speaker)
    counts = {name: getattr(item, name).count() for name in LINKS}
    linked = sum(counts.values())
    if linked:
        said.append(ngettext("%(number)s link", "%(number)s links", linked) % {"number": linked})
    return " · ".join(filter(None, said))


@transaction.atomic
def add(*, by, meeting, token, kind, said, links):
    """Put an item at the end of the agenda, and return it; the same form sent twice is one item.

    `said` holds FIELDS, `links` {name of LINKS: keys}. What was proposed, of whatever `kind`, is on an agenda once:
    OnAgendaError if nothing else is left.
    """
    meeting = _locked(by, meeting)
    key = uuid5(token, repr((kind, said, {name: sorted(links.get(name, ())) for name in LINKS})))
    if found := AgendaItem.objects.filter(token=key).first():
        return found
    items = AgendaItem.objects.filter(meeting=meeting)
    if kind != AgendaItem.Kind.FREE:
        links = {name: _not_yet(items, name, keys) for name, keys in links.items()}
        if not any(links.values()) and (kind != AgendaItem.Kind.CHANGES or items.filter(kind=kind).exists()):
            raise OnAgendaError
    item = AgendaItem(token=key, meeting=meeting, kind=kind, number=items.count() + 1, **said)
    item.full_clean()
    item.save()
    _link(item, links)
    return item


def _not_yet(items, name, keys):
    """Those of `keys` to which no item is linked yet."""
    return set(keys) - set(items.filter(**{f"{name}__in": keys}).values_list(name, flat=True))


@transaction.atomic
def change(*, by, item, said, links, seen_as):
    """Say something else of an item; `seen_as` is what `seen` said of it on the page.

    StaleItemError if somebody else changed it meanwhile, unless to the same.
    """
    _locked(by, item.meeting)
    item = AgendaItem.objects.get(pk=item.pk)
    if seen_as != seen(item) and not _says(item, said, links):
        raise StaleItemError(item)
    for name, value in said.items():
        setattr(item, name, value)
    item.full_clean()
    item.save()
    _link(item, links)
    return item


def _says(item, said, links):
    """Whether an item says this already."""
    held = {name: {row.pk for row in getattr(item, name).all()} for name in links}
    return said == {name: getattr(item, name) for name in said} and held == {
        name: set(keys) for name, keys in links.items()
    }


def _link(item, links):
    for name, keys in links.items():
        getattr(item, name).set(keys)


@transaction.atomic
def move(*, by, item, place, seen_as):
    """Put an item at a `place`, counted from 1; `seen_as` are the keys of all items in the order of the page.

    StaleOrderError if they stand in another order by now, unless in the one that is wanted.
    """
    meeting = _locked(by, item.meeting)
    now = list(meeting.agenda.values_list("pk", flat=True))
    then = [key for key in seen_as if key != item.pk]
    then.insert(place - 1, item.pk)
    if now == then:
        return
    if now != list(seen_as):
        raise StaleOrderError
    _number(then)


@transaction.atomic
def remove(*, by, item):
    """Take an item off the agenda."""
    meeting = _locked(by, item.meeting)
    AgendaItem.objects.filter(pk=item.pk).delete()
    _number(meeting.agenda.values_list("pk", flat=True))


def _number(keys):
    for number, key in enumerate(keys, start=1):
        AgendaItem.objects.filter(pk=key).update(number=number)


def _locked(by, meeting):
    """The meeting as the database holds it, locked until the transaction ends."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not may_write_minutes(by, meeting):
        raise PermissionDenied
    return meeting
