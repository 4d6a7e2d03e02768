"""Series of meetings: what they say, their exceptions, and the next meetings. Each verb locks the series."""

from datetime import timedelta
from itertools import islice

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import planning
from meetings.models import Meeting, MeetingSeries
from meetings.permissions import may_keep_meetings
from meetings.services.meetings import keep_new
from meetings.services.seen import changed

MOST = 24  # meetings that are planned at once
FURTHEST_MOVE = timedelta(days=62)  # to an earlier day
FIELDS = ["title", "first", "until", "every", "on", "on_holiday", "starts_at", "ends_at", "place"]


def said(series):
    """{name: value} of what may be changed of a series, its partners among it."""
    partners = list(series.partners.all()) if series.pk else []
    return {name: getattr(series, name) for name in FIELDS} | {"partners": partners}


@transaction.atomic
def add(*, by, values):
    """Save a series that says `values`, as `said` has them, and return it; no meeting is planned yet."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    return _write(MeetingSeries(), values)


@transaction.atomic
def change(*, by, series, then, seen):
    """Change what `then` says otherwise than `seen`, what the page showed; return the names of what was changed.

    Meetings that are planned stay as they are. StaleError where somebody else changed the same meanwhile.
    """
    series = _locked(by, series)
    values = changed(series, now=said(series), then=then, seen=seen)
    _write(series, values)
    return set(values)


def _write(series, values):
    for name in values.keys() - {"partners"}:
        setattr(series, name, values[name])
    series.full_clean()
    series.save()
    if "partners" in values:
        series.partners.set(values["partners"])
    return series


@transaction.atomic
def archive(*, by, series):
    """Plan no more meetings of a series; those that are planned stay."""
    _locked(by, series)
    return MeetingSeries.objects.filter(pk=series.pk).archive()


@transaction.atomic
def restore(*, by, series):
    """Take a series up again."""
    _locked(by, series)
    return MeetingSeries.objects.filter(pk=series.pk).restore()


# Its days ---------------------------------------------------------------------------------------


def next_days(series, *, until=None, number=MOST):
    """[(Day, its meeting or None)] of a series from today on; days on which it is not held are among them."""
    days = planning.days(series, series.exceptions.all(), since=timezone.localdate(), until=until, number=number)
    planned = {one.occurrence: one for one in series.meetings.exclude(occurrence=None)}
    return [(day, planned.get(day.occurrence)) for day in days]


def days_to_plan(found, first, last):
    """[(Day, series)] from `first` to `last`, from today on, on which no meeting of the series `found` is planned yet.

    Their exceptions are prefetched.
    """
    planned = set(Meeting.objects.filter(series__in=found).values_list("series", "occurrence"))
    since = max(first, timezone.localdate())
    return [
        (day, series)
        for series in found
        for day in planning.days(series, series.exceptions.all(), since=since, until=last + FURTHEST_MOVE)
        if day.date and day.date <= last and (series.pk, day.occurrence) not in planned
    ]


@transaction.atomic
def plan(*, by, series, number=MOST, until=None):
    """Plan the next meetings of a series, `number` of them or up to `until`, counting those that are there already.

    Return the new ones; those that are there stay as they are, wherever they moved.
    """
    series = _locked(by, series)
    if series.is_archived:
        raise ValidationError(_("This series is archived: restore it first."))
    partners = list(series.partners.live())
    held = ((day, meeting) for day, meeting in next_days(series, until=until, number=2 * MOST) if day.date)
    new = [day for day, meeting in islice(held, min(number, MOST)) if meeting is None]
    return [keep_new(_meeting(series, day), partners) for day in new]


def _meeting(series, day):
    alike = {name: getattr(series, name) for name in ("title", "place", "starts_at", "ends_at")}
    return Meeting(series=series, occurrence=day.occurrence, date=day.date, **alike)


@transaction.atomic
def make_exception(*, by, exception):
    """Hold the meeting of a day that the rule gives on another day, or not at all; return the SeriesException."""
    series = exception.series = _locked(by, exception.series)
    exception.full_clean()
    days = {day.occurrence: (day, meeting) for day, meeting in next_days(series)}
    _day, meeting = days.pop(exception.day, (None, None))
    if _day is None:
        raise ValidationError({"day": _("The rule gives no meeting on this day.")})
    if meeting:
        raise ValidationError({"day": _("The meeting of this day is planned already: change or cancel that meeting.")})
    if exception.moved_to:
        taken = {meeting.date if meeting else day.date for day, meeting in days.values()}
        if exception.moved_to in taken:
            raise ValidationError({"moved_to": _("Another meeting of the series is held on this day.")})
        if exception.moved_to < timezone.localdate():
            raise ValidationError({"moved_to": _("This day is past.")})
    exception.save()
    return exception


@transaction.atomic
def remove_exception(*, by, exception):
    """Follow the rule again on this day; a meeting that was planned meanwhile stays where it is."""
    _locked(by, exception.series)
    exception.delete()


def _locked(by, series):
    """The series as the database holds it, locked until the transaction ends."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    return MeetingSeries.objects.select_for_update(of=("self",)).get(pk=series.pk)
