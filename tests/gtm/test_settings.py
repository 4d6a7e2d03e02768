"""The settings take everything from the environment and say what is missing."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SECRET_KEY": "w7K!p2Zq9vR#t4Ym6Xs8Lb1Nd3Fg5Hj0Qc@Ue$Ti%Oa^Pz&Wk*",
    "ALLOWED_HOSTS": "gtm.example.org",
    "PUBLIC_URL": "https://gtm.example.org",
    "DATABASE_URL": "postgres://gtm@db.example.org/gtm",
    "MEDIA_ROOT": "/srv/gtm/media",
    "EMAIL_URL": "submission://gtm:secret@mail.example.org",
}


@pytest.fixture
def read_settings(monkeypatch):
    """Read gtm/settings.py again in an environment that holds only `variables`."""

    def read(variables):
        monkeypatch.setattr(Env, "read_env", lambda *args, **kwargs: None)
        monkeypatch.setattr("os.environ", variables)
        return runpy.run_path(str(ROOT / "gtm" / "settings.py"))

    return read


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


def test_deployment_checks_pass():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=PRODUCTION, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_deployment_checks_can_fail():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = PRODUCTION | {"SECRET_KEY": "short"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "security.W009" in done.stderr
    assert done.returncode == 1
