"""What each person wants to be told by mail, and up to when she was told."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WEEK = timedelta(days=7)


class Notifications(models.Model):
    """One person's wishes; who never said anything gets the daily digest. Written by `partners.services` only."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every day on which something happened")
        WEEKLY = "weekly", _("Once a week, on Monday")
        NEVER = "never", _("Never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("user")
    )
    frequency = models.CharField(_("digest"), max_length=6, choices=Frequency, default=Frequency.DAILY)
    # The next digest begins here.
    told_until = models.DateTimeField(_("told until"), default=timezone.now, editable=False)
    last_digest_on = models.DateField(_("last digest on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("notifications")
        verbose_name_plural = _("notifications")

    def __str__(self):
        return f"{self.user} · {self.get_frequency_display()}"

    def wants_digest(self, day):
        """Whether a digest may leave on this day (Africa/Casablanca): the first one, on a day that was chosen."""
        if self.last_digest_on == day or self.frequency == self.Frequency.NEVER:
            return False
        # A Monday on which nothing could leave is made up for.
        missed = day - timezone.localdate(self.told_until) > WEEK
        return self.frequency == self.Frequency.DAILY or day.weekday() == 0 or missed
