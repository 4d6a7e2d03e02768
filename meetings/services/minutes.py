"""Old minutes become a meeting with all that they say, once."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gtm.lib.search import normalise
from meetings.models import Meeting
from meetings.permissions import may_keep_meetings


class AlreadyThereError(Exception):
    """There is a `meeting` of that day."""

    def __init__(self, meeting):
        super().__init__(_("There is a meeting of that day already: nothing was saved."))
        self.meeting = meeting


def of_that_day(meeting):
    """The meeting that was entered for the day of `meeting`, or None; the one of the same subject before all others."""
    others = list(Meeting.objects.filter(date=meeting.date).order_by("pk"))
    return next((other for other in others if _is_same(other, meeting)), others[0] if others else None)


def _is_same(one, other):
    return normalise(one.title) == normalise(other.title)


@transaction.atomic
def save(*, by, meeting, attendances, statements, points, decisions, is_another=False):
    """Save a meeting that is not in the database yet, with its parts in their order; `points` are [(point, partners)].

    A second meeting of a day needs another subject, and the word of a person that it is another: AlreadyThereError.
    """
    if not may_keep_meetings(by):
        raise PermissionDenied
    there = of_that_day(meeting)
    if there and (not is_another or _is_same(there, meeting)):
        raise AlreadyThereError(there)
    meeting.slug = Meeting.objects.free_slug(meeting.date)
    meeting.minutes_state = Meeting.MinutesState.ENTERED
    meeting.full_clean()
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:  # somebody else was quicker
        raise AlreadyThereError(Meeting.objects.get(slug=meeting.slug)) from error
    for parts in (attendances, statements, [point for point, _partners in points], decisions):
        for number, part in enumerate(parts, start=1):
            part.meeting, part.number = meeting, number
            part.full_clean()
            part.save()
    for point, partners in points:
        point.partners.set(partners)
    return meeting
