"""What each who is asked to a meeting answers: at the link in her mails, or by mail or telephone to the secretariat."""

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Attendee
from meetings.permissions import may_keep_meetings
from partners.services import link


class ClosedError(Exception):
    """A sentence that says why nobody can be asked to this meeting any more, or answer."""


class StaleAnswerError(Exception):
    """`attendee` answered after the person opened the page."""

    def __init__(self, attendee):
        super().__init__(
            _("Another answer came after you opened the page: “%(answer)s”. Record yours again to replace it.")
            % {"answer": attendee.get_answer_display()}
        )
        self.attendee = attendee


def why_over(meeting):
    """The sentence that says why nobody can be invited or answer, or nothing."""
    if meeting.is_archived:
        return _("The meeting is archived.")
    return _("The day of the meeting is past.") if meeting.is_past else ""


def answer_link(attendee):
    """Where this person, logged in or not, says whether she comes: the same address in each mail."""
    return link(reverse("meetings:answer", args=[answer_token(attendee)]))


def answer_token(attendee):
    """What the link of this person ends in."""
    return _signer().sign(attendee.pk)


def attendee_behind(token):
    """Whose link ends in `token`; None if there is nobody, or nothing to answer any more."""
    try:
        key = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    attendee = Attendee.objects.select_related("meeting", "partner").filter(pk=key).first()
    return None if attendee is None or why_over(attendee.meeting) else attendee


def _signer():
    return Signer(salt="meetings.answer", sep=".")


@transaction.atomic
def answer(*, attendee, answer, note):
    """Keep what somebody says of herself; she may say something else until the meeting is over."""
    return _keep(_locked(attendee), answer, note)


@transaction.atomic
def record_answer(*, by, attendee, answer, note, seen):
    """Keep what somebody answered by mail or telephone; `seen` is the moment of the answer that the page showed."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    attendee = _locked(attendee)
    if (answer, note) == (attendee.answer, attendee.answer_note):
        return attendee
    if seen != attendee.answered_at:
        raise StaleAnswerError(attendee)
    return _keep(attendee, answer, note)


def _locked(attendee):
    found = Attendee.objects.select_for_update(of=("self",)).select_related("meeting").filter(pk=attendee.pk).first()
    if found is None:
        raise ClosedError(_("This person is no longer invited."))
    if reason := why_over(found.meeting):
        raise ClosedError(reason)
    if found.meeting.is_cancelled:
        raise ClosedError(_("The meeting is cancelled."))
    return found


def _keep(attendee, answer, note):
    attendee.answer, attendee.answer_note, attendee.answered_at = answer, note, timezone.now()
    attendee.full_clean()
    attendee.save()
    return attendee
