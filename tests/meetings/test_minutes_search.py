"""/meetings/?q=…: a search in all minutes."""

from time import thread_time

import pytest

from meetings.models import DebatePoint, Decision, Meeting, Statement
from tests.factories import make_meeting

URL = "/meetings/"
TEXT = "Nécessité d’impliquer les partenaires bilatéraux et المهاجرين dans le dialogue. " * 5


@pytest.fixture
def meeting(partner_a):
    found = make_meeting([partner_a], title="Bilan annuel", place="Rabat")
    Statement.objects.create(meeting=found, number=1, speaker="Mme Évelyne", text="Le retour des compétences")
    DebatePoint.objects.create(meeting=found, number=1, text="Accès aux services sociaux des réfugiés")
    Decision.objects.create(meeting=found, number=1, text="Écrire au ministère", responsible="Le GTM")
    make_meeting([partner_a], title="Autre réunion", date="2009-01-01")
    return found


def found(response):
    return [(one.title, [passage.label for passage in one.passages]) for one in response.context["meetings"]]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("bilan", []),
        ("RABAT", []),
        ("evelyne", ["Mme Évelyne"]),
        ("COMPETENCES retour", ["Mme Évelyne"]),
        ("refugies", ["Point du débat 1"]),
        ("ecrire gtm", ["Décision 1"]),
        # All is said, though in no single part.
        ("refugies ecrire", []),
    ],
)
def test_any_part_is_found_whatever_accents_and_case(as_user, alice, meeting, query, labels):
    response = as_user(alice).get(URL, {"q": query})
    assert found(response) == [("Bilan annuel", labels)]


def test_passage_leads_to_its_place_and_the_page_says_how_many_are_hidden(as_user, alice, meeting):
    response = as_user(alice).get(URL, {"q": "sociaux"})
    assert f"{meeting.get_absolute_url()}#debate-point-1" in response.content.decode()
    assert response.context["hidden"] == 1


def test_nothing_found_says_so_and_keeps_the_words(as_user, alice, meeting):
    response = as_user(alice).get(URL, {"q": "<b>tapis"})
    assert list(response.context["meetings"]) == []
    assert "&lt;b&gt;tapis" in response.content.decode()


def test_empty_search_lists_all(as_user, alice, meeting):
    assert len(as_user(alice).get(URL, {"q": "  "}).context["meetings"]) == 2


def test_other_meetings_are_not_searched(as_user, bob, partner_b, meeting):
    assert found(as_user(bob).get(URL, {"q": "bilan"})) == []


def test_excerpt_is_cut_around_the_words(as_user, alice, meeting):
    long = " ".join(f"mot{number}" for number in range(100))
    DebatePoint.objects.create(meeting=meeting, number=2, text=f"{long} oiseau {long}")
    [one] = as_user(alice).get(URL, {"q": "oiseau"}).context["meetings"]
    assert one.passages[0].text.startswith("… mot90")
    assert "oiseau mot0" in one.passages[0].text
    assert one.passages[0].text.endswith("mot23 …")


@pytest.mark.parametrize("size", [1, 20])
def test_number_of_queries_does_not_grow(as_user, reader, size, django_assert_num_queries):
    for _number in range(size):
        Decision.objects.create(meeting=make_meeting(), number=1, text="Écrire")
    client = as_user(reader)
    with django_assert_num_queries(12):
        assert len(client.get(URL, {"q": "ecrire"}).context["meetings"]) == size


def test_twenty_years_of_minutes_are_searched_in_a_second(secretary):
    meetings = Meeting.objects.bulk_create(
        Meeting(slug=f"m-{n}", title=f"Réunion {n}", date=f"{2000 + n // 12}-{n % 12 + 1:02}-01") for n in range(240)
    )
    for model in (DebatePoint, Decision):
        model.objects.bulk_create(model(meeting=one, number=n, text=TEXT) for one in meetings for n in range(6))
    before = thread_time()
    assert Meeting.objects.search_minutes("necessite bilateraux", secretary).count() == 240
    assert thread_time() - before < 2
