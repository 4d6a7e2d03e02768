"""The rule of a series as days and in words: on working days, but for what the secretariat decided otherwise.

Asks no database: a series is whatever has the fields of `MeetingSeries`, and its exceptions are handed over.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import holidays
from dateutil.rrule import MONTHLY, rrule, weekday
from django.utils import dates, formats
from django.utils.translation import gettext as _

from meetings.models import MeetingSeries

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LAST_OF_SHORTEST_MONTH = 28


class Day(NamedTuple):
    """A day that the rule gives, `occurrence`; the `date` of the meeting, None where it is not held, and why."""

    occurrence: date
    date: date | None
    why: str = ""
    exception: object = None

    @property
    def is_moved(self):
        return self.date not in (None, self.occurrence)


@cache
def _holidays(year):
    return holidays.country_holidays("MA", years=year, language="fr")


def holiday(day):
    """The public holidays of Morocco on this day, in French, "" on all others; those by the moon are estimated."""
    return _holidays(day.year).get(day, "")


def in_the_way(day):
    """Why nobody works on this day, or ""."""
    return holiday(day) or (_("weekend") if day.weekday() >= SATURDAY else "")


# The rule ---------------------------------------------------------------------------------------


def _nth(series):
    """Which one of its weekday in the month: 1 to 4, or -1, the last one, since not every month has a fifth."""
    number = (series.first.day - 1) // 7 + 1
    return -1 if series.on == MeetingSeries.On.LAST_WEEKDAY or number == 5 else number


def occurrences(series):
    """The days that the rule gives, from the first one on; without an end where the series has none."""
    if series.on == MeetingSeries.On.DATE:
        # A month that has no such day takes its last one.
        month_days = range(min(series.first.day, LAST_OF_SHORTEST_MONTH), series.first.day + 1)
        on = {"bymonthday": list(month_days), "bysetpos": -1}
    else:
        on = {"byweekday": weekday(series.first.weekday(), _nth(series))}
    for moment in rrule(MONTHLY, interval=series.every, dtstart=series.first, until=series.until, **on):
        yield moment.date()


def days(series, exceptions, *, since, until=None, number=None):
    """The Days of a series from `since` on, by the rule: up to `until`, and `number` of them at most.

    `exceptions` are its SeriesExceptions. One of `until` and `number` is given, or the series ends.
    """
    decided = {one.day: one for one in exceptions}
    found = 0
    for occurrence in occurrences(series):
        if number is not None and found == number:
            return
        if until and occurrence > until:
            return
        day = _day(series, occurrence, decided.get(occurrence))
        if (day.date or occurrence) >= since:
            found += 1
            yield day


def _day(series, occurrence, exception):
    if exception:
        return Day(occurrence, exception.moved_to, exception.reason, exception)
    if series.on_holiday == MeetingSeries.OnHoliday.KEEP:
        return Day(occurrence, occurrence, in_the_way(occurrence))
    step = ONE_DAY if series.on_holiday == MeetingSeries.OnHoliday.AFTER else -ONE_DAY
    day, obstacles = occurrence, []
    while obstacle := in_the_way(day):
        obstacles += [obstacle] if obstacle not in obstacles else []
        day += step
    return Day(occurrence, day, ", ".join(obstacles))


# In words ---------------------------------------------------------------------------------------


def in_words(series):
    """The rule, such as “every quarter, on the second Tuesday, 09:30–12:00”."""
    return ", ".join(filter(None, [str(series.get_every_display()), _on(series), hours(series)]))


def hours(row):
    """When a meeting, or those of a series, begins and ends: “09:30–12:00”, “09:30” or ""."""
    return "–".join(formats.time_format(time, "H:i") for time in (row.starts_at, row.ends_at) if time)


def _on(series):
    yearly = series.every == MeetingSeries.Every.YEAR
    if series.on == MeetingSeries.On.DATE:
        if yearly:
            return _("on %(day)s") % {"day": formats.date_format(series.first, "MONTH_DAY_FORMAT")}
        if series.first.day > LAST_OF_SHORTEST_MONTH:
            return _("on day %(day)s or the last day of the month") % {"day": series.first.day}
        return _("on day %(day)s of the month") % {"day": series.first.day}
    said = {
        1: _("on the first %(weekday)s"),
        2: _("on the second %(weekday)s"),
        3: _("on the third %(weekday)s"),
        4: _("on the fourth %(weekday)s"),
        -1: _("on the last %(weekday)s"),
    }[_nth(series)] % {"weekday": dates.WEEKDAYS[series.first.weekday()]}
    if not yearly:
        return said
    return _("%(day)s, in %(month)s") % {
        "day": said,
        "month": dates.MONTHS[series.first.month],
    }
