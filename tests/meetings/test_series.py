"""Series of meetings: their screens, the meetings that are planned from them, and their exceptions."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from meetings.models import Attendance, Meeting, MeetingSeries, SeriesException
from meetings.services import series as services
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/meetings/series/"
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=30)


@pytest.fixture
def series(partner_a, alice):
    return factories.make_series([partner_a], every=1, on="date", on_holiday="keep", place="Rabat")


def page(client, series):
    return client.get(series.get_absolute_url()).context


def said(client, url):
    """What the form at this address holds, as a browser sends it."""
    form = client.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return held | {"seen": form["seen"].value(), "once": uuid4()}


# Who sees and keeps which -----------------------------------------------------------------------


def test_each_sees_the_series_of_her_partner_and_of_its_meetings_those_she_is_asked_to(
    as_user, secretary, reader, alice, bob, series, partner_a, partner_b
):
    own = factories.make_meeting([partner_a], series=series, date=SOON)
    other = factories.make_meeting([partner_b], series=series, date=SOON)
    archived = factories.make_series(archived_at=timezone.now())
    for person, found, meetings in [
        (secretary, [series, archived], {own, other}),
        (reader, [series], {own, other}),
        (alice, [series], {own}),
    ]:
        client = as_user(person)
        assert client.get(LIST).context["found"] == found
        assert set(page(client, series)["upcoming"]) == meetings
        assert (page(client, series)["plan"] is not None) == (person == secretary)
    assert as_user(bob).get(LIST).context["found"] == []
    assert as_user(bob).get(series.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        services.plan(by=alice, series=series)


def test_a_series_is_begun_changed_archived_and_restored(as_user, secretary, partner_a):
    client = as_user(secretary)
    form = {"title": "Le GTM", "first": "12/01/2027", "every": 3, "on": "weekday", "on_holiday": "after"}
    form |= {"starts_at": "09:30", "ends_at": "12:00", "partners": [partner_a.pk], "seen": '{"title": ""}'}
    for wrong in ({"ends_at": "09:00"}, {"first": "01/01/0001"}, {"until": "01/01/2027"}, {"title": " "}):
        assert client.post(f"{LIST}add/", form | wrong).status_code == 422
    client.post(f"{LIST}add/", form)
    series = MeetingSeries.objects.get()
    assert (series.first, series.every, list(series.partners.all())) == (date(2027, 1, 12), 3, [partner_a])
    url = f"{series.get_absolute_url()}change/"
    held = said(client, url)
    assert client.post(url, held | {"place": "Rabat"}).url == series.get_absolute_url()
    series.refresh_from_db()
    assert series.place == "Rabat"
    # Another page, opened before: it changes another field without harm, and the same one only the second time.
    client.post(url, held | {"every": "6"})
    stale = client.post(url, held | {"place": "Fès"})
    assert stale.status_code == 409
    assert "Rabat" in str(stale.context["form"].errors["place"])
    assert client.post(url, held | {"place": "Fès", "seen": stale.context["form"]["seen"].value()}).status_code == 302
    series.refresh_from_db()
    assert (series.place, series.every) == ("Fès", 6)
    for verb, is_archived in [("archive", True), ("restore", False)]:
        client.post(f"{series.get_absolute_url()}{verb}/")
        series.refresh_from_db()
        assert series.is_archived == is_archived


# The next meetings ------------------------------------------------------------------------------


def test_the_next_meetings_are_planned_once(as_user, secretary, series, partner_a):
    series.starts_at = "09:30"
    series.save()
    gone = factories.make_partner(archived_at=timezone.now())
    series.partners.add(gone)
    client, url = as_user(secretary), f"{series.get_absolute_url()}plan/"
    for number, expected in [("2", 2), ("2", 2), ("3", 3)]:
        client.post(url, {"number": number})
        assert series.meetings.count() == expected
    first = series.meetings.order_by("date").first()
    assert (first.title, first.place, first.occurrence, first.date) == (series.title, "Rabat", SOON, SOON)
    assert first.slug == f"{SOON:%Y-%m-%d}"
    assert first.minutes_state == Meeting.MinutesState.DRAFT
    attendance = Attendance.objects.get(meeting=first)
    assert (attendance.partner, attendance.capacity) == (partner_a, "gtm_member")


def test_meetings_are_planned_up_to_a_day_and_a_moved_one_is_there_already(secretary, series):
    far = SOON + timedelta(days=95)
    planned = services.plan(by=secretary, series=series, until=far)
    assert len(planned) in {3, 4}
    Meeting.objects.filter(pk=planned[0].pk).update(date=TODAY + timedelta(days=1), slug="moved")
    assert services.plan(by=secretary, series=series, until=far) == []
    assert len(services.plan(by=secretary, series=series, number=100)) == services.MOST - len(planned)


@pytest.mark.parametrize("form", [{}, {"number": "25"}, {"number": "0"}, {"until": "01/01/2020"}])
def test_what_cannot_be_planned_is_refused(as_user, secretary, series, form):
    answer = as_user(secretary).post(f"{series.get_absolute_url()}plan/", form)
    assert answer.status_code == 422
    assert answer.context["plan"].errors
    assert not Meeting.objects.exists()


def test_an_archived_series_plans_nothing(secretary, series):
    services.archive(by=secretary, series=series)
    with pytest.raises(ValidationError):
        services.plan(by=secretary, series=series)


def test_page_says_of_each_day_where_it_stands(as_user, secretary, series):
    services.plan(by=secretary, series=series, number=1)
    (first, meeting), (_second, none) = page(as_user(secretary), series)["days"][:2]
    assert (first.occurrence, meeting.occurrence, none) == (SOON, SOON, None)
    # The day of the meeting that is planned cannot become an exception.
    days = page(as_user(secretary), series)["exception"].fields["day"].choices
    assert SOON.isoformat() not in dict(days)


# Exceptions -------------------------------------------------------------------------------------


def test_a_day_is_left_out_or_moved_with_a_reason_and_follows_the_rule_again(as_user, secretary, series):
    client, url = as_user(secretary), f"{series.get_absolute_url()}except/"
    second = page(client, series)["days"][1][0].occurrence
    moved = second + timedelta(days=2)
    client.post(url, {"day": SOON.isoformat(), "reason": "Ramadan"})
    client.post(url, {"day": second.isoformat(), "moved_to": moved.isoformat(), "reason": "Salle prise"})
    days = [day for day, _meeting in page(client, series)["days"][:2]]
    assert [(day.date, day.why) for day in days] == [(None, "Ramadan"), (moved, "Salle prise")]
    (meeting,) = services.plan(by=secretary, series=series, number=1)
    assert (meeting.date, meeting.occurrence) == (moved, second)
    client.post(f"{LIST}exceptions/{SeriesException.objects.get(day=SOON).pk}/remove/")
    assert page(client, series)["days"][0][0].date == SOON


def test_exceptions_that_make_no_sense_are_refused(as_user, secretary, series):
    client, url = as_user(secretary), f"{series.get_absolute_url()}except/"
    days = [day.occurrence.isoformat() for day, _meeting in page(client, series)["days"]]
    said = {"day": days[0], "reason": "Because"}
    for form, field in [
        (said | {"reason": ""}, "reason"),
        (said | {"day": (SOON + timedelta(days=1)).isoformat()}, "day"),
        (said | {"moved_to": days[1]}, "moved_to"),
        (said | {"moved_to": "2020-01-01"}, "moved_to"),
    ]:
        answer = client.post(url, form)
        assert (answer.status_code, list(answer.context["exception"].errors)) == (422, [field])
    services.plan(by=secretary, series=series, number=1)
    planned = SeriesException(series=series, day=SOON, reason="Because")
    with pytest.raises(ValidationError):
        services.make_exception(by=secretary, exception=planned)
    assert not SeriesException.objects.exists()


@pytest.mark.parametrize("size", [1, 12])
def test_number_of_queries_does_not_grow(as_user, secretary, series, size, django_assert_num_queries):
    services.plan(by=secretary, series=series, number=size)
    for _number in range(size):
        factories.make_series()
    client = as_user(secretary)
    with django_assert_num_queries(3):
        client.get(LIST)
    with django_assert_num_queries(8):
        client.get(series.get_absolute_url())
