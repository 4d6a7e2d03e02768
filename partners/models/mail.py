"""The outbox: mails that wait to leave, and what became of them."""

from email.utils import formataddr
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import one_line
from partners.querysets import MailAttachmentQuerySet, MailQuerySet


def new_message_id():
    """Given to a mail for life, so that whoever receives it twice can tell."""
    return f"<{uuid4()}@{urlsplit(settings.PUBLIC_URL).hostname}>"


class Mail(models.Model):
    """A mail to one person. Written and moved by `partners.services` only."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DOUBTFUL = "doubtful", _("Doubtful")
        CANCELLED = "cancelled", _("Cancelled")

        @classmethod
        def undecided(cls):
            return [cls.FAILED, cls.DOUBTFUL]

        @classmethod
        def cancellable(cls):
            return [cls.WAITING, cls.FAILED]

        @classmethod
        def resendable(cls):
            return [cls.FAILED, cls.DOUBTFUL, cls.CANCELLED]

    to = models.EmailField(_("to"))
    to_name = models.CharField(_("name of the recipient"), max_length=150, blank=True, validators=[one_line])
    reply_to = models.EmailField(_("answers go to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200, validators=[one_line])
    body = models.TextField(_("text"))
    unsubscribe = models.CharField(
        _("to receive no more of these"), max_length=500, blank=True, validators=[one_line]
    )  # an address of ours, whatever the name of its host
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("written by"),
        help_text=_("Nobody: a command wrote it."),
    )
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("last attempt on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    last_error = models.TextField(_("what went wrong"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="settled_mails",
        verbose_name=_("decided by"),
        help_text=_("Who last cancelled it, sent it again or marked it as sent."),
    )
    message_id = models.CharField(
        _("Message-ID"), max_length=100, unique=True, default=new_message_id, validators=[one_line]
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["state", "-created_at"], name="mail_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_has_date",
                violation_error_message=_("A mail that was sent has a date, and no other has."),
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"

    def get_absolute_url(self):
        return reverse("partners:mail", args=[self.pk])

    @property
    def is_undecided(self):
        return self.state in self.State.undecided()

    @property
    def may_be_cancelled(self):
        return self.state in self.State.cancellable()

    @property
    def may_be_resent(self):
        return self.state in self.State.resendable()

    @property
    def may_be_marked_as_sent(self):
        return self.state == self.State.DOUBTFUL

    @property
    def is_for_later(self):
        return self.state == self.State.WAITING and self.not_before > timezone.now()

    def as_message(self):
        """What is handed to the mail server."""
        headers = {"Message-ID": self.message_id}
        if self.unsubscribe:
            headers["List-Unsubscribe"] = f"<{self.unsubscribe}>"
        message = EmailMessage(
            self.subject,
            self.body,
            to=[formataddr((self.to_name, self.to))],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=headers,
        )
        for attachment in self.attachments.all():
            message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
        return message


class MailAttachment(models.Model):
    """A file that goes with a mail."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="attachments", verbose_name=_("mail"))
    name = models.CharField(_("name"), max_length=255, validators=[one_line])
    # With parameters if need be, as calendars want it: ``text/calendar; method=REQUEST``.
    content_type = models.CharField(
        _("type"),
        max_length=100,
        validators=[RegexValidator(r"^[\w.+-]+/[\w.+-]+(; [\w.+-]+=[\w.+-]+)*\Z", _("This is no type of file."))],
    )
    content = models.BinaryField(_("content"))

    objects = MailAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self):
        return self.name
