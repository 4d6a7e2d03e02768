"""/meetings/: the list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Attendance, DebatePoint, Decision
from tests.factories import (
    make_agenda_item,
    make_attendee,
    make_coming_meeting,
    make_meeting,
    make_partner,
    make_series,
)

URL = reverse("meetings:list")


def text(response):
    """The page's words, one space apart."""
    return " ".join(response.content.decode().split())


def titles(response):
    return [meeting.title for meeting in response.context["meetings"]]


def test_lists_the_latest_first_with_counts(as_user, reader, partner_a, partner_b):
    make_meeting(title="Première", date="2008-12-24")
    meeting = make_meeting([partner_a, partner_b], title="Deuxième", date="2009-03-01", place="Rabat")
    Attendance.objects.filter(partner=partner_a).update(presence="present")
    for number in (1, 2):
        DebatePoint.objects.create(meeting=meeting, number=number, text="…")
    for number in (1, 2, 3):
        Decision.objects.create(meeting=meeting, number=number, text="…")
    response = as_user(reader).get(URL)
    assert titles(response) == ["Deuxième", "Première"]
    page = text(response)
    assert "1 mars 2009 · Rabat" in page
    assert "1 partenaire présent · 2 points du débat · 3 décisions" in page


def test_meetings_to_come_stand_first_the_next_one_at_the_top(as_user, secretary, alice, partner_a):
    series, today = make_series(), timezone.localdate()
    days = [today + timedelta(days=5), today, today - timedelta(days=1)]
    later, now, past = (make_coming_meeting([partner_a], date=day, series=series) for day in days)
    called_off = make_coming_meeting([partner_a], cancelled_at=timezone.now())
    make_attendee(now, partner_a, answer="accepted"), make_attendee(now, told=None)
    make_agenda_item(now)
    context = as_user(secretary).get(URL).context
    assert context["upcoming"] == [now, later, called_off]
    assert context["meetings"] == [past]
    shown = context["upcoming"][0]
    assert (shown.items, shown.invited, shown.asked, shown.coming, shown.its_series) == (1, 1, 1, 1, series)
    # A series to which her partner is not asked is no link for her.
    assert as_user(alice).get(URL).context["upcoming"][0].its_series is None


def test_shows_a_focal_point_the_meetings_to_which_her_partner_is_invited(as_user, alice, partner_a, partner_b):
    make_meeting([partner_a], title="La nôtre")
    make_meeting([partner_b], title="La leur")
    assert titles(as_user(alice).get(URL)) == ["La nôtre"]


@pytest.mark.parametrize("person", ["secretary", "reader", "alice"])
def test_archived_meetings_stay_out_of_it(as_user, person, request, partner_a):
    make_meeting([partner_a], archived_at=timezone.now())
    assert titles(as_user(request.getfixturevalue(person)).get(URL)) == []


def test_an_empty_list_says_so(as_user, outsider):
    assert "Aucune réunion que vous puissiez consulter pour l’instant." in text(as_user(outsider).get(URL))


@pytest.mark.parametrize("size", [1, 20])
def test_number_of_queries_does_not_grow(as_user, reader, size, django_assert_num_queries):
    for _number in range(size):
        Decision.objects.create(meeting=make_meeting([make_partner()]), number=1, text="…")
        make_agenda_item(make_coming_meeting([make_partner()], series=make_series()))
    client = as_user(reader)
    with django_assert_num_queries(4):
        client.get(URL)
