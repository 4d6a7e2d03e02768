"""The health check."""

from django.db import OperationalError, connection
from django.test import Client


def test_it_answers_without_a_log_in(client, db):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_it_answers_503_when_the_database_is_away(monkeypatch):
    def fail():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", fail)
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"status": "database unavailable"})


def test_it_is_asked_over_plain_http(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/").status_code == 200
