"""What every answer carries, whatever its status."""

import pytest
from django.test import Client

from tests.gtm.accounts import log_in

pytestmark = pytest.mark.urls("tests.gtm.broken_urls")

ANSWERS = [
    (200, "get", "/accounts/login/", {}),
    (302, "get", "/", {}),
    (400, "get", "/400/", {}),
    (400, "get", "/", {"HTTP_HOST": "evil.example"}),
    (403, "get", "/403/", {}),
    (403, "post", "/405/", {"HTTP_ORIGIN": "https://evil.example"}),
    (404, "get", "/nowhere/", {}),
    (405, "post", "/health/", {}),
    (500, "get", "/500/", {}),
    (200, "get", "/static/gtm/gtm.css", {}),
    (404, "get", "/static/gtm/nothing.css", {}),
    (200, "get", "/health/", {}),
]

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def check(answer, expected):
    assert {name: answer.get(name) for name in expected} == expected
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.parametrize(("status", "method", "path", "extra"), ANSWERS)
def test_every_answer_carries_the_headers(reader, status, method, path, extra):
    client = Client(raise_request_exception=False, enforce_csrf_checks=status == 403)
    if status not in (200, 302):
        client.force_login(reader)
    answer = getattr(client, method)(path, secure=True, **extra)
    assert answer.status_code == status
    check(answer, EXPECTED)


def test_plain_http_is_sent_to_https_with_the_headers(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer.url) == (301, "https://testserver/accounts/login/")
    check(answer, EXPECTED | {"Strict-Transport-Security": None})


def test_unknown_host_over_plain_http_is_refused_with_the_headers(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/accounts/login/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    check(answer, EXPECTED | {"Strict-Transport-Security": None})


def test_cookies_travel_over_https_only_and_stay_on_the_site(client, settings, amina):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    cookies = log_in(client).cookies
    assert set(cookies) == {"sessionid", "csrftoken"}
    assert all(cookie["secure"] and cookie["samesite"] == "Lax" for cookie in cookies.values())
    assert cookies["sessionid"]["httponly"]
