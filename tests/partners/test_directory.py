"""/partners/: the directory and the matrix of partners and axes."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import PartnerAlias
from tests.factories import make_action, make_axis, make_partner

URL = reverse("partners:directory")


def text(response):
    """The page's words, one space apart."""
    return " ".join(response.content.decode().split())


def rows(response):
    """{partner: numbers of actions by axis}"""
    return {str(row.partner): [number for _axis, number in row.counts] for row in response.context["rows"]}


@pytest.mark.parametrize("person", ["secretary", "alice", "reader", "outsider"])
def test_is_open_to_everyone_who_logs_in(as_user, person, request, partner_a):
    response = as_user(request.getfixturevalue(person)).get(URL)
    assert response.status_code == 200
    assert "AAA" in rows(response)


def test_groups_partners_by_kind_and_sorts_them_without_regard_to_accents(as_user, reader):
    for name, kind in [("Zakat", "un_agency"), ("Écoles", "national"), ("Enfance", "national"), ("eau", "national")]:
        make_partner(name=name, kind=kind)
    assert list(rows(as_user(reader).get(URL))) == ["eau", "Écoles", "Enfance", "Zakat"]


def test_says_how_many_there_are_and_how_many_are_to_be_involved(as_user, reader):
    make_partner("HCR")
    make_partner("HCP", involvement="prospective")
    page = text(as_user(reader).get(URL))
    assert "2 partenaires, dont 1 à associer" in page
    assert page.count(">À associer</span>") == 1


def test_counts_each_action_once_under_its_axis_and_links_to_the_table(as_user, reader, partner_a, partner_b):
    first, second = make_axis(1), make_axis(2)
    make_action(lead=partner_a, partners=[partner_a, partner_b], axis=first)
    make_action(partners=[partner_a], axis=second)
    make_action(partners=[partner_a], axis=second)
    response = as_user(reader).get(URL)
    assert rows(response) == {"AAA": [1, 2], "BBB": [1, 0]}
    assert f"/actions/?partner={partner_a.slug}&amp;axis=2" in text(response)
    assert f"/actions/?partner={partner_b.slug}&amp;axis=2" not in text(response)


@pytest.mark.parametrize("person", ["reader", "alice"])
def test_each_figure_is_what_the_table_shows_behind_its_link(as_user, person, request, partner_a, partner_b):
    for axis in (1, 2):
        make_action(partners=[partner_a, partner_b], axis=make_axis(axis))
        make_action(partners=[partner_b], axis=make_axis(axis))
    client = as_user(request.getfixturevalue(person))
    links = re.findall(r'href="(/actions/[^"]+)">(\d+)</a>', client.get(URL).content.decode())
    assert len(links) == 6
    for link, figure in links:
        assert client.get(unescape(link)).context["table"].count == int(figure)


def test_a_focal_point_counts_only_the_actions_of_her_own_partner(as_user, alice, partner_a, partner_b):
    make_action(partners=[partner_a, partner_b])
    make_action(partners=[partner_b])
    assert rows(as_user(alice).get(URL)) == {"AAA": [1], "BBB": [1]}


def test_archived_partners_and_actions_stay_out_of_it(as_user, secretary, partner_a):
    make_partner("GONE", archived_at=timezone.now())
    make_action(partners=[partner_a])
    make_action(partners=[partner_a], archived_at=timezone.now())
    assert rows(as_user(secretary).get(URL)) == {"AAA": [1]}


def test_an_axis_without_actions_keeps_its_column(as_user, reader, partner_a):
    make_axis(4, title="Formation/enseignement")
    response = as_user(reader).get(URL)
    assert rows(response) == {"AAA": [0]}
    assert "4. Formation/enseignement" in text(response)


@pytest.mark.parametrize("query", ["sante", "SANTÉ", "ministere sante", "msp"])
def test_search_ignores_accents_and_knows_other_names(as_user, reader, partner_a, query):
    partner = make_partner(name="Ministère de la Santé")
    PartnerAlias.objects.create(partner=partner, name="MSP")
    response = as_user(reader).get(URL, {"q": query})
    assert list(rows(response)) == ["Ministère de la Santé"]
    assert "1 partenaire · 1 masqué par la recherche" in text(response)


def test_search_without_result_says_so_and_leads_back(as_user, reader, partner_a):
    page = text(as_user(reader).get(URL, {"q": "nowhere"}))
    assert "Aucun partenaire ne porte ce nom." in page
    assert "Afficher tout l’annuaire" in page


@pytest.mark.parametrize(
    ("query", "sentence"), [("a" * 101, "au plus 100 caractères"), ("\0", "Le caractère nul n’est pas autorisé.")]
)
def test_search_that_cannot_be_made_is_refused_in_a_sentence(as_user, reader, partner_a, query, sentence):
    response = as_user(reader).get(URL, {"q": query})
    assert response.status_code == 400
    assert sentence in text(response)
    assert rows(response) == {}


@pytest.mark.parametrize("size", [3, 30])
def test_number_of_queries_does_not_grow(as_user, reader, size, django_assert_num_queries):
    for number in range(size):
        make_action(partners=[make_partner(), make_partner()], axis=make_axis(number + 1))
    client = as_user(reader)
    with django_assert_num_queries(5):
        client.get(URL)
