"""The permission table: every URL × role × method × whose object, generated from the resolver."""

import os
from collections import Counter

import pytest
from django.conf import settings
from django.db import transaction

from tests import factories
from tests.gtm import patrol
from tests.gtm.policy import OWN, PEOPLE, POLICY, Rule, rule_for
from tests.gtm.world import World

URLS = list(patrol.urls())
ROLES = ["anonymous", "secretary", "alice", "bob", "reader", "outsider"]


# Made once, in a transaction around those of the tests, each of which leaves it as it was.
@pytest.fixture(scope="module")
def one_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        partners = {"a": factories.make_partner("AAA"), "b": factories.make_partner("BBB")}
        people = {
            "secretary": factories.make_secretary(),
            "alice": factories.make_focal_point("alice@example.org", partners["a"]),
            "bob": factories.make_focal_point("bob@example.org", partners["b"]),
            "reader": factories.make_reader(),
            "outsider": factories.make_focal_point("outsider@example.org", factories.make_partner("OUT")),
        }
        yield World(partners, people)
        transaction.set_rollback(True)


@pytest.fixture
def world(one_world, db):
    return one_world


@pytest.fixture(scope="session")
def share():
    """All; of a change (``CI`` is set) what is told apart most: bob is to B what alice is to A."""
    if "CI" not in os.environ:
        return {}
    methods = [*patrol.SAFE[:2], *(one for one in patrol.UNSAFE if one[0] in {"POST", "DELETE"})]
    return {"roles": set(ROLES) - {"bob", "outsider"}, "requests": methods}


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.name)
def test_url_answers_as_declared(url, world, share):
    faults = patrol.inspect(url, world, POLICY, **share)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["openid_connect_login", "openid_connect_callback"])
def test_url_of_openid_connect_answers_as_declared(provider, world, name):
    (url,) = [url for url in patrol.urls() if url.name == name]
    assert patrol.inspect(url, world, POLICY) == []


def test_table_covers_every_app():
    counts = Counter(url.name.split(":")[0] for url in URLS)
    assert counts["admin"] > 60
    assert counts["actions"] >= 3
    assert counts["partners"] >= 2
    assert counts["meetings"] >= 2
    assert len(URLS) == sum(counts.values()) > 80


def test_public_urls_are_those_declared_open_to_anyone():
    open_to_anyone = {url.name for url in URLS if rule_for(url.name).opens_to("anonymous")}
    assert open_to_anyone == settings.PUBLIC_URL_NAMES


@pytest.mark.parametrize("name", [name for name in POLICY if "*" not in name])
def test_declared_url_exists(name):
    assert name in {url.name for url in URLS}


def test_write_without_csrf_token_is_refused_everywhere(world):
    taken = []
    for url in URLS:
        value = next(iter(patrol.objects(url, rule_for(url.name), world).values()))
        for role in ("secretary", "anonymous"):
            if world.ask(role, "POST", url.path(value), enforce_csrf_checks=True).status_code != 403:
                taken.append(f"{role} {url.name}")
    assert taken == []


