"""Mails are written into the outbox, and a person decides about those that do not leave by themselves.

Whoever posts in a transaction that is rolled back has posted nothing; the worker (`outbox`) never sends in one.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Mail, MailAttachment


class AlreadyMovedError(Exception):
    """A sentence that says that the mail is no longer in a state from which this can be done."""


def link(path):
    """The address of a page as a mail names it, whatever host the request came to."""
    return settings.PUBLIC_URL + path


@transaction.atomic
def post(*, by, to, subject, body, to_name="", reply_to="", attachments=(), not_before=None, unsubscribe=""):
    """Put a mail to one person into the outbox and return it; raise ValidationError if it could never leave.

    `by` is None where a command writes. `attachments` are (name, content in bytes, type) as in
    `django.core.mail.EmailAttachment`. `unsubscribe` is the address where its reader puts an end to such mails.
    """
    mail = Mail(
        to=to,
        to_name=to_name,
        reply_to=reply_to,
        subject=subject,
        body=body,
        unsubscribe=unsubscribe,
        created_by=by,
        not_before=not_before or timezone.now(),
    )
    mail.full_clean()
    mail.save()
    for name, content, content_type in attachments:
        attachment = MailAttachment(mail=mail, name=name, content=content, content_type=content_type)
        attachment.full_clean()
        attachment.save()
    return mail


def cancel(*, by, mail):
    """Never send a mail that waits or that failed."""
    _move(mail, Mail.State.cancellable(), state=Mail.State.CANCELLED, settled_by=by)


def rewrite(*, mail, to_name, subject, body):
    """Have a mail that waits say something else; raise ValidationError if it could not leave so."""
    mail.to_name, mail.subject, mail.body = to_name, subject, body
    mail.full_clean()
    _move(mail, [Mail.State.WAITING], to_name=to_name, subject=subject, body=body)


def resend(*, by, mail):
    """Send from now on a mail that failed, that was cancelled or that may have arrived, under the same Message-ID."""
    now = timezone.now()
    _move(mail, Mail.State.resendable(), state=Mail.State.WAITING, not_before=now, attempts=0, settled_by=by)


def mark_as_sent(*, by, mail):
    """Take the word of a person that a doubtful mail has arrived."""
    _move(mail, [Mail.State.DOUBTFUL], state=Mail.State.SENT, sent_at=F("claimed_at"), settled_by=by)


def _move(mail, states, **fields):
    """Change a mail that is still in one of `states`, in one statement: the worker and other people move it too."""
    moved = Mail.objects.filter(pk=mail.pk, state__in=states).update(**fields)
    mail.refresh_from_db()
    if not moved:
        raise AlreadyMovedError(
            _("Nothing was done: the state of this mail is now “%(state)s”.") % {"state": mail.get_state_display()}
        )
