"""Guessing passwords: ten failures in a quarter of an hour, counted per account and address."""

import time

import pytest

from tests.gtm.accounts import is_logged_in, log_in

REFUSED = "Trop de tentatives de connexion échouées. Veuillez réessayer ultérieurement."
GUESSER, VICTIM = "192.0.2.1", "192.0.2.2"

pytestmark = pytest.mark.usefixtures("amina")


def guess(client, times, email="amina@example.org", address=GUESSER):
    for number in range(times):
        answer = log_in(client, email, f"guess {number}", REMOTE_ADDR=address)
        assert REFUSED not in answer.content.decode()


def is_refused(client, email="amina@example.org", address=GUESSER):
    return REFUSED in log_in(client, email, REMOTE_ADDR=address).content.decode()


def test_ten_failures_refuse_even_the_right_password(client):
    guess(client, 10)
    assert is_refused(client)
    assert not is_logged_in(client)


def test_nine_failures_do_not(client):
    guess(client, 9)
    assert not is_refused(client)
    assert is_logged_in(client)


def test_the_victim_logs_in_from_another_address(client):
    guess(client, 10)
    assert not is_refused(client, address=VICTIM)
    assert is_logged_in(client)


def test_writing_the_address_otherwise_does_not_help_the_guesser(client):
    guess(client, 5)
    guess(client, 5, "AMINA@example.org")
    assert is_refused(client)


def test_an_ipv6_guesser_is_counted_by_network(client):
    for number in range(10):
        guess(client, 1, address=f"2001:db8::{number}")
    assert is_refused(client, address="2001:db8::ffff")
    assert not is_refused(client, address="2001:db8:1::1")


def test_an_unknown_account_is_refused_alike(client):
    guess(client, 10, "nobody@example.org")
    assert is_refused(client, "nobody@example.org")


def test_a_forged_forwarding_header_does_not_help_the_guesser(client):
    for number in range(10):
        log_in(client, password="guess", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert REFUSED in log_in(client, HTTP_X_FORWARDED_FOR="198.51.100.99").content.decode()


def test_the_refusal_ends_after_a_quarter_of_an_hour(client, monkeypatch):
    guess(client, 10)
    assert is_refused(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 14 * 60)
    assert is_refused(client)
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)
    assert not is_refused(client)
