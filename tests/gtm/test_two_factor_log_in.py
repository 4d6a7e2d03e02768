"""Logging in with a second factor: every way in asks for it, a code counts once, and guesses are counted."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.translation import gettext as _

from partners.models import Mail
from tests.gtm.accounts import LOG_IN, NEW_PASSWORD, is_logged_in, log_in
from tests.gtm.two_factor import CODE, CONFIRM, DEACTIVATE, INDEX, code, equip, log_in_with_code, send_code

GUESSER, VICTIM = "192.0.2.1", "192.0.2.2"
REFUSED = "Trop de tentatives de connexion échouées."


@pytest.fixture(autouse=True)
def codes(amina):
    return equip(amina)


def is_refused(answer):
    return REFUSED in answer.content.decode()


def guess(times, address=GUESSER):
    """Somebody who knows the password tries codes."""
    client = Client(REMOTE_ADDR=address)
    log_in(client)
    return [send_code(client, f"{number:06}") for number in range(times)]


def test_the_password_alone_opens_nothing(client):
    assert log_in(client).url == CODE
    assert not is_logged_in(client)
    assert client.get("/partners/").url.startswith(LOG_IN)


def test_the_password_and_the_code_do(client):
    assert log_in_with_code(client).url == "/"
    assert is_logged_in(client)


def test_the_code_leads_to_the_page_that_was_asked_for(client, amina):
    client.post(f"{LOG_IN}?next=/partners/", {"login": amina.email, "password": "sept-cigognes-blanches"})
    assert send_code(client, code()).url == "/partners/"


def test_the_code_alone_opens_nothing(client):
    assert send_code(client, code()).url == LOG_IN
    assert not is_logged_in(client)


@pytest.mark.parametrize("posted", [{}, {"code": ""}, {"code": "é" * 6}, {"code": "1" * 1000}, {"credential": "{}"}])
def test_whatever_else_is_posted_is_refused_in_words(client, posted):
    log_in(client)
    answer = client.post(CODE, posted)
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert not is_logged_in(client)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_forgiven(client, steps):
    log_in_with_code(client, code(steps=steps))
    assert is_logged_in(client)


@pytest.mark.parametrize("steps", [-3, 3])
def test_another_time_is_not(client, steps):
    log_in_with_code(client, code(steps=steps))
    assert not is_logged_in(client)


@pytest.mark.parametrize("later", [0, 31, 59])
@pytest.mark.parametrize("written", ["{}", " {} "])
def test_a_code_logs_in_once(client, monkeypatch, later, written):
    used = code(steps=1)
    log_in_with_code(client, used)
    assert is_logged_in(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + later)
    thief = Client()
    log_in_with_code(thief, written.format(used))
    assert not is_logged_in(thief)


def test_the_code_that_switched_it_on_does_not_log_in(client, amina):
    Authenticator.objects.all().delete()
    client.force_login(amina)
    client.post(CONFIRM, {"password": "sept-cigognes-blanches", "next": INDEX})
    secret = client.get(f"{INDEX}activate/").context["form"].secret
    client.post(f"{INDEX}activate/", {"code": code(secret)})
    thief = Client()
    log_in_with_code(thief, code(secret))
    assert not is_logged_in(thief)


def test_a_recovery_code_logs_in_once_and_is_told(client, codes):
    log_in_with_code(client, codes[3])
    assert is_logged_in(client)
    thief = Client()
    log_in_with_code(thief, codes[3])
    assert not is_logged_in(thief)
    mail = Mail.objects.get()
    assert mail.subject == "[GTM] " + _("A recovery code was used")
    assert "9" in mail.body
    assert codes[3] not in mail.body


def test_a_code_confirms_what_matters_in_place_of_the_password(client):
    log_in_with_code(client)
    assert client.get(DEACTIVATE).url.startswith(CONFIRM)
    client.post(f"{CONFIRM}code/", {"code": code(steps=1), "next": DEACTIVATE})
    assert client.get(DEACTIVATE).status_code == 200


def test_a_new_password_by_mail_still_asks_for_the_code(client, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "amina@example.org"})
    path = re.search(r"https://gtm.example.org(\S+)", mailoutbox[0].body)[1]
    form = client.get(path, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not is_logged_in(client)
    assert log_in(client, password=NEW_PASSWORD).url == CODE


def test_the_admin_has_no_way_around_it(client, amina):
    for path in ("/admin/", "/admin/login/"):
        answer = client.post(path, {"username": amina.email, "password": "sept-cigognes-blanches"})
        assert answer.url.startswith(LOG_IN)
    assert not is_logged_in(client)


def test_an_account_that_is_closed_before_the_code_stays_out(client, amina):
    log_in(client)
    amina.is_active = False
    amina.save()
    send_code(client, code())
    assert not is_logged_in(client)


def test_cancelling_forgets_the_password(client):
    log_in(client)
    client.post("/accounts/logout/")
    send_code(client, code())
    assert not is_logged_in(client)


def test_ten_wrong_codes_refuse_even_the_right_one(client):
    assert not any(is_refused(answer) for answer in guess(10))
    assert is_refused(log_in_with_code(client, REMOTE_ADDR=GUESSER))
    assert not is_logged_in(client)


def test_the_owner_logs_in_from_another_address(client):
    guess(11)
    log_in_with_code(client, REMOTE_ADDR=VICTIM)
    assert is_logged_in(client)


def test_the_right_code_forgets_the_failures(client):
    guess(9)
    log_in_with_code(client, REMOTE_ADDR=GUESSER)
    assert is_logged_in(client)
    assert not any(is_refused(answer) for answer in guess(9))


def test_guesses_from_many_addresses_are_counted_together(client):
    for number in range(10):
        guess(10, f"198.51.100.{number}")
    assert is_refused(log_in_with_code(client, REMOTE_ADDR=VICTIM))
