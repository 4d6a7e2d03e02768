"""The worker of the outbox: no mail is sent twice by itself, and none is lost, whenever the worker is killed.

A mail is claimed and the claim committed; then it is handed to the mail server, outside any transaction; then what
came of it is recorded. Of a mail whose worker vanished in between nobody can know whether it left: it becomes
doubtful, and a person decides.
"""

import logging
from collections import Counter
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Mail

logger = logging.getLogger(__name__)

State = Mail.State
# How long after an attempt that failed for a while the next one comes; after the last the mail has failed.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 24 * 60)]
# Longer than any attempt may last: see EMAIL_TIMEOUT.
VANISHED_AFTER = timedelta(minutes=15)


def send_due(stopped=lambda: False):
    """Send one by one what is due, until nothing is or `stopped` says so; return {state: how many came to it}."""
    came = Counter({State.DOUBTFUL: doubt_vanished()})
    while not stopped() and (mail := claim()):
        came[deliver(mail)] += 1
    return +came


def doubt_vanished():
    """Call doubtful what a worker claimed long ago and never told of again; return how many."""
    vanished = Mail.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - VANISHED_AFTER)
    return vanished.update(
        state=State.DOUBTFUL, last_error=_("The sending was interrupted: the mail may have left, or not.")
    )


@transaction.atomic(durable=True)
def claim():
    """The mail that is due longest, from now on in the hands of this worker alone; None if nothing is due."""
    while mail := Mail.objects.due().select_for_update(skip_locked=True).first():
        mail.claimed_at = timezone.now()
        mail.attempts += 1
        claimed = Mail.objects.filter(pk=mail.pk, state=State.WAITING).update(
            state=State.SENDING, claimed_at=mail.claimed_at, attempts=mail.attempts
        )
        if claimed:
            return mail
    return None


def deliver(mail):
    """Hand a claimed mail to the mail server; return the state to which it came."""
    message, server = mail.as_message(), get_connection()
    try:
        server.open()
    except (SMTPException, OSError) as error:
        _code, words = _answer(error)
        return _not_accepted(mail, words)  # it was not even begun
    try:
        server.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
        code, words = _answer(refusal)
        return _not_accepted(mail, words, for_good=code >= 500)
    except (SMTPException, OSError) as error:
        said = _("The connection broke while the mail was being sent, so it may have left or not: %(error)s")
        return _record(mail, State.DOUBTFUL, last_error=said % {"error": error})
    else:
        return _record(mail, State.SENT, sent_at=timezone.now(), last_error="")
    finally:
        server.close()


def _not_accepted(mail, words, for_good=False):
    """The mail did not leave: it has failed, or waits for the next attempt."""
    if for_good:
        return _record(mail, State.FAILED, last_error=_("The mail server refused it: %(words)s") % {"words": words})
    if mail.attempts > len(BACK_OFF):
        return _record(mail, State.FAILED, last_error=_("No attempt succeeded: %(words)s") % {"words": words})
    again = timezone.now() + BACK_OFF[mail.attempts - 1]
    said = _("The mail server could not take it yet: %(words)s") % {"words": words}
    return _record(mail, State.WAITING, not_before=again, last_error=said)


def _record(mail, state, **fields):
    """Write what came of an attempt, unless a person has decided meanwhile."""
    if state in State.undecided():
        logger.warning("Mail %s is %s.", mail.pk, state)
    attempt = Mail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at, state__in=[State.SENDING, State.DOUBTFUL])
    attempt.update(state=state, **fields)
    return state


def _answer(error):
    """What the server said, as (code, words); the code is 0 where it said nothing."""
    match error:
        case SMTPRecipientsRefused():
            [(code, said)] = error.recipients.values()
        case SMTPResponseException():
            code, said = error.smtp_code, error.smtp_error
        case _:
            return 0, str(error)
    return code, f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
