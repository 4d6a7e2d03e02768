"""Who writes where at this moment, and who wrote last: told in the cache, which forgets it by itself."""

from django.core.cache import cache
from django.utils import timezone

from partners.models import User

LIFE = 20  # seconds; a page says it anew every five
DAY = 24 * 60 * 60


def say(*, by, meeting, note):
    """Say in which note this person is, none if it is empty; return {note: [names]} of where the others are."""
    cache.set(_key(meeting, by.pk), note, LIFE)
    others = {_key(meeting, user.pk): str(user) for user in User.objects.secretariat().exclude(pk=by.pk)}
    there = {}
    for key, place in cache.get_many(others).items():
        if place:
            there.setdefault(place, []).append(others[key])
    return there


def keep_last(by, note, names):
    """Keep who wrote these fields of a note."""
    cache.set_many({_field(note, name): (str(by), timezone.now().isoformat()) for name in names}, DAY)


def last(note, name):
    """(who wrote a field last, when), empty where nobody knows."""
    return cache.get(_field(note, name), ("", ""))


def _key(meeting, user):
    return f"writing:{meeting.pk}:{user}"


def _field(note, name):
    return f"wrote:{note._meta.model_name}:{note.pk}:{name}"
