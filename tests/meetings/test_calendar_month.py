"""/meetings/calendar/: a month."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from meetings.services import series as services
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/meetings/calendar/"
NEXT_YEAR = timezone.localdate().year + 1


def days(answer):
    return {day["date"]: day for week in answer.context["weeks"] for day in week}


def test_weeks_begin_on_monday_and_holidays_are_named(as_user, reader):
    answer = as_user(reader).get(f"{URL}?month=2027-07")
    found = days(answer)
    assert min(found) == date(2027, 6, 28)
    assert max(found) == date(2027, 8, 1)
    assert found[date(2027, 7, 30)]["holiday"] == "Fête du Trône"
    assert found[date(2027, 7, 1)]["is_empty"]
    assert [answer.context[name].strftime("%Y-%m") for name in ("previous", "next")] == ["2027-06", "2027-08"]


def test_without_a_month_it_is_this_one_and_today_is_marked(as_user, reader, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 31, 23, 30, tzinfo=timezone.get_fixed_timezone(0)))
    found = days(as_user(reader).get(URL))
    # Half past midnight in Casablanca, or half past eleven in Ramadan: the same month either way.
    assert [day for day, said in found.items() if said["is_today"]] == [timezone.localdate()]


@pytest.mark.parametrize("month", ["", "2027-13", "2027-3", "nonsense", "9999-12", "0000-01", "٢٠٢٧-03"])
def test_there_is_no_such_month(as_user, reader, month):
    answer = as_user(reader).get(URL, {"month": month})
    assert answer.status_code == 400
    assert answer.context["refusal"]


def test_each_sees_what_concerns_her(as_user, secretary, reader, alice, partner_a, partner_b):
    day = date(NEXT_YEAR, 3, 16)
    own = factories.make_meeting([partner_a], date=day, starts_at="10:00")
    other = factories.make_meeting([partner_b], date=day, starts_at="09:00", cancelled_at=timezone.now())
    factories.make_meeting([partner_a], date=day, archived_at=timezone.now())
    due, not_hers = factories.make_decision(own, due=day), factories.make_decision(other, due=day)
    factories.make_decision(own, due=day, status="done")
    series = factories.make_series([partner_a], first=day - timedelta(days=1), on="date", every=12, on_holiday="keep")
    for person, meetings, decisions, planned in [
        (secretary, [other, own], [due, not_hers], [series]),
        (reader, [other, own], [due, not_hers], []),
        (alice, [own], [due], []),
    ]:
        found = days(as_user(person).get(f"{URL}?month={NEXT_YEAR}-03"))
        assert found[day]["meetings"] == meetings
        assert found[day]["decisions"] == decisions
        assert found[series.first]["planned"] == planned
    services.plan(by=secretary, series=series, number=1)
    found = days(as_user(secretary).get(f"{URL}?month={NEXT_YEAR}-03"))
    assert not found[series.first]["planned"]


@pytest.mark.parametrize("size", [1, 15])
def test_number_of_queries_does_not_grow(as_user, secretary, partner_a, size, django_assert_num_queries):
    day = date(NEXT_YEAR, 3, 16)
    for _number in range(size):
        meeting = factories.make_meeting([partner_a], date=day)
        factories.make_decision(meeting, due=day)
        factories.make_series_exception(factories.make_series(first=day, every=1))
    client = as_user(secretary)
    with django_assert_num_queries(7):
        client.get(f"{URL}?month={NEXT_YEAR}-03")
