"""Calls for proposals: the letter that invites departments to submit requests, and what goes with it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.editions import Edition
from actions.querysets import CallDocumentQuerySet, CallQuerySet, LetterTemplateQuerySet
from gtm.lib.frozen import Frozen
from gtm.lib.models import one_line
from partners.models import Partner


class CallForProposals(models.Model):
    """An invitation to submit requests by a date. Written and sent by `actions.services.calls` only."""

    # Drawn with the form: the same form sent twice makes one call.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=40, unique=True, validators=[one_line])
    date = models.DateField(_("date of the letter"), default=timezone.localdate)
    place = models.CharField(_("place"), max_length=100, default="Rabat", validators=[one_line])
    addressee = models.TextField(_("addressee"), help_text=_("As it stands at the head of the letter."))
    title = models.CharField(_("object"), max_length=200, validators=[one_line])
    body = models.TextField(_("text of the letter"))
    deadline = models.DateField(_("deadline"))
    signatory = models.TextField(_("signatory"), help_text=_("Name and function, as they stand below the letter."))
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="calls",
        verbose_name=_("edition"),
        help_text=_("Its workbook and its slides go with the letter."),
    )
    invited = models.ManyToManyField(
        Partner,
        related_name="calls",
        verbose_name=_("invited partners"),
        help_text=_("Those who are to submit requests."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calls", verbose_name=_("written by")
    )
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)  # a draft until then

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for proposals")
        verbose_name_plural = _("calls for proposals")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__gte=models.F("date")),
                name="call_ends_after_it_begins",
                violation_error_message=_("The deadline comes after the date of the letter."),
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("requests:call", args=[self.pk])

    @property
    def is_open(self):
        """Whether requests may still answer it (calendar days, Africa/Casablanca)."""
        return self.sent_at is not None and timezone.localdate() <= self.deadline


class CallDocument(Frozen):
    """The letter or an annex as it was sent. Never altered."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Letter")
        WORKBOOK = "workbook", _("Table of joint actions")
        DECK = "deck", _("Slides")

    call = models.ForeignKey(
        CallForProposals, models.PROTECT, related_name="documents", verbose_name=_("call for proposals")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=255)
    content = models.BinaryField(_("content"))

    objects = CallDocumentQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("document of a call")
        verbose_name_plural = _("documents of calls")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="call_document_one_of_a_kind")]

    def __str__(self):
        return self.name


class LetterTemplate(Frozen):
    """A letter as the secretariat styled it in Word; the latest one is used. Never altered: a new one follows it."""

    name = models.CharField(_("name of the file"), max_length=255)
    content = models.BinaryField(_("content"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added on"), default=timezone.now)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("template of the letter")
        verbose_name_plural = _("templates of the letter")
        ordering = ["-added_at", "-pk"]

    def __str__(self):
        return self.name
