"""The history of the table, of an action and of a cell."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest

from actions import services
from actions.columns import BY_NAME
from actions.models import Edit
from actions.services import Change
from gtm.lib.pieces import WORDS, compare
from partners.models import Partner
from tests.factories import make_action, make_axis, make_partner, make_secretary, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(secretary):
    """Save values on an action through a channel and return the edit."""

    def save(action, channel="table", reason="", by=secretary, **values):
        changes = [Change(action.pk, BY_NAME[name], value) for name, value in values.items()]
        return services.save(by=by, channel=channel, changes=changes, reason=reason).edit

    return save


def text_of(response):
    assert response.status_code == 200
    text = unescape(response.content.decode())
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def differences(response):
    return {
        difference.column: (difference.before, difference.after)
        for _edit, differences in response.context["acts"]
        for difference in differences
    }


# In words ---------------------------------------------------------------------------------------


def test_every_kind_of_value_is_told_in_words(as_user, secretary, save, partner_a, partner_b):
    action = make_action(lead=partner_a, axis=make_axis(1))
    save(
        action,
        title="Santé",
        axis=make_axis(3, title="Savoir"),
        status="agreed",
        lead=[partner_b],
        themes=[make_theme("Genre")],
        end=date(2009, 12, 31),
        progress=40,
        budget=Decimal("1250.00"),
        currency="MAD",
        funding_secured=True,
    )
    action.refresh_from_db()

    told = differences(as_user(secretary).get(f"/actions/{action.reference}/history/"))

    told = {name: tuple(text.replace("\N{NARROW NO-BREAK SPACE}", " ") for text in pair) for name, pair in told.items()}
    told = {name: tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in pair) for name, pair in told.items()}
    assert told == {
        "reference": ("A1-" + told["reference"][0][3:], "A3-01"),
        "title": (told["title"][0], "Santé"),
        "axis": (str(make_axis(1)), "3. Savoir"),
        "status": ("Proposée", "Convenue"),
        "lead": ("AAA", "BBB"),
        "themes": ("", "Genre"),
        "end": ("", "31/12/2009"),
        "progress": ("", "40 %"),
        "budget": ("", "1 250,00"),
        "currency": ("", "MAD (dirham)"),
        "funding_secured": ("", "Oui"),
    }


def test_texts_differ_word_by_word(as_user, secretary, save):
    action = make_action(description="Former les agents de Rabat aux droits")
    save(action, description="Former les agents de Fès aux droits")

    text = text_of(as_user(secretary).get(f"/actions/{action.reference}/history/"))

    assert "Former les agents de <del>Rabat</del><ins>Fès</ins> aux droits" in text


def test_markup_in_a_text_is_only_text(as_user, secretary, save):
    action = make_action(description="<b>bold</b>")
    save(action, description="<script>alert(1)</script>", reason="<i>why</i>")

    response = as_user(secretary).get(f"/actions/{action.reference}/history/")

    assert b"<script>alert" not in response.content
    assert b"<i>why" not in response.content


@pytest.mark.parametrize(
    ("before", "after"), [("a b", "a c"), ("", "x"), ("x", ""), ("ا ب", "ا ج"), ("one " * 9000, "two " * 9000)]
)
def test_parts_make_up_both_texts(before, after):
    parts = compare(before, after, WORDS)
    assert "".join(text for how, text in parts if how <= 0) == before
    assert "".join(text for how, text in parts if how >= 0) == after


def test_linked_row_that_was_deleted_goes_by_its_key(as_user, secretary, save):
    partner = make_partner("GONE", slug="gone")
    action = make_action(lead=partner)
    save(action, lead=[])
    Partner.objects.filter(pk=partner.pk).delete()

    assert differences(as_user(secretary).get(f"/actions/{action.reference}/history/")) == {"lead": ("gone", "")}


# Who, when, through which channel, why ------------------------------------------------------------


def test_edit_says_who_when_how_and_why(as_user, secretary, save):
    action = make_action()
    edit = save(action, channel="paste", reason="Fichier de l’OIM", places="Rabat")
    Edit.objects.filter(pk=edit.pk).update(at=datetime(2009, 1, 5, 9, 30, tzinfo=UTC))

    text = text_of(as_user(secretary).get(f"/actions/{action.reference}/history/"))

    for said in ("Secretary", "5 janvier 2009", "Collage", "Fichier de l’OIM", f"/actions/history/{edit.pk}/"):
        assert said in text


def test_latest_comes_first_and_cells_of_an_edit_stand_together(as_user, secretary, save):
    action = make_action()
    save(action, places="Rabat", remarks="Vu")
    save(action, places="Fès")

    acts = as_user(secretary).get(f"/actions/{action.reference}/history/").context["acts"]

    assert [len(differences) for _edit, differences in acts] == [1, 2]


def test_history_of_a_cell_tells_of_no_other(as_user, secretary, save):
    action, other = make_action(), make_action()
    save(action, places="Rabat", remarks="Vu")
    save(other, places="Fès")

    response = as_user(secretary).get(f"/actions/{action.reference}/history/places/")

    assert "Historique de « Lieux »" in text_of(response)
    assert differences(response) == {"places": ("", "Rabat")}


def test_nothing_yet_is_said(as_user, secretary):
    action = make_action()
    assert "Rien n’a été modifié ici" in text_of(as_user(secretary).get(f"/actions/{action.reference}/history/"))


# All edits --------------------------------------------------------------------------------------


def test_list_tells_what_each_edit_touched(as_user, secretary, save):
    one, two = make_action(reference="A1-01"), make_action()
    save(one, places="Rabat")
    services.change_status(by=secretary, channel="bulk", actions=[one, two], status="agreed")

    text = text_of(as_user(secretary).get("/actions/history/"))

    assert "2 modifications" in text
    assert "A1-01 · Lieux" in " ".join(text.split())
    assert "2 actions · Statut" in " ".join(text.split())


@pytest.mark.parametrize(
    ("query", "number"),
    [("channel=paste", 1), ("day=2009-01-05", 1), ("day=2009-01-06", 0), ("channel=table", 2), ("author={other}", 1)],
)
def test_list_is_filtered(as_user, secretary, save, query, number):
    action, other = make_action(), make_secretary("other@example.org")
    save(action, channel="paste", places="Rabat")
    save(action, places="Fès")
    edit = save(action, places="Safi", by=other)
    Edit.objects.filter(pk=edit.pk).update(at=datetime(2009, 1, 5, 9, 30, tzinfo=UTC))

    response = as_user(secretary).get("/actions/history/?" + query.format(other=other.pk))

    assert len(response.context["edits"]) == number


@pytest.mark.parametrize("query", ["author=x", "channel=invented", "day=tomorrow"])
def test_invalid_filter_is_refused_with_a_sentence(as_user, secretary, save, query):
    save(make_action(), places="Rabat")
    response = as_user(secretary).get(f"/actions/history/?{query}")
    assert response.status_code == 400
    assert b"errorlist" in response.content
    assert response.context["edits"] == []


# Who sees what ----------------------------------------------------------------------------------


def test_internal_notes_stay_in_the_secretariat(as_user, save, alice, reader, partner_a):
    action = make_action(lead=partner_a)
    save(action, internal_notes="Secret", places="Rabat")

    for user in (alice, reader):
        response = as_user(user).get(f"/actions/{action.reference}/history/")
        assert differences(response) == {"places": ("", "Rabat")}
        assert "Secret" not in text_of(response).replace("Secretary", "")
        assert "annuler" not in text_of(response)
        for name in ("internal_notes", "archived"):
            assert as_user(user).get(f"/actions/{action.reference}/history/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["bob", "outsider"])
@pytest.mark.parametrize("path", ["/actions/{}/history/", "/actions/{}/history/title/"])
def test_action_of_others_and_none_answer_alike(request, as_user, name, path, partner_a):
    action = make_action(lead=partner_a)
    client = as_user(request.getfixturevalue(name))
    assert client.get(path.format(action.reference)).status_code == 404
    assert client.get(path.format("A9-99")).status_code == 404


def test_unknown_column_is_not_found(as_user, secretary):
    action = make_action()
    for name in ("nonsense", "search_text"):
        assert as_user(secretary).get(f"/actions/{action.reference}/history/{name}/").status_code == 404


def test_every_change_links_to_the_history_of_its_cell(as_user, secretary, save):
    action = make_action(axis=make_axis(1))
    save(action, axis=make_axis(2), internal_notes="Note")
    services.archive(by=secretary, channel="form", actions=[action])
    action.refresh_from_db()
    client = as_user(secretary)

    links = re.findall(
        rf"/actions/{action.reference}/history/\w+/", text_of(client.get(f"/actions/{action.reference}/history/"))
    )

    assert {link.split("/")[-2] for link in links} == {"axis", "reference", "internal_notes", "archived"}
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("name", ["alice", "reader", "outsider"])
def test_edits_are_the_secretariats(request, as_user, save, name, partner_a):
    edit = save(make_action(lead=partner_a), places="Rabat")
    client = as_user(request.getfixturevalue(name))
    assert client.get("/actions/history/").status_code == 403
    assert client.get(f"/actions/history/{edit.pk}/").status_code == 404


# Queries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 40])
def test_queries_do_not_grow(as_user, secretary, save, number, django_assert_num_queries):
    action = make_action()
    for turn in range(number):
        save(action, lead=[make_partner()], themes=[make_theme(f"Theme {turn}")], places=f"Place {turn}")
    client = as_user(secretary)

    with django_assert_num_queries(7):  # session, user, action, count, cells, partners, themes
        client.get(f"/actions/{action.reference}/history/")
    with django_assert_num_queries(6):  # session, user, authors, count, edits, what they touched
        client.get("/actions/history/")
