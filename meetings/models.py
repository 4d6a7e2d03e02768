"""What a meeting is made of, and what it leaves behind: debate points and decisions that lead to joint actions."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from actions.models import JointAction, Theme
from gtm.lib.frozen import Frozen
from gtm.lib.models import Archivable
from meetings.querysets import (
    DecisionQuerySet,
    FollowUpQuerySet,
    MeetingPartQuerySet,
    MeetingQuerySet,
    OfMeetingQuerySet,
)
from partners.models import Mail, Partner


class Meeting(Archivable):
    """A meeting of the thematic group with its partners."""

    slug = models.SlugField(_("address"), unique=True, help_text=_("Last part of the web address; do not change it."))
    title = models.CharField(_("subject"), max_length=300)
    date = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    minutes_author = models.CharField(_("minutes written by"), max_length=150, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("meetings:detail", args=[self.slug])


class Attendance(models.Model):
    """A partner invited to a meeting, and whether it came."""

    class Capacity(models.TextChoices):
        NATIONAL = "national", _("National partner")
        GTM_MEMBER = "gtm_member", _("Member of the GTM")
        COORDINATION = "coordination", _("Resident Coordinator")
        GUEST = "guest", _("Guest")

    class Presence(models.TextChoices):
        INVITED = "invited", _("Invited")
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="attendances", verbose_name=_("partner"))
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity)
    presence = models.CharField(_("presence"), max_length=8, choices=Presence, default=Presence.INVITED)
    number = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["number", "partner__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "partner"],
                name="attendance_once",
                violation_error_message=_("This partner is already on the list of this meeting."),
            ),
        ]

    def __str__(self):
        return f"{self.partner} · {self.get_presence_display()}"


class MeetingPart(models.Model):
    """A numbered paragraph of the minutes."""

    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))

    objects = MeetingPartQuerySet.as_manager()

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


class Decision(MeetingPart):
    """What a meeting decided, and who answers for it."""

    class Status(models.TextChoices):
        OPEN = "open", _("To do")
        ONGOING = "ongoing", _("Ongoing")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

        @classmethod
        def open(cls):
            """Those in which something is still to be done."""
            return [cls.OPEN, cls.ONGOING]

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("meeting"))
    responsible = models.CharField(
        _("responsible"), max_length=200, blank=True, help_text=_("In the words of the minutes, for example “the GTM”.")
    )
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="decisions", verbose_name=_("partners who answer for it")
    )
    due = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    actions = models.ManyToManyField(JointAction, blank=True, related_name="decisions", verbose_name=_("joint actions"))
    # Reminders before and after the day on which it is due.
    mails = models.ManyToManyField(Mail, blank=True, editable=False, related_name="decisions", verbose_name=_("mails"))

    objects = DecisionQuerySet.as_manager()

    class Meta(MeetingPart.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_unique")]

    def __str__(self):
        return _("Meeting of %(date)s, decision %(number)s") % {
            "date": date_format(self.meeting.date),
            "number": self.number,
        }

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#decision-{self.number}"

    @property
    def label(self):
        return _("Decision %(number)s") % {"number": self.number}

    @property
    def is_late(self):
        """Still to be done although its day is past."""
        return bool(self.status in self.Status.open() and self.due and self.due < timezone.localdate())


def evidence_path(follow_up, filename):
    """A name that tells and promises nothing: what people called the file stays in the row."""
    return f"decisions/{uuid4().hex}"


class FollowUp(Frozen):
    """What was done of a decision, or said about it, and where that leaves it. Never altered."""

    # Drawn with the form: the same form sent twice is one note.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="follow_ups", verbose_name=_("decision"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("author")
    )
    at = models.DateTimeField(_("noted on"), default=timezone.now)
    text = models.TextField(_("what was done"))
    status = models.CharField(_("state"), max_length=8, choices=Decision.Status)
    due = models.DateField(_("due"), null=True, blank=True)
    # Evidence, if there is any.
    file = models.FileField(_("file"), upload_to=evidence_path, max_length=60, blank=True)
    name = models.CharField(_("name of the file"), max_length=255, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta(Frozen.Meta):
        verbose_name = _("follow-up of a decision")
        verbose_name_plural = _("follow-ups of decisions")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", name="", size=None) | (~Q(file="") & ~Q(name="") & Q(size__isnull=False)),
                name="follow_up_file_is_described",
            ),
        ]

    def __str__(self):
        return f"{self.decision} · {self.get_status_display()}"
