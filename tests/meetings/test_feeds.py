"""The meetings in one's own calendar: one as a file, all at a secret address."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.models import CalendarAddress
from meetings.services import calendars
from partners.models.invitations import digest
from tests import factories

PAGE = "/accounts/calendar/"


def feed(secret):
    return reverse("calendar_feed", args=[secret])


def names(answer):
    assert answer.status_code == 200
    return {str(event["summary"]) for event in Calendar.from_ical(answer.content).events}


def test_feed_holds_what_its_holder_may_see_at_this_moment(client, alice, partner_a, partner_b):
    factories.make_calendar_address(alice, "secret")
    meeting = factories.make_coming_meeting([partner_a], title="Mine")
    factories.make_coming_meeting([partner_b], title="Theirs")
    factories.make_meeting([partner_a], title="Old", date=timezone.localdate() - timedelta(days=366))
    factories.make_meeting([partner_a], title="Last", date=timezone.localdate() - timedelta(days=300))
    factories.make_coming_meeting([partner_a], title="Archived", archived_at=timezone.now())
    answer = client.get(feed("secret"))
    assert names(answer) == {"Mine", "Last"}
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {"private", "no-store"} <= {*answer["Cache-Control"].split(", ")}
    assert answer["Referrer-Policy"] == "same-origin"
    assert b"ATTENDEE" not in answer.content
    assert {b"REFRESH-INTERVAL;VALUE=DURATION:PT6H", b"X-PUBLISHED-TTL:PT6H"} <= {*answer.content.split(b"\r\n")}
    meeting.attendances.all().delete()
    assert names(client.get(feed("secret"))) == {"Last"}
    assert client.head(feed("secret")).status_code == 200
    assert client.post(feed("secret")).status_code == 405


def test_cancelled_meeting_stays_as_cancelled(client, alice, partner_a):
    factories.make_calendar_address(alice, "secret")
    factories.make_coming_meeting([partner_a], cancelled_at=timezone.now(), sequence=3)
    (event,) = Calendar.from_ical(client.get(feed("secret")).content).events
    assert (event["status"], event["sequence"]) == ("CANCELLED", 3)


def test_empty_feed_is_a_calendar(client, alice):
    factories.make_calendar_address(alice, "secret")
    assert names(client.get(feed("secret"))) == set()


def test_wrong_and_revoked_address_and_closed_account_are_answered_alike(client, alice, bob, secretary):
    factories.make_calendar_address(alice, "revoked", revoked_at=timezone.now())
    factories.make_calendar_address(bob, "closed")
    factories.make_calendar_address(secretary, "right")
    bob.is_active = False
    bob.save()
    answers = [client.get(feed(secret)) for secret in ("wrong", "revoked", "closed")]
    assert [answer.status_code for answer in answers] == [404] * 3
    # But for the token of forms, which each page draws.
    assert len({re.sub(rb'"X-CSRFToken": "\w+"', b"", answer.content) for answer in answers}) == 1
    assert client.get(feed("right")).status_code == 200


def test_second_factor_of_the_session_is_no_matter_of_the_feed(as_user, settings, secretary):
    settings.TWO_FACTOR_REQUIRED = True
    factories.make_calendar_address(secretary, "secret")
    assert as_user(secretary).get(feed("secret")).status_code == 200


def test_address_is_shown_once_and_only_its_digest_is_kept(as_user, alice, settings):
    client = as_user(alice)
    drawn = client.get(PAGE).context["drawn"]
    answer = client.post(PAGE, {"drawn": drawn})
    assert answer.status_code == 200
    secret = re.fullmatch(rf"{settings.PUBLIC_URL}/calendar/(.+)\.ics", answer.context["address"])[1]
    assert len(secret) == 43  # 32 bytes
    assert answer.context["address"] in answer.content.decode()
    assert CalendarAddress.objects.get().digest == digest(secret)
    assert secret not in client.get(PAGE).content.decode()
    assert client.get(feed(secret)).status_code == 200
    # The same form sent twice.
    assert client.post(PAGE, {"drawn": drawn}).context["address"] == answer.context["address"]
    assert CalendarAddress.objects.count() == 1


def test_new_address_takes_the_place_of_the_former(as_user, alice):
    factories.make_calendar_address(alice, "former")
    client = as_user(alice)
    client.post(PAGE, {"drawn": client.get(PAGE).context["drawn"]})
    assert client.get(feed("former")).status_code == 404
    assert CalendarAddress.objects.in_use().count() == 1


def test_revoked_address_leads_nowhere_and_does_not_come_back(as_user, alice, bob):
    factories.make_calendar_address(bob, "his")
    drawn = calendars.draw(alice)
    secret = calendars.use(by=alice, drawn=drawn)
    client = as_user(alice)
    assert client.post(PAGE + "revoke/").status_code == 302
    assert client.get(feed(secret)).status_code == 404
    assert client.get(feed("his")).status_code == 200
    assert client.post(PAGE, {"drawn": drawn}).status_code == 422
    assert client.get(feed(secret)).status_code == 404


@pytest.mark.parametrize("drawn", ["", "chosen", "bob's"])
def test_nobody_chooses_an_address(alice, bob, drawn):
    drawn = calendars.draw(bob) if drawn == "bob's" else drawn
    with pytest.raises(ValidationError):
        calendars.use(by=alice, drawn=drawn)
    assert not CalendarAddress.objects.exists()


def test_one_meeting_is_a_file_for_whoever_sees_it(as_user, alice, bob, partner_a):
    meeting = factories.make_coming_meeting([partner_a], title="Mine")
    path = reverse("meetings:ics", args=[meeting.slug])
    answer = as_user(alice).get(path)
    assert names(answer) == {"Mine"}
    assert answer["Content-Disposition"] == f'attachment; filename="{meeting.slug}.ics"'
    assert as_user(bob).get(path).status_code == 404


def test_feed_asks_as_often_for_few_meetings_as_for_many(client, alice, partner_a, django_assert_num_queries):
    factories.make_calendar_address(alice, "secret")
    for total in (1, 5):
        for _number in range(total):
            factories.make_coming_meeting([partner_a])
        with django_assert_num_queries(3):
            client.get(feed("secret"))
