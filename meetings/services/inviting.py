"""Who is asked to a meeting, by name: each verb locks the meeting, writes, and has the mails leave with it.

`make` writes the file that goes with each mail: ``make(attendee, is_removed=False)`` returns (name, content, type).
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import Attendance, Attendee, Meeting
from meetings.permissions import may_keep_meetings
from meetings.services import invitation as words
from meetings.services.answering import ClosedError, answer_link, why_over
from partners.models import Contact, User
from partners.services import post


def candidates(meeting):
    """[Attendee], not saved: contacts and focal points of the partners invited who are not on the list yet.

    An address stands there once, whomever its reader speaks for.
    """
    known = {email.lower() for email in meeting.attendees.values_list("email", flat=True)}
    partners = Attendance.objects.filter(meeting=meeting).values("partner")
    contacts = Contact.objects.live().filter(partner__in=partners).select_related("partner")
    accounts = User.objects.filter(is_active=True, partner__in=partners).select_related("partner")
    found = {}
    for one in [*contacts.order_by("name", "pk"), *accounts.order_by("name", "pk")]:
        if (key := one.email.lower()) not in known:
            said = {"name": one.name or one.email, "function": getattr(one, "function", ""), "email": one.email}
            found.setdefault(key, Attendee(meeting=meeting, partner=one.partner, **said))
    return sorted(found.values(), key=lambda one: (str(one.partner), one.name))


@transaction.atomic
def add(*, by, attendee):
    """Put somebody on the list of a meeting; no mail leaves yet."""
    attendee.meeting = _to_be_held(by, attendee.meeting)
    attendee.full_clean()
    attendee.save()
    return attendee


@transaction.atomic
def invite(*, by, meeting, people, subject, body, make):
    """Ask `people`, who are on the list or are `candidates`, by a mail to each; return how many were asked.

    Whoever was asked already is not asked again.
    """
    meeting = _to_be_held(by, meeting)
    listed = {one.email.lower(): one for one in Attendee.objects.filter(meeting=meeting).exclude(email="")}
    asked = 0
    for person in people:
        attendee = listed.get(person.email.lower())
        if attendee is None and person.pk is None:
            person.full_clean()
            person.save()
            attendee = person
        if attendee and attendee.told is None:  # None where she was removed meanwhile
            attendee.meeting = meeting
            said = f"{body}\n\n{words.standing(answer_link(attendee))}"
            _tell(by, attendee, subject, said, make(attendee))
            asked += 1
    return asked


@transaction.atomic
def send_updates(*, by, meeting, make):
    """Tell those whose invitation says another day, hour or place, or that the meeting is held; return how many."""
    meeting = _still_to_come(by, meeting)
    changed = list(Attendee.objects.filter(meeting=meeting).told_of_another())
    for attendee in changed:
        attendee.meeting = meeting
        subject, body = words.change(meeting, answer_link(attendee))
        _tell(by, attendee, subject, body, make(attendee))
    return len(changed)


@transaction.atomic
def remove(*, by, attendee, make):
    """Take somebody off the list; who was invited is told so."""
    meeting = _still_to_come(by, attendee.meeting)
    attendee = Attendee.objects.filter(pk=attendee.pk).first()
    if attendee is None:  # removed meanwhile
        return
    if attendee.presence != Attendance.Presence.INVITED:
        raise ClosedError(_("Nothing was done: whether this person came is in the notes already."))
    attendee.meeting = meeting
    if attendee.told is not None and not (meeting.is_cancelled and attendee.told == meeting.sequence):
        _tell(by, attendee, *words.removal(meeting), make(attendee, is_removed=True))
    attendee.delete()


def _tell(by, attendee, subject, body, attached):
    """Post a mail about the meeting as it is, and note that this is what she knows."""
    mail = post(
        by=by,
        to=attendee.email,
        to_name=attendee.name,
        reply_to=by.email,
        subject=subject,
        body=body,
        attachments=[attached],
    )
    attendee.told = attendee.meeting.sequence
    attendee.save(update_fields=["told"])
    attendee.mails.add(mail)


def _still_to_come(by, meeting):
    """The meeting as the database holds it, locked until the transaction ends."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if reason := why_over(meeting):
        raise ClosedError(reason)
    return meeting


def _to_be_held(by, meeting):
    meeting = _still_to_come(by, meeting)
    if meeting.is_cancelled:
        raise ClosedError(_("Nobody can be invited: the meeting is cancelled."))
    return meeting
