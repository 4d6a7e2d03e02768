"""A meeting is added, moved, called off and taken up again on its own page."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from meetings.models import Attendance, Meeting
from meetings.services import meetings as services
from tests import factories

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)
TAKEN = ["decisions", "import", "series", "calendar", "add"]


@pytest.fixture
def meeting(partner_a, alice):
    return factories.make_coming_meeting([partner_a], title="Réunion", place="Rabat")


def opened(client, meeting):
    """What the form holds, as a browser sends it."""
    form = client.get(f"{meeting.get_absolute_url()}change/").context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def send(client, meeting, form):
    answer = client.post(f"{meeting.get_absolute_url()}change/", form)
    meeting.refresh_from_db()
    return answer


def test_a_meeting_is_added_with_its_partners_in_their_capacity(as_user, secretary, partner_a):
    ministry = factories.make_partner(kind="national")
    form = {"title": "Réunion", "date": SOON.isoformat(), "starts_at": "09:30", "ends_at": "12:00"}
    form["seen"] = '{"title": ""}'
    client = as_user(secretary)
    assert client.post("/meetings/add/", form | {"ends_at": "08:00"}).status_code == 422
    for address in (f"/meetings/{SOON:%Y-%m-%d}/", f"/meetings/{SOON:%Y-%m-%d}-2/"):
        assert client.post("/meetings/add/", form | {"partners": [partner_a.pk, ministry.pk]}).url == address
    attendances = Attendance.objects.filter(meeting__slug=f"{SOON:%Y-%m-%d}").values_list("partner", "capacity")
    assert set(attendances) == {(partner_a.pk, "gtm_member"), (ministry.pk, "national")}


def test_a_form_of_a_series_begins_with_what_the_series_says(as_user, secretary, partner_a):
    series = factories.make_series([partner_a], place="Rabat")
    form = as_user(secretary).get(f"/meetings/add/?series={series.pk}").context["form"]
    assert (form["place"].value(), form["partners"].value()) == ("Rabat", [partner_a.pk])
    assert as_user(secretary).get("/meetings/add/?series=²").status_code == 200


def test_what_calendars_show_raises_the_sequence_and_who_was_told_otherwise_is_counted(as_user, secretary, meeting):
    factories.make_attendee(meeting)
    client = as_user(secretary)
    assert send(client, meeting, opened(client, meeting)).status_code == 302
    assert meeting.sequence == 0
    form = opened(client, meeting) | {"date": (SOON + timedelta(days=1)).isoformat(), "starts_at": "10:00"}
    assert send(client, meeting, form).url == meeting.get_absolute_url()
    assert (meeting.date, meeting.sequence) == (SOON + timedelta(days=1), 1)
    told = f'class="alert-link" href="{meeting.get_absolute_url()}people/"'
    assert told in client.get(meeting.get_absolute_url()).content.decode()
    series = factories.make_series()
    send(client, meeting, opened(client, meeting) | {"series": series.pk})
    assert (meeting.series, meeting.sequence) == (series, 1)


def test_stale_page_changes_other_fields_and_is_told_of_the_same_one(as_user, secretary, meeting):
    client = as_user(secretary)
    form = opened(client, meeting)
    Meeting.objects.update(place="Fès")
    assert send(client, meeting, form | {"starts_at": "10:00"}).status_code == 302
    assert (meeting.place, meeting.sequence) == ("Fès", 1)
    stale = send(client, meeting, form | {"place": "Tanger"})
    assert stale.status_code == 409
    assert "Fès" in str(stale.context["form"].errors["place"])
    assert "Tanger" in stale.content.decode()
    again = form | {"place": "Tanger", "starts_at": "10:00", "seen": stale.context["form"]["seen"].value()}
    assert send(client, meeting, again).status_code == 302
    assert meeting.place == "Tanger"
    assert send(client, meeting, form | {"seen": "[1]"}).status_code == 422


def test_hours_that_two_people_changed_are_looked_at_together(as_user, secretary, meeting):
    Meeting.objects.update(starts_at="09:00", ends_at="12:00")
    client = as_user(secretary)
    form = opened(client, meeting)
    Meeting.objects.update(ends_at="09:30")
    answer = send(client, meeting, form | {"starts_at": "10:00"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert meeting.starts_at == time(9)


def test_partners_who_left_a_trace_stay_invited(as_user, secretary, meeting, partner_a, partner_b):
    client = as_user(secretary)
    send(client, meeting, opened(client, meeting) | {"partners": [partner_a.pk, partner_b.pk]})
    assert meeting.attendances.count() == 2
    attendee = factories.make_attendee(meeting, partner_a)
    refused = send(client, meeting, opened(client, meeting) | {"partners": [partner_b.pk]})
    assert refused.status_code == 422
    assert str(partner_a) in str(refused.context["form"].errors["partners"])
    attendee.delete()
    meeting.attendances.update(presence="present")
    assert send(client, meeting, opened(client, meeting) | {"partners": [partner_b.pk]}).status_code == 422
    meeting.attendances.update(presence="invited")
    send(client, meeting, opened(client, meeting) | {"partners": [partner_b.pk]})
    assert [one.partner for one in meeting.attendances.all()] == [partner_b]


def test_a_meeting_is_cancelled_with_a_reason_and_held_after_all(as_user, secretary, meeting):
    client, url = as_user(secretary), meeting.get_absolute_url()
    assert client.post(f"{url}cancel/", {"reason": " "}).status_code == 422
    client.post(f"{url}cancel/", {"reason": "Grève"})
    meeting.refresh_from_db()
    assert (meeting.is_cancelled, meeting.cancel_reason, meeting.sequence) == (True, "Grève", 1)
    assert "Grève" in client.get(url).content.decode()
    again = client.post(f"{url}cancel/", {"reason": "Neige"})
    assert (again.status_code, "Grève" in str(again.context["cancel"].errors)) == (422, True)
    for _time in range(2):
        client.post(f"{url}reinstate/")
    meeting.refresh_from_db()
    assert (meeting.is_cancelled, meeting.cancel_reason, meeting.sequence) == (False, "", 2)


def test_approved_minutes_hold_their_meeting(as_user, secretary, meeting):
    client = as_user(secretary)
    form = opened(client, meeting)
    Meeting.objects.update(minutes_state="approved")
    assert send(client, meeting, form | {"date": "2027-01-01"}).status_code == 422
    assert send(client, meeting, form | {"starts_at": "10:00"}).status_code == 422
    assert client.post(f"{meeting.get_absolute_url()}cancel/", {"reason": "Grève"}).status_code == 422
    assert send(client, meeting, form | {"series": factories.make_series().pk}).status_code == 302
    assert (meeting.date, meeting.sequence) == (SOON, 0)


def test_only_the_secretariat_changes_anything(as_user, alice, reader, meeting):
    for person in (alice, reader):
        client = as_user(person)
        assert client.get("/meetings/add/").status_code == 403
        for verb in ("change", "cancel", "reinstate"):
            assert client.post(f"{meeting.get_absolute_url()}{verb}/").status_code == 403
        with pytest.raises(PermissionDenied):
            services.cancel(by=person, meeting=meeting, reason="Because")


@pytest.mark.parametrize("slug", TAKEN)
def test_addresses_of_other_pages_are_refused(slug):
    with pytest.raises(ValidationError):
        Meeting(slug=slug, title="Réunion", date=SOON).full_clean()
    Meeting(slug=f"{slug}-2", title="Réunion", date=SOON).full_clean()
