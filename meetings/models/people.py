"""People by name: who is asked to a meeting, what they answer, who came; and where each reads her calendar."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import one_line
from meetings.models.meeting import Attendance, Meeting
from meetings.querysets import AttendeeQuerySet, CalendarAddressQuerySet
from partners.models import Mail, Partner


class Attendee(models.Model):
    """A person who is asked to a meeting, or came. Written by `meetings.services.inviting` only."""

    class Answer(models.TextChoices):
        """As calendars say it: PARTSTAT of RFC 5545."""

        NONE = "needs-action", _("No answer yet")
        ACCEPTED = "accepted", _("Comes")
        TENTATIVE = "tentative", _("May come")
        DECLINED = "declined", _("Does not come")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees", verbose_name=_("meeting"))
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendees",
        verbose_name=_("partner"),
        help_text=_("Nobody: he or she comes for himself or herself."),
    )
    name = models.CharField(_("name"), max_length=150, validators=[one_line])
    function = models.CharField(_("function"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True, editable=False)
    answer_note = models.CharField(_("with the answer"), max_length=300, blank=True)
    presence = models.CharField(
        _("presence"), max_length=8, choices=Attendance.Presence, default=Attendance.Presence.INVITED
    )
    # The SEQUENCE of the meeting that the last invitation gave; none left yet.
    told = models.PositiveIntegerField(_("last told"), null=True, blank=True, editable=False)
    mails = models.ManyToManyField(
        Mail, blank=True, editable=False, related_name="meeting_attendees", verbose_name=_("mails")
    )

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("person at a meeting")
        verbose_name_plural = _("people at meetings")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                Lower("email"),
                condition=~Q(email=""),
                name="attendee_once",
                violation_error_message=_("Somebody with this e-mail address is already on the list of this meeting."),
            ),
        ]

    def __str__(self):
        return self.name


class CalendarAddress(models.Model):
    """The secret address at which somebody's calendar reads her meetings; only its digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_addresses", verbose_name=_("user")
    )
    digest = models.CharField(_("digest of the address"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made on"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True, editable=False)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="calendar_one_address"),
        ]

    def __str__(self):
        return f"{self.user} · {self.created_at:%Y-%m-%d}"
