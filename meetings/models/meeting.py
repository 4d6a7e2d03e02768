"""A meeting, and the partners that were asked to it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import Archivable
from meetings.models.series import MeetingSeries
from meetings.querysets import MeetingQuerySet, OfMeetingQuerySet
from partners.models import Partner


class InMinutes(models.Model):
    """What minutes say: once they are approved nothing is added, and `kept` changes no more; see `FreezeWhile`, too."""

    kept = ()

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self._stands_in_approved() and not self._as_kept().exists():
            raise ValidationError(_("The minutes of this meeting are approved: what they say no longer changes."))

    def _stands_in_approved(self):
        return self.meeting_id is not None and self.meeting.is_frozen

    def _as_kept(self):
        """The row in the database, if it says the same."""
        said = {name: getattr(self, name) for name in self.kept}
        return type(self)._base_manager.filter(pk=self.pk, **said)


def _other_pages():
    """With what the addresses of other pages begin, where those of meetings have their slug."""
    _prefix, meetings = get_resolver().namespace_dict["meetings"]
    return {str(one.pattern).split("/")[0] for one in meetings.url_patterns} - {""}


class Meeting(InMinutes, Archivable):
    """A meeting of the thematic group with its partners."""

    class MinutesState(models.TextChoices):
        """Where the minutes are on their way."""

        DRAFT = "draft", _("Draft")
        CIRCULATED = "circulated", _("Sent for remarks")
        APPROVED = "approved", _("Approved")
        # From a document of before this application: nobody knows how it was approved.
        ENTERED = "entered", _("Entered from a document")

    slug = models.SlugField(_("address"), unique=True, help_text=_("Last part of the web address; do not change it."))
    title = models.CharField(_("subject"), max_length=300)
    date = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    # Africa/Casablanca; a meeting whose hours are not known takes the whole day in a calendar.
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    series = models.ForeignKey(
        MeetingSeries, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("series")
    )
    # The day that the rule of the series gave, wherever the meeting moved since.
    occurrence = models.DateField(_("day of the rule"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=300, blank=True, editable=False)
    # How often what calendars show of it has changed.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    minutes_author = models.CharField(_("minutes written by"), max_length=150, blank=True)
    minutes_state = models.CharField(
        _("state of the minutes"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT, editable=False
    )

    objects = MeetingQuerySet.as_manager()
    kept = ("title", "date", "place", "minutes_author")

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_hours_in_order",
                violation_error_message=_("A meeting ends after it begins: give both times, the earlier one first."),
            ),
            models.CheckConstraint(
                condition=Q(occurrence=None) | Q(series__isnull=False), name="meeting_occurrence_of_series"
            ),
            models.UniqueConstraint(fields=["series", "occurrence"], name="meeting_once_in_its_series"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:detail", args=[self.slug])

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        super().clean()
        if self.slug in _other_pages():
            said = _("“%(slug)s” is the address of another page: choose another one.")
            raise ValidationError(said % {"slug": self.slug})

    def _stands_in_approved(self):
        return self.pk is not None and self.is_frozen

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def is_past(self):
        return self.date < timezone.localdate()

    @property
    def is_frozen(self):
        """Whether its minutes were approved, and say for good what they say."""
        return self.minutes_state == self.MinutesState.APPROVED

    @property
    def begins(self):
        """When it begins (aware, Africa/Casablanca), or None where the hour is not known."""
        return self.starts_at and timezone.make_aware(datetime.combine(self.date, self.starts_at))

    @property
    def ends(self):
        """When it ends (aware, Africa/Casablanca), or None where the hour is not known."""
        return self.ends_at and timezone.make_aware(datetime.combine(self.date, self.ends_at))


class Attendance(InMinutes):
    """A partner invited to a meeting, and whether it came."""

    class Capacity(models.TextChoices):
        NATIONAL = "national", _("National partner")
        GTM_MEMBER = "gtm_member", _("Member of the GTM")
        COORDINATION = "coordination", _("Resident Coordinator")
        GUEST = "guest", _("Guest")

        @classmethod
        def of(cls, partner):
            """In which capacity a partner comes where nobody says otherwise."""
            kinds = Partner.Kind
            usual = {
                kinds.NATIONAL: cls.NATIONAL,
                kinds.UN_AGENCY: cls.GTM_MEMBER,
                kinds.IOM: cls.GTM_MEMBER,
                kinds.UN_COORDINATION: cls.COORDINATION,
            }
            return usual.get(partner.kind, cls.GUEST)

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
    kept = ("meeting", "partner", "capacity", "presence", "number")

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
