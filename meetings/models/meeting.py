"""A meeting, and who was asked to it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import Archivable
from meetings.querysets import MeetingQuerySet, OfMeetingQuerySet
from partners.models import Partner


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
