"""Notifications: how often one is told, and the link that puts an end to it without a log-in."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Notifications
from partners.services import notifications as services

PREFERENCES = reverse("account_notifications")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DAILY, WEEKLY, NEVER = Notifications.Frequency
PUBLIC = "https://gtm.example.org"


@pytest.fixture
def address(alice):
    """Where the link in alice's digest leads."""
    found = services.unsubscribe_link(alice)
    assert found.startswith(f"{PUBLIC}/accounts/unsubscribe/")
    return found.removeprefix(PUBLIC)


def chosen(person):
    return services.frequency_of(person)


# The choice


def test_everybody_gets_the_daily_digest_until_she_says_otherwise(as_user, alice):
    page = as_user(alice).get(PREFERENCES)
    assert [option.data["value"] for option in page.context["form"]["frequency"] if option.data["selected"]] == [DAILY]
    assert not Notifications.objects.exists(), "looking changes nothing"


@pytest.mark.parametrize("frequency", [WEEKLY, NEVER, DAILY])
def test_choice_is_kept(as_user, alice, bob, frequency):
    for _twice in range(2):
        assert as_user(alice).post(PREFERENCES, {"frequency": frequency}).url == PREFERENCES
    assert Notifications.objects.get().user == alice
    assert (chosen(alice), chosen(bob)) == (frequency, DAILY)


@pytest.mark.parametrize("said", ["", "hourly"])
def test_unknown_choice_is_refused(as_user, alice, said):
    page = as_user(alice).post(PREFERENCES, {"frequency": said})
    assert page.status_code == 422
    assert page.context["form"].errors["frequency"]
    assert not Notifications.objects.exists()


def test_whoever_comes_back_is_not_told_of_the_time_between(alice):
    services.choose(by=alice, frequency=NEVER)
    Notifications.objects.update(told_until=timezone.now() - timedelta(days=90))
    services.choose(by=alice, frequency=NEVER)
    assert Notifications.objects.get().told_until < timezone.now() - timedelta(days=80)
    services.choose(by=alice, frequency=WEEKLY)
    assert timezone.now() - Notifications.objects.get().told_until < timedelta(minutes=1)


def test_rarer_or_oftener_skips_nothing(alice):
    services.choose(by=alice, frequency=WEEKLY)
    told = timezone.now() - timedelta(days=5)
    Notifications.objects.update(told_until=told)
    assert services.choose(by=alice, frequency=DAILY).told_until == told


@pytest.mark.parametrize(
    ("frequency", "last", "days"),
    [
        (DAILY, None, [MONDAY, TUESDAY]),
        (DAILY, MONDAY, [TUESDAY]),
        (WEEKLY, None, [MONDAY, TUESDAY]),  # a Monday on which none left is made up for
        (NEVER, None, []),
    ],
)
def test_days_on_which_a_digest_may_leave(frequency, last, days):
    told = datetime.combine(MONDAY - timedelta(days=7), time(7), tzinfo=UTC)
    found = Notifications(frequency=frequency, last_digest_on=last, told_until=told)
    assert [day for day in (MONDAY, TUESDAY) if found.wants_digest(day)] == days


def test_weekly_digest_waits_for_the_next_monday():
    told = datetime.combine(MONDAY, time(7), tzinfo=UTC)
    found = Notifications(frequency=WEEKLY, last_digest_on=MONDAY, told_until=told)
    days = [MONDAY + timedelta(days=number) for number in range(9)]
    assert [day for day in days if found.wants_digest(day)] == days[7:]


def test_menu_leads_there(as_user, alice):
    assert PREFERENCES in as_user(alice).get(PREFERENCES).content.decode()


# The link


def test_looking_at_the_link_changes_nothing(client, alice, address):
    for method in (client.get, client.head, client.get):
        assert method(address).status_code == 200
    assert chosen(alice) == DAILY


def test_button_ends_the_digest_whoever_is_logged_in(alice, bob, address):
    for person in (None, bob, alice):
        client = Client()
        if person:
            client.force_login(person)
        page = client.post(address)
        assert page.status_code == 200
        assert PREFERENCES in page.content.decode()
        assert (chosen(alice), chosen(bob)) == (NEVER, DAILY)
        services.choose(by=alice, frequency=DAILY)


def test_button_needs_the_token_of_its_form(alice, address):
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert chosen(alice) == DAILY


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_links_answer_alike(client, alice, bob, address, method):
    token = address.split("/")[-2]
    key, signature = token.split(".")
    wrong = [token[:-1], token + "x", f"{bob.pk}.{signature}", f"{key}.", key, "x.y", signature, "7.é"]
    answers = [getattr(client, method)(reverse("account_unsubscribe", args=[one])) for one in wrong]
    alice.delete()
    answers.append(getattr(client, method)(address))
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"\b\w{64}\b", "…", answer.content.decode()) for answer in answers}) == 1
    assert not Notifications.objects.exists()


def test_link_holds_the_key_of_the_account_and_nothing_else(alice, address):
    assert address.split("/")[-2].split(".")[0] == str(alice.pk)


def test_page_is_kept_by_no_cache(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]


def test_page_of_the_link_names_nobody(client, alice, address):
    page = client.get(address).content.decode() + client.post(address).content.decode()
    assert alice.email not in page
    assert alice.name not in page
