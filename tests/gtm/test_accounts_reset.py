"""A forgotten password: the link in the mail, and what it opens."""

import re

import pytest
from django.test import Client

from tests.gtm.accounts import NEW_PASSWORD, is_logged_in, log_in

RESET = "/accounts/password/reset/"

pytestmark = pytest.mark.usefixtures("amina")


def ask(client, email="amina@example.org", **extra):
    return client.post(RESET, {"email": email}, **extra)


def link(mail):
    return re.search(r"https?://\S+", mail.body)[0]


def open_link(client, mail):
    """Follow the link; return the page it opens and the address of its form."""
    answer = client.get(link(mail).removeprefix("https://gtm.example.org"), follow=True)
    return answer.content.decode(), answer.request["PATH_INFO"]


def choose(client, mail, password=NEW_PASSWORD):
    _page, form = open_link(client, mail)
    return client.post(form, {"password1": password, "password2": password}).content.decode()


def test_the_link_comes_from_the_public_address(client, mailoutbox):
    ask(client)
    assert mailoutbox[0].to == ["amina@example.org"]
    assert link(mailoutbox[0]).startswith("https://gtm.example.org/accounts/password/reset/key/")


def test_a_forged_host_leaves_no_trace_in_the_mail(client, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    assert link(mailoutbox[0]).startswith("https://gtm.example.org/")
    assert "evil" not in mailoutbox[0].message().as_string()


def test_the_mail_is_in_french_and_signed(client, mailoutbox):
    ask(client)
    assert mailoutbox[0].subject == "[GTM] E-mail de réinitialisation de mot de passe"
    assert "Le secrétariat du Groupe Thématique Migration" in mailoutbox[0].body


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client, mailoutbox):
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, f"{RESET}done/")
    assert [mail.to for mail in mailoutbox] == [["amina@example.org"]]


def test_a_closed_account_gets_no_mail(client, mailoutbox, amina):
    amina.is_active = False
    amina.save()
    assert ask(client).url == f"{RESET}done/"
    assert mailoutbox == []


def test_the_link_sets_a_new_password(client, mailoutbox):
    ask(client)
    choose(client, mailoutbox[0])
    assert log_in(client).status_code == 200
    assert log_in(client, password=NEW_PASSWORD).status_code == 302


def test_the_link_works_once(client, mailoutbox):
    ask(client)
    choose(client, mailoutbox[0])
    page, _form = open_link(client, mailoutbox[0])
    assert "Le lien de réinitialisation du mot de passe est invalide." in page


def test_a_new_password_ends_the_sessions(client, mailoutbox, amina):
    thief = Client()
    thief.force_login(amina)
    ask(client)
    choose(client, mailoutbox[0])
    assert not is_logged_in(thief)


@pytest.mark.parametrize("weak", ["court", "1234567890123", "motdepasse", "amina@example.org"])
def test_a_weak_password_is_refused_in_words(client, mailoutbox, weak):
    ask(client)
    assert 'class="errorlist"' in choose(client, mailoutbox[0], weak)
    assert log_in(client).status_code == 302


def test_too_many_requests_are_refused_in_words(client):
    for _ in range(5):
        ask(client)
    answer = ask(client)
    assert answer.status_code == 429
    assert "Attendez une minute, puis réessayez." in answer.content.decode()


def test_a_new_password_lifts_the_refusal_of_too_many_failures(client, mailoutbox):
    for number in range(11):
        log_in(client, password=f"forgotten {number}")
    ask(client)
    choose(client, mailoutbox[0])
    assert log_in(client, password=NEW_PASSWORD).status_code == 302
