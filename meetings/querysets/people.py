"""People who are asked to a meeting, and the secret addresses of their calendars."""

from django.db import models

from meetings.querysets.meetings import OfMeetingQuerySet
from partners import permissions


class AttendeeQuerySet(OfMeetingQuerySet):
    """People who are asked to a meeting."""

    def visible_to(self, user):
        """Secretariat and readers: all. A focal point: those of her partner, who are asked beside her."""
        found = super().visible_to(user)
        if permissions.reads_everything(user):
            return found
        return found.filter(partner=permissions.partner_of(user))

    def told_of_another(self):
        """Those whose last invitation says another day, time or place than the meeting has now."""
        return self.filter(told__lt=models.F("meeting__sequence"))


class CalendarAddressQuerySet(models.QuerySet):
    """Secret addresses of calendars."""

    def visible_to(self, user):
        """One's own."""
        return self.filter(user=user.pk)

    def in_use(self):
        """Those that still answer: of people who may log in, and not revoked."""
        return self.filter(revoked_at=None, user__is_active=True)
