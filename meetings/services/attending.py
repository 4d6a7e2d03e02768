"""Who is there: each partner that was invited, each person by name, and those who came unasked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.models import Attendance, Attendee, Meeting
from meetings.permissions import may_write_minutes

ROWS = {"partner": Attendance, "person": Attendee}
PRESENT = Attendance.Presence.PRESENT


@transaction.atomic
def mark(*, by, meeting, marks):
    """Write `marks` {(kind of ROWS, key): (presence, presence seen)}; return the rows that others marked otherwise."""
    meeting = locked(by, meeting)
    conflicts = []
    for (kind, key), (presence, seen) in marks.items():
        row = ROWS[kind].objects.filter(meeting=meeting, pk=key).first()
        if row is None or presence in (seen, row.presence):
            continue
        if row.presence != seen:
            conflicts.append(row)
            continue
        row.presence = presence
        row.full_clean()
        row.save()
    return conflicts


@transaction.atomic
def partner_came(*, by, meeting, partner):
    """Put a partner on the list as present, whether it was invited or not."""
    meeting = locked(by, meeting)
    last = meeting.attendances.aggregate(last=Max("number"))["last"] or 0
    row = meeting.attendances.filter(partner=partner).first() or Attendance(
        meeting=meeting,
        partner=partner,
        capacity=Attendance.Capacity.of(partner),
        number=last + 1,
    )
    row.presence = PRESENT
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def person_came(*, by, meeting, name, function="", partner=None):
    """Put somebody on the list as present; a person of that name and partner who is there already is marked."""
    meeting = locked(by, meeting)
    row = meeting.attendees.filter(name__iexact=name, partner=partner).first()
    row = row or Attendee(meeting=meeting, name=name, function=function, partner=partner)
    row.presence = PRESENT
    row.full_clean()
    row.save()
    return row


def locked(by, meeting):
    """The meeting as the database holds it, locked until the transaction ends."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not may_write_minutes(by, meeting):
        raise PermissionDenied(_("The minutes of this meeting are approved: what they say no longer changes."))
    return meeting
