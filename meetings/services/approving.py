"""The minutes on their way: sent for remarks, taken back, remarked upon, approved.

Each verb locks the meeting, and refuses with a sentence what is no longer as the person saw it. What left is kept as
a version, which is never altered.
"""

from typing import NamedTuple
from uuid import uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.models import JointAction
from gtm.lib.files import DOCX
from meetings.models import Meeting, MinutesMail, MinutesRemark, MinutesTemplate, MinutesVersion
from meetings.permissions import may_keep_meetings, may_remark
from partners import services as mail
from partners.models import User

State, Kind, Verdict = Meeting.MinutesState, MinutesVersion.Kind, MinutesRemark.Verdict


class MovedError(Exception):
    """A sentence that says why nothing was done: the minutes, or a remark, are no longer what the person saw."""


class Seen(NamedTuple):
    """The minutes as a page showed them: their state, the last version, and what they said."""

    state: str
    number: int
    content_hash: str

    @classmethod
    def of(cls, meeting, content_hash):
        last = MinutesVersion.objects.filter(meeting=meeting).values_list("number", flat=True).first()
        return cls(meeting.minutes_state, last or 0, content_hash)


class Letter(NamedTuple):
    """What goes with the minutes: to whom, [Recipient], in which words, and by when remarks are awaited."""

    recipients: list
    subject: str
    body: str
    remarks_by: object


def file_name(meeting, number):
    return f"compte-rendu-{meeting.date:%Y-%m-%d}-v{number}.docx"


@transaction.atomic
def circulate(*, by, meeting, seen, letter, make):
    """Send the draft for remarks; return the MinutesVersion. `make` gives a meeting's said, content_hash, document."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    meeting = _locked(by, meeting, [State.DRAFT])
    if not letter.recipients:
        raise ValidationError(_("Choose at least one recipient."))
    if letter.remarks_by < timezone.localdate():
        raise ValidationError(_("The day by which remarks are awaited is past."))
    version = _keep(by, meeting, seen, make(meeting), Kind.CIRCULATED, remarks_by=letter.remarks_by)
    attachment = (file_name(meeting, version.number), version.document, DOCX.content_type)
    for recipient in {one.email.lower(): one for one in letter.recipients}.values():
        sent = mail.post(
            by=by,
            to=recipient.email,
            to_name=recipient.name,
            reply_to=by.email,
            subject=letter.subject,
            body=letter.body,
            attachments=[attachment],
        )
        MinutesMail.objects.create(version=version, mail=sent)
    _move(meeting, State.CIRCULATED)
    return version


@transaction.atomic
def recall(*, by, meeting, seen):
    """Take minutes that were sent for remarks back to the draft; what left is kept."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    meeting = _locked(by, meeting, [State.CIRCULATED])
    if Seen.of(meeting, seen.content_hash) != seen:
        raise _moved()
    _move(meeting, State.DRAFT)


@transaction.atomic
def approve(*, by, meeting, seen, remaining, make):
    """Approve the minutes as they are; return the MinutesVersion. `remaining` open remarks are known to the person."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    meeting = _locked(by, meeting, [State.CIRCULATED, State.ENTERED])
    if open_remarks(meeting) != remaining:
        raise MovedError(_("Nothing was done: there are other open remarks by now. Look at them first."))
    version = _keep(by, meeting, seen, make(meeting), Kind.APPROVED)
    _move(meeting, State.APPROVED)
    return version


def open_remarks(meeting):
    """How many remarks nobody has answered."""
    return MinutesRemark.objects.filter(version__meeting=meeting, verdict=Verdict.OPEN).count()


def _locked(by, meeting, states):
    """The meeting as the database holds it, with all that its minutes say, locked until the transaction ends."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    meeting = Meeting.objects.with_minutes(by, JointAction.objects.none()).get(pk=meeting.pk)
    if meeting.minutes_state not in states:
        said = _("Nothing was done: the state of these minutes is “%(state)s”.")
        raise MovedError(said % {"state": meeting.get_minutes_state_display()})
    if refusal := not_held(meeting):
        raise MovedError(refusal)
    return meeting


def not_held(meeting):
    """Why there is nothing to report of a meeting, or nothing if there is."""
    if meeting.is_cancelled:
        return _("This meeting was cancelled: there are no minutes to send or to approve.")
    if meeting.date > timezone.localdate():
        return _("This meeting is still to be held: its minutes can be sent or approved afterwards.")
    return ""


def _keep(by, meeting, seen, made, kind, **more):
    if Seen.of(meeting, made.content_hash) != seen:
        raise _moved()
    version = MinutesVersion(meeting=meeting, number=seen.number + 1, kind=kind, author=by, **made._asdict(), **more)
    version.full_clean()
    version.save()
    return version


def _moved():
    return MovedError(_("Nothing was done: the minutes were changed after you opened this page. Look at them again."))


def _move(meeting, state):
    meeting.minutes_state = state
    meeting.full_clean()
    meeting.save()


# Remarks ----------------------------------------------------------------------------------------


@transaction.atomic
def remark(*, by, meeting, token, text, said_by="", partner=None):
    """Keep a remark on the version that was sent last, and return it; the same form sent twice is one remark.

    Whoever speaks for a partner speaks for that one. The secretariat enters what came by mail: `said_by` and `partner`.
    """
    if not may_remark(by, meeting):
        raise PermissionDenied
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    version = MinutesVersion.objects.filter(meeting=meeting, kind=Kind.CIRCULATED).defer("document").first()
    if version is None or not may_remark(by, meeting):
        raise MovedError(_("Nothing was kept: no remarks on these minutes are awaited any more."))
    if not may_keep_meetings(by):
        partner, said_by = by.partner, ""
    key = uuid5(token, repr((text, said_by, partner and partner.pk)))
    if found := MinutesRemark.objects.filter(token=key).first():
        return found
    found = MinutesRemark(token=key, version=version, author=by, text=text, said_by=said_by, partner=partner)
    found.full_clean()
    found.save()
    return found


@transaction.atomic
def answer_remark(*, by, remark, verdict, answer, seen):
    """Say what became of a remark; `seen` is the verdict and the answer that the page showed, (verdict, answer)."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    remark = MinutesRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    now = (remark.verdict, remark.answer)
    if now == (verdict, answer):
        return remark
    if now != seen:
        raise MovedError(_("Nothing was done: somebody answered this remark after you opened the page."))
    if verdict not in (Verdict.TAKEN, Verdict.NOT_TAKEN):
        raise ValidationError({"verdict": _("Say whether it was taken into account.")})
    if verdict == Verdict.NOT_TAKEN and not answer:
        raise ValidationError({"answer": _("Say why it is not taken into account: its author reads this.")})
    remark.verdict, remark.answer = verdict, answer
    remark.full_clean()
    remark.save()
    return remark


# The template -----------------------------------------------------------------------------------


@transaction.atomic
def keep_template(*, by, name, content):
    """Write minutes from now on into `content`, which was checked; the template in use sent again stays what it is."""
    if not may_keep_meetings(by):
        raise PermissionDenied
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # the same form sent twice at once
    last = MinutesTemplate.objects.in_use()
    if last and bytes(last.content) == content:
        return last
    template = MinutesTemplate(name=name, content=content, added_by=by)
    template.full_clean()
    template.save()
    return template
