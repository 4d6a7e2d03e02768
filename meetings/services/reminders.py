"""Reminders around the day on which a decision is due: they wait in the outbox, and follow whatever changes it."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from actions.services.calls import people
from partners import services as mail
from partners.models import Mail, User

# Days around the day on which a decision is due, and the hour (Africa/Casablanca) at which the reminders leave.
DAYS = (-3, 1, 7)
MORNING = time(9)


def plan(*, by, decision):
    """Have those reminders wait that `decision` needs as it is now, and no others.

    Called in the transaction that changes the decision; called again it changes nothing.
    """
    wanted = {(one["to"], one["not_before"]): one for one in _wanted(decision)}
    for waiting in decision.mails.filter(state=Mail.State.WAITING, not_before__gt=timezone.now()):
        fields = wanted.pop((waiting.to, waiting.not_before), None)
        with suppress(mail.AlreadyMovedError):  # it leaves at this moment
            if fields is None:
                mail.cancel(by=by, mail=waiting)
            elif any(getattr(waiting, name) != said for name, said in fields.items()):
                mail.rewrite(mail=waiting, **{name: fields[name] for name in ("to_name", "subject", "body")})
    for fields in wanted.values():
        decision.mails.add(mail.post(by=by, reply_to=by.email, **fields))


def _wanted(decision):
    """The reminders that are still to leave, as the outbox takes them; a morning that is past needs none."""
    if not decision.due or decision.status not in decision.Status.open() or decision.meeting.is_archived:
        return
    partners = list(decision.partners.live())
    recipients = {one.email.lower(): one for found in people(partners).values() for one in found}
    # Where nobody can be written to, the secretariat sees to it.
    recipients = recipients or {one.email.lower(): one for one in User.objects.secretariat()}
    for number in DAYS:
        at = timezone.make_aware(datetime.combine(decision.due + timedelta(days=number), MORNING))
        if at <= timezone.now():
            continue
        subject, body = _overdue() if number > 0 else _upcoming()
        for recipient in recipients.values():
            words = _words(decision, partners, recipient)
            yield {
                "to": recipient.email,
                "to_name": recipient.name,
                "subject": subject % words,
                "body": body % words,
                "not_before": at,
            }


def _words(decision, partners, recipient):
    answering = ", ".join(partner.full_name for partner in partners) or decision.responsible
    return {
        "name": recipient.name or answering or recipient.email,
        "number": decision.number,
        "meeting": decision.meeting.title,
        "date": formats.date_format(decision.meeting.date, "DATE_FORMAT"),
        "due": formats.date_format(decision.due, "DATE_FORMAT"),
        "text": decision.text,
        "answering": answering or "–",
        "link": mail.link(decision.get_absolute_url()),
    }


def _upcoming():
    return _("Decision %(number)s of %(date)s is due on %(due)s"), _(
        "Dear %(name)s,\n\nDecision %(number)s of the meeting of %(date)s (%(meeting)s) is due on %(due)s:\n\n"
        "“%(text)s”\n\nWho answers for it: %(answering)s\n\nSay here how far it is, or answer this mail:\n%(link)s\n\n"
        "The secretariat of the Thematic Group on Migration"
    )


def _overdue():
    return _("Decision %(number)s of %(date)s was due on %(due)s"), _(
        "Dear %(name)s,\n\nDecision %(number)s of the meeting of %(date)s (%(meeting)s) was due on %(due)s and is "
        "still open:\n\n“%(text)s”\n\nWho answers for it: %(answering)s\n\nSay here how far it is, or answer this "
        "mail:\n%(link)s\n\nThe secretariat of the Thematic Group on Migration"
    )
