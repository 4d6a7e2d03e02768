"""The second factor: switched on and off, recovery codes, how secrets are kept, and who is told."""

import base64
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.utils.translation import gettext as _

from gtm.two_factor.adapter import TwoFactorAdapter
from partners.models import Mail
from tests.gtm.accounts import log_in
from tests.gtm.two_factor import (
    ACTIVATE,
    CODES,
    CONFIRM,
    DEACTIVATE,
    INDEX,
    SECRET,
    code,
    confirm,
    equip,
    has_totp,
    shown_secret,
)


@pytest.fixture
def client(client, amina):
    """Amina's browser, just confirmed by her password."""
    client.force_login(amina)
    confirm(client)
    return client


def activate(client):
    secret = shown_secret(client.get(ACTIVATE).content.decode())
    with TestCase.captureOnCommitCallbacks(execute=True):
        return secret, client.post(ACTIVATE, {"code": code(secret)}, follow=True)


def kept(user):
    return {row.type: row.data for row in Authenticator.objects.filter(user=user)}


def told(user):
    return [mail.subject for mail in Mail.objects.filter(to=user.email).order_by("pk")]


def test_the_menu_leads_to_it(client):
    assert f'href="{INDEX}"' in client.get("/partners/").content.decode()


@pytest.mark.parametrize("path", [ACTIVATE, CODES, f"{CODES}download/"])
def test_the_password_is_asked_for_once_more(amina, path):
    elsewhere = Client()
    elsewhere.force_login(amina)
    assert elsewhere.get(path).url.startswith(f"{CONFIRM}?next=")


def test_the_first_code_switches_it_on_and_shows_recovery_codes(client, amina):
    _secret, answer = activate(client)
    assert has_totp(amina)
    assert answer.request["PATH_INFO"] == CODES
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 10
    assert told(amina) == ["[GTM] " + _("Two-factor authentication is on")]


def test_a_wrong_code_switches_nothing_on_and_keeps_the_secret(client, amina):
    page = client.get(ACTIVATE).content.decode()
    answer = client.post(ACTIVATE, {"code": "000000"}).content.decode()
    assert "Code incorrect." in answer
    assert shown_secret(answer) == shown_secret(page)
    assert not has_totp(amina)


def test_the_image_holds_the_secret_under_the_name_of_the_application(client, amina):
    answer = client.get(ACTIVATE)
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', answer.content.decode())[1]
    assert base64.b64decode(image).startswith(b"<?xml")
    address = answer.context["totp_url"]
    assert address == f"otpauth://totp/amina%40example.org?secret={answer.context['form'].secret}&issuer=GTM"


def test_pages_with_secrets_are_kept_by_no_browser(client, amina):
    activate(client)
    for path in (CODES, f"{CODES}download/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_switched_on_twice_it_is_there_once(client, amina):
    secret, _answer = activate(client)
    assert client.post(ACTIVATE, {"code": code(secret, 1)}).url == INDEX
    assert Authenticator.objects.filter(user=amina).count() == 2


def test_codes_are_downloaded_as_text(client, amina):
    codes = equip(amina)
    answer = client.get(f"{CODES}download/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.findall(r"^\d{8}$", answer.content.decode(), re.M) == codes


def test_looking_at_the_codes_changes_nothing(client, amina):
    equip(amina)
    before = kept(amina)
    client.get(CODES)
    assert kept(amina) == before


def test_new_codes_take_the_place_of_the_former(client, amina):
    former = equip(amina)
    answer = client.post(f"{CODES}new/", follow=True).content.decode()
    now = re.findall(r"<code>(\d{8})</code>", answer)
    assert len(now) == 10
    assert not set(now) & set(former)
    assert told(amina) == ["[GTM] " + _("New recovery codes")]


def test_without_a_second_factor_there_are_no_codes(client, amina):
    assert client.get(CODES).status_code == 404
    assert client.post(f"{CODES}new/").url == INDEX
    assert kept(amina) == {}


def test_switching_off_takes_the_codes_away_and_is_told(client, amina):
    equip(amina)
    assert client.get(DEACTIVATE).status_code == 200
    assert has_totp(amina)
    client.post(DEACTIVATE)
    assert kept(amina) == {}
    assert client.post(DEACTIVATE).url == INDEX
    assert told(amina) == ["[GTM] " + _("Two-factor authentication is off")]


def test_a_mail_says_what_to_do_and_leads_home(client, amina):
    activate(client)
    body = Mail.objects.get().body
    assert "https://gtm.example.org/accounts/password/reset/" in body
    assert body.count("http") == 1


def test_no_secret_stands_in_the_database(client, amina):
    secret, _answer = activate(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode())
    rows = json.dumps(kept(amina))
    assert secret not in rows
    assert not [one for one in codes if one in rows]
    assert TwoFactorAdapter().decrypt(kept(amina)["totp"]["secret"]) == secret


def test_a_former_key_still_opens(settings):
    sealed = TwoFactorAdapter().encrypt(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert TwoFactorAdapter().decrypt(sealed) == SECRET


def test_a_lost_key_is_said_at_the_code_and_fails_nothing(amina, settings):
    equip(amina)
    settings.SECRET_KEY = "another"
    elsewhere = Client()
    log_in(elsewhere)
    answer = elsewhere.post("/accounts/login/code/", {"code": code()})
    assert answer.status_code == 200
    with pytest.raises(ValidationError) as refusal:
        TwoFactorAdapter().decrypt("not sealed at all")
    assert refusal.value.messages == answer.context["form"].errors["code"]


def test_only_codes_are_offered():
    assert settings.MFA_SUPPORTED_TYPES == ["totp", "recovery_codes"]
    assert Client().get("/accounts/two-factor/webauthn/").status_code == 404
