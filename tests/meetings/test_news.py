"""What the digest tells of decisions: to whom, and of what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gtm import digest
from meetings.news import news
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db


def told(person):
    now = timezone.now()
    return [
        item for _heading, items in news(person, now - timedelta(days=1), now + timedelta(minutes=1)) for item in items
    ]


def test_everybody_who_sees_a_decision_is_told_once_of_what_others_noted(
    secretary, reader, alice, bob, outsider, partner_a
):
    decision = factories.make_decision(partners=[partner_a], number=3, text="Transmettre le tableau")
    archived = factories.make_decision(factories.make_meeting(archived_at=timezone.now()), [partner_a])
    for found in (decision, archived):
        for _time in range(2):
            factories.make_follow_up(found, alice, text="Kept to the page")
    for person in (secretary, reader):
        [(sentence, path)] = told(person)
        assert path == decision.get_absolute_url()
        assert "24 décembre 2008" in sentence
        assert "Transmettre le tableau" in sentence
        assert "À faire" in sentence
        assert "Kept" not in sentence
    assert told(alice) == told(bob) == told(outsider) == []


def test_number_of_queries_does_not_grow(secretary, alice, partner_a, django_assert_num_queries):
    for size in (1, 10):
        for _number in range(size):
            factories.make_follow_up(factories.make_decision(partners=[partner_a]), alice)
        with django_assert_num_queries(1):
            told(secretary)


def test_it_stands_in_the_mail(secretary, alice, partner_a, monkeypatch):
    monkeypatch.setattr(digest, "SETTLED", timedelta(minutes=-1))
    decision = factories.make_decision(partners=[partner_a])
    factories.make_follow_up(decision, alice)
    digest.send()
    assert decision.get_absolute_url() in Mail.objects.get(to=secretary.email).body
