"""People who are asked to a meeting, and the secret addresses of their calendars."""

from django.db import models
from django.db.models import Max, Q

from meetings.querysets.meetings import OfMeetingQuerySet
from partners import permissions


class AttendeeQuerySet(OfMeetingQuerySet):
    """People who are asked to a meeting."""

    def visible_to(self, user):
        """Secretariat and readers: all. A focal point: herself, and those of her partner, who are asked beside her."""
        found = super().visible_to(user)
        if permissions.reads_everything(user):
            return found
        return found.filter(Q(partner=permissions.partner_of(user)) | Q(email__iexact=user.email))

    def with_last_told(self):
        """Annotate when the last mail to each was written: an answer from before it is about another day or place."""
        return self.annotate(told_at=Max("mails__created_at"))

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
