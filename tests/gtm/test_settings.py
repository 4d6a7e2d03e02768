"""The settings take everything from the environment and say what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.gtm.environment import PRODUCTION

ROOT = Path(__file__).parents[2]


def test_production_takes_everything_from_the_environment(read_settings):
    settings = read_settings(PRODUCTION)
    assert settings["DATABASES"]["default"]["HOST"] == "db.example.org"
    assert settings["ALLOWED_HOSTS"] == ["gtm.example.org"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert (settings["EMAIL_HOST"], settings["EMAIL_USE_TLS"]) == ("mail.example.org", True)
    assert not settings["DEBUG"]
    assert not settings["DEMO"]


@pytest.mark.parametrize("missing", PRODUCTION)
def test_missing_variable_is_named(read_settings, missing):
    with pytest.raises(Exception, match=missing):
        read_settings({name: value for name, value in PRODUCTION.items() if name != missing})


def test_public_address_must_be_https(read_settings):
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL must begin with https://"):
        read_settings(PRODUCTION | {"PUBLIC_URL": "http://gtm.example.org"})


@pytest.mark.parametrize(
    ("url", "backend", "timeout"),
    [
        ("console://", "console", 60),
        ("submission://user:secret@mail.example.org", "smtp", 60),
        ("smtp://mail.example.org?timeout=5", "smtp", 5),
    ],
)
def test_mail_goes_where_its_address_says(read_settings, url, backend, timeout):
    settings = read_settings(PRODUCTION | {"EMAIL_URL": url})
    assert settings["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert settings["EMAIL_TIMEOUT"] == timeout


def test_misspelt_mail_address_is_refused(read_settings):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must begin with"):
        read_settings(PRODUCTION | {"EMAIL_URL": "mail://mail.example.org"})


def test_demonstration_draws_its_own_key_and_stays_on_this_machine(read_settings):
    settings = read_settings({"DEMO": "1"})
    assert len(settings["SECRET_KEY"]) >= 50
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert settings["DATABASES"]["default"]["ENGINE"] == "gtm.lib.sqlite"
    assert settings["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


OPENID = {
    "OIDC_SERVER_URL": "https://id.example.org:8443/realms/gtm",
    "OIDC_CLIENT_ID": "gtm",
    "OIDC_CLIENT_SECRET": "a secret",
}


def test_second_factor_is_required_only_where_asked_for(read_settings):
    assert not read_settings(PRODUCTION)["TWO_FACTOR_REQUIRED"]
    assert read_settings(PRODUCTION | {"TWO_FACTOR_REQUIRED": "1"})["TWO_FACTOR_REQUIRED"]


def test_former_keys_are_listed(read_settings):
    assert read_settings(PRODUCTION)["SECRET_KEY_FALLBACKS"] == []
    former = read_settings(PRODUCTION | {"SECRET_KEY_FALLBACKS": "older,oldest"})
    assert former["SECRET_KEY_FALLBACKS"] == ["older", "oldest"]


@pytest.mark.parametrize("unset", [{}, {"OIDC_SERVER_URL": "", "OIDC_CLIENT_ID": "", "OIDC_NAME": ""}])
def test_openid_connect_is_off_unless_set(read_settings, unset):
    settings = read_settings(PRODUCTION | unset)
    assert settings["SOCIALACCOUNT_PROVIDERS"] == {"openid_connect": {"APPS": []}}
    assert settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == ["'self'"]
    assert not [name for name in settings["PUBLIC_URL_NAMES"] if "openid" in name]


def test_openid_connect_lets_forms_lead_to_its_provider_alone(read_settings):
    settings = read_settings(PRODUCTION | OPENID)
    directives = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["form-action"] == ["'self'", "https://id.example.org:8443"]
    assert not [name for name, sources in directives.items() if "example" in str(sources) and name != "form-action"]


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_openid_connect_says_what_it_misses(read_settings, missing):
    with pytest.raises(Exception, match=missing):
        read_settings({name: value for name, value in (PRODUCTION | OPENID).items() if name != missing})


def test_openid_provider_must_be_https(read_settings):
    with pytest.raises(ImproperlyConfigured, match="OIDC_SERVER_URL must begin with https://"):
        read_settings(PRODUCTION | OPENID | {"OIDC_SERVER_URL": "http://id.example.org"})


@pytest.mark.parametrize("more", [{}, OPENID | {"TWO_FACTOR_REQUIRED": "1"}], ids=["plain", "all"])
def test_deployment_checks_pass(more):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=PRODUCTION | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_deployment_checks_can_fail():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = PRODUCTION | {"SECRET_KEY": "short"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "security.W009" in done.stderr
    assert done.returncode == 1
