"""Editions handed to partners, the answers that come back, and the reminders in between.

Mails go into the outbox in the same transaction as the transmission that they belong to; reminders wait there for
their day and are cancelled by the answer.
"""

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from actions.models import Transmission
from actions.permissions import may_answer_transmission, may_edit_actions
from partners import services as mail
from partners.models import Mail

# Days around the date by which a workbook is to be sent back, and the hour (Africa/Casablanca) of the reminders.
REMINDERS = (-3, 1, 7)
MORNING = time(9)


class Recipient(NamedTuple):
    """Somebody to whom an edition goes."""

    name: str
    email: str

    def __str__(self):
        return f"{self.name} <{self.email}>" if self.name else self.email


class Letter(NamedTuple):
    """A mail before it is written to each: both parts may hold the words of `words_for` in braces."""

    subject: str
    body: str

    def filled(self, words):
        """With the words in their places; braces that are no place stay."""
        parts = [*self]
        for place, word in words.items():
            parts = [part.replace("{" + place + "}", word) for part in parts]
        return Letter(*parts)


def words_for(*, edition, partner, recipient, due):
    """What the places of a letter are filled with."""
    return {
        "edition": str(edition.number),
        "date": formats.date_format(timezone.localtime(edition.frozen_at), "DATE_FORMAT"),
        "partenaire": partner.full_name,
        "destinataire": recipient.name or partner.full_name,
        "retour": _("by %(date)s") % {"date": formats.date_format(due, "DATE_FORMAT")} if due else _("when you can"),
    }


@transaction.atomic
def transmit(*, by, batch, edition, partner, workbook, recipients, letter, attachment, due=None):
    """Send `edition` to the `recipients` of a partner with a file, (name, content, type); return the Transmission.

    The second time that a `batch` comes for a partner, the transmission that is there already is returned.
    """
    transmission, is_new = _record(
        by=by,
        batch=batch,
        edition=edition,
        partner=partner,
        workbook=workbook,
        means=Transmission.Means.EMAIL,
        recipients="\n".join(map(str, recipients)),
        due=due,
    )
    if is_new:
        for recipient in recipients:
            words = words_for(edition=edition, partner=partner, recipient=recipient, due=due)
            subject, body = letter.filled(words)
            transmission.mails.add(_post(by, recipient, subject, body, attachments=[attachment]))
            _schedule(by, transmission, recipient)
    return transmission


def hand_over(*, by, batch, edition, partner, workbook, recipients, due=None, note=""):
    """Record that an edition reached a partner by other means than our mail."""
    transmission, _is_new = _record(
        by=by,
        batch=batch,
        edition=edition,
        partner=partner,
        workbook=workbook,
        means=Transmission.Means.OTHERWISE,
        recipients=recipients,
        due=due,
        note=note,
    )
    return transmission


def _record(*, by, batch, partner, **fields):
    if not may_edit_actions(by):
        raise PermissionDenied
    return Transmission.objects.get_or_create(batch=batch, partner=partner, defaults=fields | {"sent_by": by})


def answer(*, by, transmission, answer, at=None, note=""):
    """Record what the addressee says, as `record` does."""
    if not may_answer_transmission(by, transmission):
        raise PermissionDenied
    return record(by=by, transmission=transmission, answer=answer, at=at, note=note)


@transaction.atomic
def record(*, by, transmission, answer, at=None, note=""):
    """Record what came back, unless changes came back before; the reminders that still wait are cancelled.

    `by` is who received it, None where a command did.
    """
    transmission = Transmission.objects.select_for_update(of=("self",)).get(pk=transmission.pk)
    if transmission.answer == Transmission.Answer.RETURNED:
        return transmission
    transmission.answer = answer
    transmission.answered_at = at or timezone.now()
    transmission.note = note or transmission.note
    transmission.full_clean()
    transmission.save()
    _cancel_reminders(by, transmission)
    return transmission


@transaction.atomic
def postpone(*, by, transmission, due):
    """Await the workbook by another day; return whether it still is awaited. Reminders follow the new day."""
    if not may_edit_actions(by):
        raise PermissionDenied
    transmission = Transmission.objects.select_for_update(of=("self",)).get(pk=transmission.pk)
    if transmission.answer:
        return False
    if transmission.due == due:
        return True
    transmission.due = due
    transmission.full_clean()
    transmission.save()
    _cancel_reminders(by, transmission)
    for recipient in _written_to(transmission):
        _schedule(by, transmission, recipient)
    return True


@transaction.atomic
def remind(*, by, transmission):
    """Write at once to those who have not answered; return how many mails wait to leave."""
    if not may_edit_actions(by):
        raise PermissionDenied
    transmission = Transmission.objects.select_for_update(of=("self",)).get(pk=transmission.pk)
    if transmission.answer:
        return 0
    recipients = _written_to(transmission)
    for recipient in recipients:
        _remind(by, transmission, recipient, timezone.localdate(), timezone.now())
    return len(recipients)


def _written_to(transmission):
    return sorted({Recipient(sent.to_name, sent.to) for sent in transmission.mails.all()})


def _cancel_reminders(by, transmission):
    for reminder in transmission.mails.filter(state=Mail.State.WAITING, not_before__gt=timezone.now()):
        with suppress(mail.AlreadyMovedError):  # it leaves at this moment
            mail.cancel(by=by, mail=reminder)


def _schedule(by, transmission, recipient):
    """Put the reminders around the day that was agreed into the outbox; a morning that is past needs none."""
    for number in REMINDERS if transmission.due else ():
        day = transmission.due + timedelta(days=number)
        at = timezone.make_aware(datetime.combine(day, MORNING))
        if at > timezone.now():
            _remind(by, transmission, recipient, day, at)


def _remind(by, transmission, recipient, day, at):
    """Put a reminder into the outbox that is read on `day` and leaves at `at`."""
    due = transmission.due
    words = words_for(edition=transmission.edition, partner=transmission.partner, recipient=recipient, due=due)
    letter = Letter(_("Reminder: edition {edition} of the table"), _overdue() if due and day > due else _upcoming())
    subject, body = letter.filled(words)
    transmission.mails.add(_post(by, recipient, subject, body, not_before=at))


def _upcoming():
    return _(
        "Dear {destinataire},\n\nWe sent you edition {edition} of the table of joint actions ({date}). Your workbook "
        "is awaited {retour}. If you have nothing to change, a word in answer to this mail is enough.\n\n"
        "The secretariat of the Thematic Group on Migration"
    )


def _overdue():
    return _(
        "Dear {destinataire},\n\nYour answer to edition {edition} of the table of joint actions ({date}) was awaited "
        "{retour} and has not reached us. Please send the workbook back, or tell us that you have nothing to "
        "change.\n\nThe secretariat of the Thematic Group on Migration"
    )


def _post(by, recipient, subject, body, **options):
    return mail.post(
        by=by, to=recipient.email, to_name=recipient.name, reply_to=by.email, subject=subject, body=body, **options
    )
