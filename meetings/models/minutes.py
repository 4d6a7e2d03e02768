"""The minutes on their way: sent for remarks, remarked upon, approved; and how they are styled."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtm.lib.frozen import Frozen
from gtm.lib.models import one_line
from meetings.models.meeting import Meeting
from meetings.querysets import MinutesTemplateQuerySet, OfVersionQuerySet, VersionQuerySet
from partners.models import Mail, Partner


class MinutesVersion(Frozen):
    """The minutes of a meeting as they were sent for remarks, or approved. Never altered."""

    class Kind(models.TextChoices):
        CIRCULATED = "circulated", _("Sent for remarks")
        APPROVED = "approved", _("Approved")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="versions", verbose_name=_("meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    said = models.JSONField(_("what they say"))
    content_hash = models.CharField(_("hash of what they say"), max_length=64)
    document = models.BinaryField(_("Word document"))
    remarks_by = models.DateField(_("remarks awaited by"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="minutes_versions", verbose_name=_("made by")
    )
    at = models.DateTimeField(_("made on"), default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("version of the minutes")
        verbose_name_plural = _("versions of the minutes")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_version_number_unique"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(kind="approved"), name="minutes_approved_once"),
        ]

    def __str__(self):
        return _("%(meeting)s, version %(number)s") % {"meeting": self.meeting, "number": self.number}


class MinutesRemark(models.Model):
    """What somebody who was there says of the minutes, and what became of it."""

    class Verdict(models.TextChoices):
        OPEN = "open", _("To be looked at")
        TAKEN = "taken", _("Taken into account")
        NOT_TAKEN = "not_taken", _("Not taken into account")

    # Drawn with the form: the same form sent twice is one remark.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        MinutesVersion, models.PROTECT, related_name="remarks", verbose_name=_("version of the minutes")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="minutes_remarks", verbose_name=_("partner")
    )
    said_by = models.CharField(
        _("said by"), max_length=150, blank=True, validators=[one_line], help_text=_("Who wrote it, if by mail.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="minutes_remarks", verbose_name=_("entered by")
    )
    at = models.DateTimeField(_("entered on"), default=timezone.now)
    text = models.TextField(_("remark"))
    verdict = models.CharField(_("what became of it"), max_length=9, choices=Verdict, default=Verdict.OPEN)
    answer = models.TextField(_("answer"), blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on the minutes")
        verbose_name_plural = _("remarks on the minutes")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.version} · {self.partner or self.said_by or self.author}"


class MinutesMail(models.Model):
    """A mail by which a version of the minutes left."""

    version = models.ForeignKey(
        MinutesVersion, models.PROTECT, related_name="mails", verbose_name=_("version of the minutes")
    )
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="minutes", verbose_name=_("mail"))

    class Meta:
        verbose_name = _("mail with minutes")
        verbose_name_plural = _("mails with minutes")
        ordering = ["pk"]

    def __str__(self):
        return str(self.mail)


class MinutesTemplate(Frozen):
    """Minutes as the secretariat styled them in Word; the latest is used. Never altered: a new one follows it."""

    name = models.CharField(_("name of the file"), max_length=255)
    content = models.BinaryField(_("content"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added on"), default=timezone.now)

    objects = MinutesTemplateQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("template of the minutes")
        verbose_name_plural = _("templates of the minutes")
        ordering = ["-added_at", "-pk"]

    def __str__(self):
        return self.name
