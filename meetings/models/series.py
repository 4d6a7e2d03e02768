"""A series of meetings, and the rule by which the next ones are planned."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import Archivable
from meetings.querysets import OfSeriesQuerySet, SeriesQuerySet
from partners.models import Partner


class MeetingSeries(Archivable):
    """Meetings that come back. Its meetings are written by `meetings.services.series` only."""

    class Every(models.IntegerChoices):
        """Months from one meeting to the next."""

        MONTH = 1, _("every month")
        TWO_MONTHS = 2, _("every two months")
        QUARTER = 3, _("every quarter")
        HALF_YEAR = 6, _("every half-year")
        YEAR = 12, _("every year")

    class On(models.TextChoices):
        DATE = "date", _("on the same day of the month")
        WEEKDAY = "weekday", _("on the same weekday of the month, such as the second Tuesday")
        LAST_WEEKDAY = "last", _("on the last such weekday of the month")

    class OnHoliday(models.TextChoices):
        AFTER = "after", _("the next working day")
        BEFORE = "before", _("the working day before")
        KEEP = "keep", _("that day all the same")

    title = models.CharField(_("subject"), max_length=300)
    first = models.DateField(_("first meeting"), help_text=_("The day from which the rule counts."))
    until = models.DateField(_("until"), null=True, blank=True)
    every = models.PositiveSmallIntegerField(_("periodicity"), choices=Every, default=Every.QUARTER)
    on = models.CharField(_("day"), max_length=7, choices=On, default=On.WEEKDAY)
    on_holiday = models.CharField(
        _("on weekends and public holidays"), max_length=6, choices=OnHoliday, default=OnHoliday.AFTER
    )
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    partners = models.ManyToManyField(
        Partner,
        blank=True,
        related_name="meeting_series",
        verbose_name=_("invited partners"),
        help_text=_("Each meeting that is planned begins with them."),
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("first")),
                name="series_ends_after_it_begins",
                violation_error_message=_("The series ends before its first meeting."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="series_hours_in_order",
                violation_error_message=_("A meeting ends after it begins: give both times, the earlier one first."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:series", args=[self.pk])


class SeriesException(models.Model):
    """A day that the rule gives and on which no meeting of the series is held, or on another day instead."""

    series = models.ForeignKey(
        MeetingSeries, models.CASCADE, related_name="exceptions", verbose_name=_("series of meetings")
    )
    day = models.DateField(_("day of the rule"))
    moved_to = models.DateField(_("held on"), null=True, blank=True, help_text=_("Empty: it is not held."))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = OfSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception of a series")
        verbose_name_plural = _("exceptions of series")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "day"],
                name="series_exception_once",
                violation_error_message=_("There is an exception for this day already."),
            ),
        ]

    def __str__(self):
        return f"{self.series} · {self.day}"
