"""Log-in by OpenID Connect: the whole way to a provider and back, and whom it lets in."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from partners.models import User
from tests.gtm.accounts import LOG_IN, is_logged_in
from tests.gtm.two_factor import CODE, code, equip, send_code

BEGIN, BACK = "/accounts/openid/", "/accounts/openid/callback/"

NONSENSE = [(500, {}), (200, "not json"), (200, []), (200, {}), (200, "null"), (200, {"access_token": 3, "sub": []})]


def go(client, begin=BEGIN, **posted):
    """To the provider and back; return the answer to what it sends the browser back to."""
    there = client.post(begin, posted)
    back = requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(urlsplit(back).path + "?" + urlsplit(back).query)


def is_refused(client, answer):
    """Whether the browser is back at the log-in page, which says why."""
    assert answer.url == LOG_IN
    page = client.get(LOG_IN)
    return bool(list(page.context["messages"])) and not is_logged_in(client)


def test_off_there_is_neither_address_nor_button(client, db):
    assert client.post(BEGIN).status_code == client.get(BACK).status_code == 404
    assert BEGIN not in client.get(LOG_IN).content.decode()


def test_the_log_in_page_offers_it_by_name(client, db, provider):
    answer = client.get(LOG_IN)
    assert "Ministère" in answer.content.decode()
    assert f"form-action 'self' {provider.address}" in answer["Content-Security-Policy"]


def test_whoever_has_the_address_is_logged_in(client, amina, provider):
    assert go(client).url == "/"
    assert is_logged_in(client)
    assert client.session["_auth_user_id"] == str(amina.pk)


def test_the_address_counts_in_any_case(client, amina, provider):
    provider.person["email"] = "Amina@EXAMPLE.org"
    go(client)
    assert is_logged_in(client)


def test_it_leads_to_the_page_that_was_asked_for_and_to_no_other_host(client, amina, provider):
    assert go(client, next="/partners/").url == "/partners/"
    assert go(Client(), next="https://evil.example/").url == "/"


def test_nothing_of_the_provider_is_kept(client, amina, provider):
    go(client)
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()
    assert User.objects.get().password == amina.password


def test_it_begins_on_post_only_and_not_from_another_site(amina, provider):
    client = Client(enforce_csrf_checks=True)
    assert client.get(BEGIN).status_code == 405
    assert client.post(BEGIN).status_code == 403
    assert provider.asked == []


def test_the_question_is_bound_to_this_browser(client, amina, provider):
    go(client)
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 16
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": ""},
        {"email": ["amina@example.org"]},
        {"sub": "8"},
        {"sub": ""},
    ],
    ids=str,
)
def test_others_are_refused_in_words_and_get_no_account(client, amina, provider, person):
    provider.person |= person
    assert is_refused(client, go(client))
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "forged", [{"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"sub": "8"}], ids=str
)
def test_a_token_for_somebody_else_is_refused(client, amina, provider, forged):
    provider.forged = forged
    assert is_refused(client, go(client))


def test_a_closed_account_stays_out(client, amina, provider):
    amina.is_active = False
    amina.save()
    assert go(client).url == "/accounts/inactive/"
    assert not is_logged_in(client)


def test_the_second_factor_is_asked_for_after_it(client, amina, provider):
    equip(amina)
    assert go(client).url == CODE
    assert not is_logged_in(client)
    send_code(client, code())
    assert is_logged_in(client)


def test_the_answer_of_another_browser_is_refused(client, amina, provider):
    there = Client().post(BEGIN)
    back = requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"]
    assert is_refused(client, client.get(back))


def test_an_answer_counts_once(client, amina, provider):
    there = client.post(BEGIN)
    back = requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"]
    client.get(back)
    client.post("/accounts/logout/")
    assert is_refused(client, client.get(back))


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?code=y"])
def test_whoever_comes_from_nowhere_is_refused(client, amina, provider, query):
    assert is_refused(client, client.get(BACK + query))


def test_whoever_gives_up_there_is_told_so(client, amina, provider):
    state = dict(parse_qsl(urlsplit(client.post(BEGIN).url).query))["state"]
    assert is_refused(client, client.get(f"{BACK}?error=access_denied&state={state}"))


@pytest.mark.parametrize("process", ["connect", "redirect", "anything"])
def test_an_account_is_joined_to_no_other(client, amina, reader, provider, process):
    client.force_login(reader)
    go(client, process=process)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
@pytest.mark.parametrize("path", ["token", "userinfo"])
def test_a_provider_that_talks_nonsense_is_a_sentence(client, amina, provider, path, answer):
    provider.answers[path] = answer
    assert is_refused(client, go(client))


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
def test_a_provider_that_cannot_be_found_out_about_is_a_sentence(client, amina, provider, answer):
    provider.answers[".well-known/openid-configuration"] = answer
    assert is_refused(client, client.post(BEGIN))


def test_a_provider_that_is_away_is_a_sentence(client, amina, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    assert is_refused(client, client.post(BEGIN))
