"""What a meeting is to talk about."""

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models import ChangeSet, JointAction, PartnerRequest
from gtm.lib.models import one_line
from meetings.models.decisions import Decision
from meetings.models.meeting import Meeting
from meetings.querysets import AgendaItemQuerySet


class AgendaItem(models.Model):
    """A point of the agenda, with what it is about. Written by `meetings.services.agenda` only."""

    class Kind(models.TextChoices):
        """What it was proposed from."""

        FREE = "free", _("Free item")
        DECISIONS = "decisions", _("Decisions to follow up")
        LATE = "late", _("Late actions")
        SILENT = "silent", _("Actions without progress since the last meeting")
        REQUESTS = "requests", _("Pending requests")
        CONFLICTS = "conflicts", _("Proposals in conflict")
        CHANGES = "changes", _("Changes since the last edition")

    # Drawn with the form: the same form sent twice adds one item.
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("proposed from"), max_length=9, choices=Kind, default=Kind.FREE)
    title = models.CharField(_("title"), max_length=300, validators=[one_line])
    text = models.TextField(_("details"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    speaker = models.CharField(_("speaker"), max_length=150, blank=True, validators=[one_line])
    decisions = models.ManyToManyField(Decision, blank=True, related_name="agenda_items", verbose_name=_("decisions"))
    actions = models.ManyToManyField(
        JointAction, blank=True, related_name="agenda_items", verbose_name=_("joint actions")
    )
    requests = models.ManyToManyField(
        PartnerRequest, blank=True, related_name="agenda_items", verbose_name=_("requests")
    )
    change_sets = models.ManyToManyField(
        ChangeSet, blank=True, related_name="agenda_items", verbose_name=_("proposals")
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["number", "pk"]

    def __str__(self):
        return f"{self.number}. {self.title}"
