"""What a meeting decided, and what became of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from actions.models import JointAction
from gtm.lib.frozen import Frozen
from meetings.models.meeting import Meeting
from meetings.models.parts import MeetingPart
from meetings.querysets import DecisionQuerySet, FollowUpQuerySet
from partners.models import Mail, Partner


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
    kept = (*MeetingPart.kept, "responsible")

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
        return reverse("meetings:decision", args=[self.pk])

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
