"""A lost telephone: the secretariat takes the second factor away, of others only."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client

from partners.models import Mail
from partners.services import remove_two_factor
from tests.gtm.two_factor import equip

LIST = "/admin/partners/user/"


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def ask(client, *people, **more):
    data = {"action": "remove_two_factor", "_selected_action": [person.pk for person in people]}
    return client.post(LIST, data | more, follow=True).content.decode()


def test_it_asks_first(client, alice):
    equip(alice)
    page = ask(client, alice)
    assert "alice@example.org" in page
    assert Authenticator.objects.filter(user=alice).exists()


def test_it_takes_the_authenticator_and_the_codes_away_and_tells(client, alice, bob, secretary):
    equip(alice)
    equip(bob)
    assert 'class="info"' in ask(client, alice, confirmed="1")
    assert set(Authenticator.objects.values_list("user", flat=True)) == {bob.pk}
    mail = Mail.objects.get()
    assert (mail.to, mail.reply_to, mail.created_by) == (alice.email, secretary.email, secretary)
    assert secretary.name in mail.body


def test_it_ends_the_sessions_of_that_person_only(client, alice, bob):
    browsers = {person: Client() for person in (alice, bob)}
    for person, browser in browsers.items():
        browser.force_login(person)
        equip(person)
    ask(client, alice, confirmed="1")
    assert browsers[alice].get("/partners/").status_code == 302
    assert browsers[bob].get("/partners/").status_code == 200


def test_it_never_takes_ones_own(client, secretary):
    equip(secretary)
    assert 'class="error"' in ask(client, secretary, confirmed="1")
    assert Authenticator.objects.filter(user=secretary).exists()


def test_a_second_click_changes_nothing(client, alice):
    equip(alice)
    ask(client, alice, confirmed="1")
    ask(client, alice, confirmed="1")
    assert Mail.objects.count() == 1


def test_nobody_else_may(alice, bob, reader):
    equip(bob)
    for person in (alice, bob, reader):
        with pytest.raises(PermissionDenied):
            remove_two_factor(by=person, person=bob)
    assert Authenticator.objects.filter(user=bob).exists()


def test_the_list_says_who_has_one(client, alice, bob, django_assert_num_queries):
    equip(alice)
    page = client.get(f"{LIST}?q=alice").content.decode()
    assert 'class="field-uses_two_factor"' in page
    assert "icon-yes" in page


def test_secrets_are_on_no_admin_screen(client):
    for path in ("mfa/authenticator/", "socialaccount/socialapp/", "socialaccount/socialtoken/"):
        assert client.get(f"/admin/{path}").status_code == 404
