"""The dialogue with civil society, research and the media."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models import JointAction
from gtm.lib.models import Archivable, one_line
from meetings.querysets import EngagementQuerySet
from partners.models import Partner


class Engagement(Archivable):
    """An exchange with somebody outside the institutions. The secretariat's own: nobody else sees it."""

    class Circle(models.TextChoices):
        CIVIL_SOCIETY = "civil_society", _("Civil society")
        RESEARCH = "research", _("Research")
        MEDIA = "media", _("Media")
        OTHER = "other", _("Other")

    class Channel(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Telephone call")
        MAIL = "mail", _("E-mail or letter")
        EVENT = "event", _("Event")
        INTERVIEW = "interview", _("Interview")

    # Drawn with the form: the same form sent twice is one exchange.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    date = models.DateField(_("date"), default=timezone.localdate)
    circle = models.CharField(_("with"), max_length=13, choices=Circle)
    channel = models.CharField(_("by"), max_length=9, choices=Channel, default=Channel.MEETING)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="engagements", verbose_name=_("partner")
    )
    organisation = models.CharField(
        _("organisation"),
        max_length=200,
        blank=True,
        validators=[one_line],
        help_text=_("If it is not in the directory."),
    )
    people = models.CharField(_("people met"), max_length=300, blank=True, validators=[one_line])
    subject = models.CharField(_("subject"), max_length=300, validators=[one_line])
    text = models.TextField(_("what was said"), blank=True)
    actions = models.ManyToManyField(
        JointAction, blank=True, related_name="engagements", verbose_name=_("actions concerned")
    )
    follow_up = models.TextField(_("what follows"), blank=True)
    due = models.DateField(_("to be done by"), null=True, blank=True)
    followed_up_at = models.DateTimeField(_("done on"), null=True, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="engagements", verbose_name=_("entered by")
    )

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("dialogue")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False) | ~Q(organisation="") | ~Q(people=""),
                name="engagement_with_somebody",
                violation_error_message=_("Say with whom: a partner, an organisation or a person."),
            ),
            models.CheckConstraint(
                condition=Q(due=None) | ~Q(follow_up=""),
                name="engagement_due_is_for_something",
                violation_error_message=_("Say what is to follow by that day."),
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("meetings:engagement", args=[self.pk])

    @property
    def with_whom(self):
        """The partner or organisation; nothing where only people are named."""
        return self.partner.full_name if self.partner else self.organisation

    @property
    def is_open(self):
        """Whether something still follows."""
        return bool(self.follow_up) and self.followed_up_at is None

    @property
    def is_late(self):
        """Whether what follows should have followed."""
        return bool(self.due and not self.followed_up_at and self.due < timezone.localdate())
