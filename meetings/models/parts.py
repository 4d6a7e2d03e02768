"""The numbered paragraphs of the minutes: what was said, and what came out of the debate."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from actions.models import JointAction, Theme
from meetings.models.meeting import InMinutes, Meeting
from meetings.querysets import MeetingPartQuerySet
from partners.models import Partner


class MeetingPart(InMinutes):
    """A numbered paragraph of the minutes."""

    # Drawn where a note is begun during the meeting: begun twice, it is one note.
    key = models.UUIDField(null=True, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))

    objects = MeetingPartQuerySet.as_manager()
    kept = ("meeting", "number", "text")

    class Meta:
        abstract = True
        ordering = ["number"]

    def natural_key(self):
        return (self.meeting.slug, self.number)

    natural_key.dependencies = ["meetings.meeting"]


class Statement(MeetingPart):
    """An address or a presentation, as the minutes report it."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening address")
        PRESENTATION = "presentation", _("Presentation")
        OTHER = "other", _("Statement")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="statements", verbose_name=_("meeting"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=300, blank=True)
    speaker = models.CharField(_("speaker"), max_length=150)
    speaker_function = models.CharField(_("speaker's function"), max_length=200, blank=True)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("partner")
    )

    kept = (*MeetingPart.kept, "kind", "title", "speaker", "speaker_function")

    class Meta(MeetingPart.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="statement_number_unique")]

    def __str__(self):
        return f"{self.speaker} ({self.get_kind_display()})"


class DebatePoint(MeetingPart):
    """An idea or proposal that came out of the debate, and the actions that it led to."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="debate_points", verbose_name=_("meeting"))
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="debate_points", verbose_name=_("partners named")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="debate_points", verbose_name=_("cross-cutting domains")
    )
    actions = models.ManyToManyField(
        JointAction, blank=True, related_name="debate_points", verbose_name=_("joint actions")
    )

    class Meta(MeetingPart.Meta):
        verbose_name = _("debate point")
        verbose_name_plural = _("debate points")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="debate_point_number_unique")]

    def __str__(self):
        return _("Meeting of %(date)s, debate point %(number)s") % {
            "date": date_format(self.meeting.date),
            "number": self.number,
        }

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#debate-point-{self.number}"

    @property
    def label(self):
        return _("Debate point %(number)s") % {"number": self.number}
