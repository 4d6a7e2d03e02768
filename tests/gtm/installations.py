"""Installations with other settings than those of the test run."""

import runpy
from pathlib import Path

import pytest
from environs import Env

from tests.gtm import openid_provider
from tests.gtm.environment import PRODUCTION

# Settings that follow from the provider of OpenID Connect.
OPENID = ["SOCIALACCOUNT_PROVIDERS", "PUBLIC_URL_NAMES", "CONTENT_SECURITY_POLICY", "OIDC_SERVER_URL", "OIDC_NAME"]


@pytest.fixture
def read_settings(monkeypatch):
    """Read gtm/settings.py again in an environment that holds only `variables`."""

    def read(variables):
        with monkeypatch.context() as patch:
            patch.setattr(Env, "read_env", lambda *args, **kwargs: None)
            patch.setattr("os.environ", variables)
            return runpy.run_path(str(Path(__file__).parents[2] / "gtm" / "settings.py"))

    return read


@pytest.fixture
def provider(settings, read_settings):
    """An installation whose settings name a provider, and the provider."""
    with openid_provider.running() as provider:
        named = {f"OIDC_{name.upper()}": value for name, value in openid_provider.CLIENT.items()}
        named |= {"OIDC_SERVER_URL": provider.address, "OIDC_NAME": "Ministère", "DEBUG": "1"}
        read = read_settings(PRODUCTION | named)
        for name in OPENID:
            setattr(settings, name, read[name])
        settings.ROOT_URLCONF = "tests.gtm.openid_urls"
        yield provider
