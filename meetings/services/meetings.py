"""One meeting, added, moved, called off and taken up again. No mail leaves: whoever invites tells those who are asked.

Whatever calendars show raises its `sequence`, by which they tell a change from what they have.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meetings.models import Attendance, Attendee, Meeting
from meetings.permissions import may_keep_meetings
from meetings.services.seen import changed

SHOWN_BY_CALENDARS = {"title", "date", "starts_at", "ends_at", "place"}
FIELDS = ["title", "date", "starts_at", "ends_at", "place", "series"]


def said(meeting):
    """{name: value} of what may be changed of a meeting, its partners among it."""
    partners = [one.partner for one in meeting.attendances.select_related("partner")] if meeting.pk else []
    return {name: getattr(meeting, name) for name in FIELDS} | {"partners": partners}


@transaction.atomic
def add(*, by, values):
    """Save a meeting that says `values`, as `said` has them, and return it."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    return keep_new(Meeting(**{name: values[name] for name in FIELDS}), values["partners"])


def keep_new(meeting, partners):
    """Save a meeting to which `partners` are invited, under the first address of its day that is free."""
    while True:
        meeting.slug = Meeting.objects.free_slug(meeting.date)
        meeting.full_clean(exclude=["slug"])
        try:
            with transaction.atomic():
                meeting.save()
            break
        except IntegrityError:  # of two meetings of one day, added at the same moment, the second takes the next one
            if not Meeting.objects.filter(slug=meeting.slug).exists():
                raise
    _invite(meeting, partners)
    return meeting


def _invite(meeting, partners):
    """Put `partners` on the list, behind those who are numbered."""
    last = meeting.attendances.aggregate(last=Max("number"))["last"] or 0
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, partner=partner, capacity=Attendance.Capacity.of(partner), number=last)
        for partner in partners
    )


@transaction.atomic
def change(*, by, meeting, then, seen):
    """Change what `then` says otherwise than `seen`, what the page showed; return the names of what was changed.

    StaleError where somebody else changed the same meanwhile.
    """
    meeting = _locked(by, meeting)
    values = changed(meeting, now=said(meeting), then=then, seen=seen)
    if meeting.is_frozen and values.keys() - {"series"}:
        raise ValidationError(_frozen())
    for name in values.keys() - {"partners"}:
        setattr(meeting, name, values[name])
    if "series" in values:
        meeting.occurrence = None
    _save(meeting, raises=bool(values.keys() & SHOWN_BY_CALENDARS))
    if "partners" in values:
        _invite_these(meeting, values["partners"])
    return set(values)


def _invite_these(meeting, partners):
    """Invite `partners` and no others; whoever is no longer among them must have left no trace."""
    attendances = {one.partner: one for one in meeting.attendances.select_related("partner")}
    removed = [partner for partner in attendances if partner not in partners]
    named = set(Attendee.objects.filter(meeting=meeting, partner__in=removed).values_list("partner", flat=True))
    invited = Attendance.Presence.INVITED
    kept = [one for one in removed if one.pk in named or attendances[one].presence != invited]
    if kept:
        told = _("%(partners)s cannot be taken off the list: people are asked for them, or their presence is noted.")
        raise ValidationError({"partners": told % {"partners": get_text_list([str(one) for one in kept], _("and"))}})
    meeting.attendances.filter(partner__in=removed).delete()
    _invite(meeting, [partner for partner in partners if partner not in attendances])


@transaction.atomic
def cancel(*, by, meeting, reason):
    """Call a meeting off."""
    meeting = _locked(by, meeting)
    if meeting.is_frozen:
        raise ValidationError(_frozen())
    if meeting.is_cancelled:
        told = _("This meeting was cancelled already: “%(reason)s”.")
        raise ValidationError(told % {"reason": meeting.cancel_reason})
    meeting.cancelled_at, meeting.cancel_reason = timezone.now(), reason
    return _save(meeting, raises=True)


@transaction.atomic
def reinstate(*, by, meeting):
    """Hold a meeting after all that was called off."""
    meeting = _locked(by, meeting)
    if not meeting.is_cancelled:
        raise ValidationError(_("This meeting is not cancelled."))
    meeting.cancelled_at, meeting.cancel_reason = None, ""
    return _save(meeting, raises=True)


def _frozen():
    return _("The minutes of this meeting are approved: it can be neither moved nor cancelled.")


def _locked(by, meeting):
    """The meeting as the database holds it, locked until the transaction ends."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def _save(meeting, *, raises):
    meeting.sequence += raises
    meeting.full_clean()
    meeting.save()
    return meeting
