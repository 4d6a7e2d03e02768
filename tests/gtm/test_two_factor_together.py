"""Two clicks at the same moment on what switches the second factor on and off, and two at the same code."""

from functools import partial
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from partners.models import Mail
from tests.gtm.accounts import is_logged_in, log_in
from tests.gtm.two_factor import ACTIVATE, CODE, CODES, DEACTIVATE, INDEX, code, confirm, equip, send_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def confirmed(client, amina):
    """The browser of Amina, who has just typed her password once more."""
    log_in(client)
    if client.get(INDEX).status_code == 302:
        send_code(client, code(steps=-1))
    confirm(client)
    return client


@pytest.fixture
def twice(together):
    """POST the same two times at once from one browser; return where both answers lead."""

    def post(client, path, data=None):
        ready, session = Barrier(2), client.cookies[settings.SESSION_COOKIE_NAME].value

        def send():
            window = Client()
            window.cookies[settings.SESSION_COOKIE_NAME] = session
            ready.wait()
            answer = window.post(path, data or {})
            return answer.url if answer.status_code == 302 else answer.status_code

        return together(partial(send), partial(send))

    return post


def kept(user):
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_it_is_switched_on_once(confirmed, amina, twice):
    secret = confirmed.get(ACTIVATE).context["form"].secret
    assert sorted(twice(confirmed, ACTIVATE, {"code": code(secret)})) == [INDEX, CODES]
    assert kept(amina) == ["recovery_codes", "totp"]
    assert Mail.objects.count() == 1


@pytest.fixture
def equipped(amina):
    equip(amina)


def test_it_is_switched_off_once(equipped, confirmed, amina, twice):
    assert twice(confirmed, DEACTIVATE) == [INDEX, INDEX]
    assert kept(amina) == []
    assert Mail.objects.count() == 1


def test_new_codes_are_there_once(equipped, confirmed, amina, twice):
    assert twice(confirmed, f"{CODES}new/") == [CODES, CODES]
    assert kept(amina) == ["recovery_codes", "totp"]


def test_one_code_logs_in_one_browser(equipped, together):
    browsers, ready, now = [Client(), Client()], Barrier(2), code()
    for browser in browsers:
        log_in(browser)

    def send(browser):
        ready.wait()
        return browser.post(CODE, {"code": now}).status_code

    assert sorted(together(*(partial(send, browser) for browser in browsers))) == [200, 302]
    assert sorted(map(is_logged_in, browsers)) == [False, True]
