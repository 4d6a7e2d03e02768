"""The rule of a series as days: no database."""

from datetime import date, time
from itertools import islice

import pytest
from django.utils import translation

from meetings import planning
from meetings.models import MeetingSeries, SeriesException

NEW_YEAR = date(2027, 1, 1)


def make(first, **fields):
    return MeetingSeries(first=first, **fields)


def given(series, number):
    """The next days that the rule gives, as (month, day)."""
    return [(day.month, day.day) for day in islice(planning.occurrences(series), number)]


def held(series, *exceptions, since=NEW_YEAR, **limits):
    return list(planning.days(series, exceptions, since=since, **limits))


@pytest.mark.parametrize(
    ("first", "rule", "expected"),
    [
        (date(2027, 1, 31), {"on": "date", "every": 1}, [(1, 31), (2, 28), (3, 31), (4, 30)]),
        (date(2028, 1, 30), {"on": "date", "every": 1}, [(1, 30), (2, 29), (3, 30), (4, 30)]),
        (date(2027, 12, 18), {"on": "date", "every": 12}, [(12, 18), (12, 18)]),
        (date(2027, 1, 12), {"on": "weekday", "every": 3}, [(1, 12), (4, 13), (7, 13), (10, 12)]),
        (date(2027, 1, 28), {"on": "last", "every": 2}, [(1, 28), (3, 25), (5, 27)]),
        (date(2027, 1, 7), {"on": "last", "every": 1}, [(1, 28), (2, 25)]),
        # Not every month has a fifth Friday: the last one is meant.
        (date(2027, 1, 29), {"on": "weekday", "every": 1}, [(1, 29), (2, 26), (3, 26), (4, 30)]),
        (date(2027, 3, 1), {"on": "date", "every": 6, "until": date(2027, 9, 1)}, [(3, 1), (9, 1)]),
    ],
)
def test_rule_gives_days(first, rule, expected):
    assert given(make(first, **rule), len(expected) if "until" not in rule else 9) == expected


def test_weekend_and_holidays_are_avoided_and_named():
    throne, after_weekend = held(make(date(2027, 7, 30), on="date", every=1), number=2)
    assert (throne.occurrence, throne.date) == (date(2027, 7, 30), date(2027, 8, 2))
    assert throne.is_moved
    assert throne.why.startswith("Fête du Trône, ")
    assert after_weekend.why == ""
    (before,) = held(make(date(2027, 7, 30), on="date", every=1, on_holiday="before"), number=1)
    assert before.date == date(2027, 7, 29)
    (kept,) = held(make(date(2027, 7, 30), on="date", every=1, on_holiday="keep"), number=1)
    assert (kept.date, kept.why, kept.is_moved) == (date(2027, 7, 30), "Fête du Trône", False)


def test_a_feast_by_the_moon_is_said_to_be_estimated():
    (day,) = held(make(date(2027, 3, 9), on="date", every=12), number=1)
    assert day.date == date(2027, 3, 11)
    assert "(estimé)" in day.why


@pytest.mark.parametrize("on_holiday", ["after", "before"])
@pytest.mark.parametrize("on", MeetingSeries.On.values)
@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2026, 1, 14), date(2026, 1, 30), date(2026, 1, 31)])
def test_moved_days_are_working_days_and_never_meet(first, on, on_holiday):
    days = [day.date for day in held(make(first, on=on, every=1, on_holiday=on_holiday), number=150)]
    assert len(set(days)) == 150
    assert days == sorted(days)
    assert not any(planning.in_the_way(day) for day in days)


def test_exceptions_go_before_holidays():
    series = make(date(2027, 1, 12), every=3)
    away = SeriesException(series=series, day=date(2027, 4, 13), reason="Ramadan")
    moved = SeriesException(series=series, day=date(2027, 7, 13), moved_to=date(2027, 7, 30), reason="Salle prise")
    days = held(series, away, moved, number=3)
    assert [day.date for day in days] == [date(2027, 1, 12), None, date(2027, 7, 30)]
    assert [day.why for day in days] == ["", "Ramadan", "Salle prise"]


def test_days_begin_where_they_are_asked_for_and_end_with_a_day_or_a_number():
    series = make(date(2008, 1, 10), on="date", every=1)
    assert [day.occurrence for day in held(series, until=date(2027, 3, 10))] == [
        date(2027, month, 10) for month in (1, 2, 3)
    ]
    assert len(held(series, number=24)) == 24
    # Of the tenth, a Sunday, the meeting is held on the twelfth: the eleventh is a holiday.
    (day,) = held(series, since=date(2027, 1, 11), number=1)
    assert (day.occurrence, day.date) == (date(2027, 1, 10), date(2027, 1, 12))


def test_rule_in_words():
    with translation.override(None):
        hours = {"starts_at": time(9, 30), "ends_at": time(12)}
        assert (
            planning.in_words(make(date(2027, 1, 12), **hours)) == "every quarter, on the second Tuesday, 09:30–12:00"
        )
        assert planning.in_words(make(date(2027, 3, 30), every=12)) == "every year, on the last Tuesday, in March"
        assert planning.in_words(make(date(2027, 1, 7), on="last", every=1)) == "every month, on the last Thursday"
        yearly = make(date(2027, 12, 18), on="date", every=12)
        assert planning.in_words(yearly) == "every year, on December 18"
        assert "31" in planning.in_words(make(date(2027, 1, 31), on="date"))