@pytest.mark.parametrize(
    ("role", "path", "canaries"),
    [
        ("secretary", "/actions/", {"quetzal", "tapirus"}),
        ("reader", "/actions/", {"quetzal", "tapirus"}),
        ("alice", "/actions/", {"quetzal"}),
        ("bob", "/actions/", {"tapirus"}),
        ("secretary", "/actions/A1-MAMMOUTH/", {"mammouth", "narvalus"}),
        ("alice", "/actions/A1-QUETZAL/", {"quetzal"}),
        ("secretary", "/actions/A1-QUETZAL/history/documents/", {"quetzal", "mammouth"}),
        ("alice", "/actions/A1-QUETZAL/history/documents/", {"quetzal"}),
        ("secretary", "/actions/A1-QUETZAL/", {"quetzal", "narvalus", "mammouth"}),
        ("alice", "/actions/changes/7654390/", {"quetzal"}),
        ("alice", "/meetings/meeting-quetzal/", {"quetzal"}),
        ("alice", "/meetings/meeting-quetzal/minutes/", {"quetzal"}),
        ("reader", "/meetings/meeting-quetzal/minutes/", {"quetzal", "tapirus"}),
        ("bob", "/meetings/minutes/versions/7654461.docx", {"tapirus"}),
        ("alice", "/meetings/compiled/minutes.docx?since=2000-01-01&until=2100-01-01", {"quetzal"}),
        ("secretary", "/meetings/decisions/", {"quetzal", "tapirus"}),
        ("alice", "/meetings/decisions/workbook/", {"quetzal"}),
        ("bob", "/meetings/decisions/7654401/", {"tapirus"}),
        ("bob", "/meetings/decisions/evidence/7654401/", {"tapirus"}),
        ("secretary", "/meetings/coming-quetzal/people/", {"quetzal", "tapirus", "narvalus"}),
        ("reader", "/meetings/coming-quetzal/", {"quetzal", "tapirus"}),
        ("alice", "/meetings/coming-quetzal/", {"quetzal"}),
        ("alice", "/meetings/coming-quetzal/meeting.ics", {"quetzal"}),
        ("anonymous", "/calendar/feed-7654411.ics", {"tapirus"}),
        ("alice", "/actions/mine/", {"quetzal", "okapia"}),
        ("alice", "/", {"quetzal", "okapia"}),
        ("bob", "/actions/mine/", {"tapirus"}),
        ("secretary", "/requests/7654380/", {"quetzal", "narvalus"}),
        ("alice", "/requests/7654380/", {"quetzal"}),
        ("alice", "/requests/7654383/", {"okapia"}),
        ("bob", "/requests/7654381/letter.docx", {"tapirus"}),
        ("secretary", "/requests/calls/7654392/", {"mammouth"}),
        ("alice", "/requests/calls/7654390/", {"quetzal"}),
        ("bob", "/requests/calls/7654391/documents/letter/", {"tapirus"}),
    ],
)
def test_canaries_sing_for_those_who_may_hear_them(world, role, path, canaries):
    """Otherwise silence would prove nothing."""
    answer = patrol.ask(world, role, "GET", path)
    assert answer.status == 200
    assert all(word in answer.text for word in canaries)


LEAKY_POLICY = {
    "harmless": Rule(PEOPLE),
    "harmless-object": Rule(OWN, names="action"),
    "every-action": Rule(PEOPLE),
    "every-workbook": Rule(PEOPLE),
    "any-action": Rule(OWN, names="action"),
    "tells": Rule(OWN, names="action"),
    "writes-on-get": Rule(PEOPLE),
    "writes-though-refused": Rule(PEOPLE),
    "fails": Rule(PEOPLE),
    "too-open": Rule(frozenset({"secretary"})),
    "too-closed": Rule(PEOPLE),
}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("every-action", "alice GET /every-action leaks “tapirus”"),
        ("every-workbook", "alice GET /every-workbook leaks “tapirus”"),
        ("any-action", "outsider GET /any-action/A1-TAPIRUS is not refused: 200"),
        ("tells", "bob GET /tells/A1-QUETZAL can be told from an object that does not exist"),
        ("writes-on-get", "reader writes-on-get: changed partners.Partner"),
        ("writes-though-refused", "alice writes-though-refused: changed actions.JointAction"),
        ("fails", "secretary GET /fails fails with 500"),
        ("too-open", "bob GET /too-open is not refused: 200"),
        ("too-closed", "bob GET /too-closed is answered 403"),
        ("undeclared", "undeclared has no declared policy"),
    ],
)
def test_fault_planted_on_purpose_is_found(settings, world, name, fault):
    settings.ROOT_URLCONF = "tests.gtm.leaky_urls"
    (url,) = [url for url in patrol.urls() if url.name == name]
    assert fault in [line.strip() for line in patrol.inspect(url, world, LEAKY_POLICY)]


@pytest.mark.parametrize("name", ["harmless", "harmless-object"])
def test_view_without_fault_is_left_alone(settings, world, name):
    settings.ROOT_URLCONF = "tests.gtm.leaky_urls"
    (url,) = [url for url in patrol.urls() if url.name == name]
    assert patrol.inspect(url, world, LEAKY_POLICY) == []
