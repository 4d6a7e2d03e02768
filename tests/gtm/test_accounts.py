"""Logging in and out."""

import re

import pytest
from django.test import Client

from tests.gtm.accounts import LOG_IN, NEW_PASSWORD, PASSWORD, is_logged_in, log_in


def test_the_page_names_the_group_and_offers_no_account(client, db):
    page = client.get(LOG_IN).content.decode()
    assert "Groupe Thématique Migration" in page
    assert "Les comptes sont ouverts par le secrétariat" in page
    assert "signup" not in page


@pytest.mark.parametrize("email", ["amina@example.org", "Amina@Example.ORG", " AMINA@EXAMPLE.ORG "])
def test_the_address_opens_the_account_in_any_case(client, amina, email):
    assert log_in(client, email).url == "/"
    assert is_logged_in(client)


def test_a_wrong_password_and_an_unknown_account_answer_alike(client, amina):
    answers = [log_in(client, email, "wrong") for email in ("amina@example.org", "nobody@example.org")]
    for answer in answers:
        assert answer.status_code == 200
        assert "L’adresse e-mail ou le mot de passe sont incorrects." in answer.content.decode()
    known, unknown = (
        re.sub(r"[\w.]+@example\.org|[A-Za-z0-9]{64}", "…", answer.content.decode()) for answer in answers
    )
    assert known == unknown
    assert not is_logged_in(client)


def test_a_refused_form_keeps_the_address_and_not_the_password(client, amina):
    page = log_in(client, password="wrong-password").content.decode()
    assert 'value="amina@example.org"' in page
    assert "wrong-password" not in page


def test_a_closed_account_stays_out_and_is_told_so(client, amina):
    amina.is_active = False
    amina.save()
    answer = log_in(client)
    assert "Ce compte est inactif." in client.get(answer.url).content.decode()
    assert not is_logged_in(client)


def test_a_closed_account_answers_a_wrong_password_like_any_other(client, amina):
    amina.is_active = False
    amina.save()
    assert "mot de passe sont incorrects" in log_in(client, password="wrong").content.decode()


def test_logging_in_changes_the_session_id(client, amina):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    log_in(client)
    assert is_logged_in(client)
    assert client.session.session_key != session.session_key


def test_changing_the_password_ends_the_other_sessions(client, amina):
    elsewhere = Client()
    log_in(client)
    log_in(elsewhere)
    new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert is_logged_in(client)
    assert not is_logged_in(elsewhere)


def test_closing_the_account_ends_its_sessions(client, amina):
    log_in(client)
    assert is_logged_in(client)
    amina.is_active = False
    amina.save()
    assert not is_logged_in(client)


def test_logging_out_takes_a_post(client, amina):
    log_in(client)
    client.get("/accounts/logout/")
    assert is_logged_in(client)
    assert client.post("/accounts/logout/").url == LOG_IN
    assert not is_logged_in(client)


def test_logging_in_leads_to_the_page_that_was_asked_for(client, amina):
    assert client.post(f"{LOG_IN}?next=/partners/", {"login": amina.email, "password": PASSWORD}).url == "/partners/"


OTHER_HOSTS = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:///evil.example",
    "https:evil.example",
    "\thttps://evil.example",
    "https://testserver@evil.example/",
    "https://evil.example\\@testserver/",
    "javascript:alert(1)",
    "/\r\nLocation: https://evil.example",
]


@pytest.mark.parametrize("address", OTHER_HOSTS)
@pytest.mark.parametrize("path", [LOG_IN, "/accounts/logout/"])
def test_no_other_host_is_led_to(client, amina, path, address):
    if path != LOG_IN:
        client.force_login(amina)
    answer = client.post(path, {"login": amina.email, "password": PASSWORD, "next": address})
    assert answer.status_code == 302
    assert re.fullmatch(r"/(?![/\\])[^\s\\]*", answer.url)


def test_nobody_opens_an_account_alone(client, db):
    assert client.get("/accounts/signup/").status_code == 404
