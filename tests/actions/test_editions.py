"""The screens of editions: the list, the preparation of the next one, and an edition to be read."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import services
from actions.models import Edition, IssuedWorkbook, JointAction
from tests import factories

pytestmark = pytest.mark.django_db

LIST, PREPARE = "/actions/editions/", "/actions/editions/prepare/"


def text(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def alerts(page):
    """How many errors a page shows; it always holds one in reserve."""
    return page.count('role="alert"') - 1


@pytest.fixture
def freeze(secretary):
    """Freeze an edition in which the given cells of an action are changed, and perhaps circulate it."""

    def freeze(action=None, circulate_to=None, **values):
        if action:
            JointAction.objects.filter(pk=action.pk).update(**values)
        edition = services.freeze(by=secretary, even_unchanged=True)
        if circulate_to:
            factories.make_transmission(edition, circulate_to, secretary)
        return edition

    return freeze


# The list ---------------------------------------------------------------------------------------


def test_without_editions_the_list_says_what_one_is(as_user, secretary, alice):
    assert f'href="{PREPARE}"' in text(as_user(secretary).get(LIST))
    page = text(as_user(alice).get(LIST))
    assert PREPARE not in page
    assert "empty-state" in page


def test_list_tells_what_each_edition_changed_and_to_how_many_it_went(as_user, secretary, freeze, partner_a, partner_b):
    action = factories.make_action()
    freeze()
    factories.make_action()
    second = freeze(action, title="Autre", places="Fès", circulate_to=partner_a)
    factories.make_transmission(second, partner_a, secretary)
    factories.make_transmission(second, partner_b, secretary)
    response = as_user(secretary).get(LIST)
    assert [(edition.number, earlier) for edition, earlier in response.context["editions"]] == [(2, 1), (1, None)]
    latest = response.context["editions"][0][0]
    assert (latest.added, latest.removed, latest.changed, latest.cells) == (1, 0, 1, 2)
    assert latest.partner_count == 2
    assert 'href="/actions/editions/compare/?old=1&amp;new=2"' in response.content.decode()


def test_others_see_only_what_was_circulated(as_user, alice, reader, freeze, partner_b):
    freeze(circulate_to=partner_b)
    freeze()
    freeze(circulate_to=partner_b)
    for person in (alice, reader):
        response = as_user(person).get(LIST)
        # Edition 2 is nothing to them, so neither is what changed since.
        assert [(edition.number, earlier) for edition, earlier in response.context["editions"]] == [(3, 1), (1, None)]
        assert 'class="counts"' not in text(response)


def test_queries_do_not_grow_with_editions(as_user, secretary, freeze, partner_a):
    client, action = as_user(secretary), factories.make_action()

    def count():
        with CaptureQueriesContext(connection) as captured:
            text(client.get(LIST))
        assert not any('"content"' in query["sql"] for query in captured)
        return len(captured)

    freeze(circulate_to=partner_a)
    freeze(action, title="0")
    few = count()
    for number in range(10):
        freeze(action, title=f"Autre {number}", circulate_to=partner_a)
    assert count() == few <= 6


# The preparation --------------------------------------------------------------------------------


def test_preparation_shows_the_quality_check_and_what_changed(as_user, secretary, freeze, partner_a):
    action = factories.make_action(lead=partner_a, title="Avant", internal_notes="narvalus")
    freeze()
    JointAction.objects.filter(pk=action.pk).update(title="Après", internal_notes="narvalus bis", end=date(2027, 6, 30))
    response = as_user(secretary).get(PREPARE)
    page = text(response)
    assert response.context["number"] == 2
    ((_axis, count, [(entry, cells)]),) = list(response.context["changes"].groups(response.context["changes"].entries))
    assert (count, entry.reference) == (1, action.reference)
    assert [(cell.before, cell.after) for cell in cells] == [("Avant", "Après"), ("", "30/06/2027")]
    assert "<del>Avant</del><ins>Après</ins>" in page
    assert "narvalus" not in page
    factories.make_action()
    assert 'href="/actions/quality/?check=no-lead"' in text(as_user(secretary).get(PREPARE))


def test_long_differences_go_on_in_the_comparison(as_user, secretary, freeze, monkeypatch):
    monkeypatch.setattr("actions.views.editions.FEW", 2)
    freeze()
    for _number in range(5):
        factories.make_action()
    response = as_user(secretary).get(PREPARE)
    assert response.context["more"] == 3
    assert 'href="/actions/editions/compare/?old=1&amp;new=live"' in response.content.decode()


def test_freezing_makes_the_edition_and_its_workbook_for_everybody(as_user, secretary, freeze):
    action = factories.make_action()
    first = freeze()
    JointAction.objects.filter(pk=action.pk).update(title="Autre")
    sent = {"number": 2, "remarks": " Après le débat\r\nde décembre "}
    response = as_user(secretary).post(PREPARE, sent)
    assert response.url == "/actions/editions/2/"
    edition = Edition.objects.get(number=2)
    assert (edition.frozen_by, edition.remarks, edition.cells) == (secretary, "Après le débat\r\nde décembre", 1)
    workbook = IssuedWorkbook.objects.get()
    assert (workbook.edition, workbook.partner, workbook.compared_with) == (edition, None, first)
    assert workbook.snapshot == edition.snapshot


def test_sending_the_form_twice_makes_one_edition(as_user, secretary):
    action = factories.make_action()
    client = as_user(secretary)
    assert client.post(PREPARE, {"number": 1}).url == "/actions/editions/1/"
    JointAction.objects.filter(pk=action.pk).update(title="Autre")
    assert client.post(PREPARE, {"number": 1}).url == "/actions/editions/1/"
    assert (Edition.objects.count(), IssuedWorkbook.objects.count()) == (1, 1)


def test_nothing_new_is_refused_unless_the_box_is_ticked(as_user, secretary, freeze):
    factories.make_action()
    freeze()
    client = as_user(secretary)
    page = text(client.post(PREPARE, {"number": 2, "remarks": "Mes mots"}), 422)
    assert alerts(page) == 1
    assert "Mes mots" in page
    assert 'name="even_unchanged"' in page
    assert Edition.objects.count() == 1
    assert client.post(PREPARE, {"number": 2, "even_unchanged": "on"}).status_code == 302
    assert Edition.objects.count() == 2


@pytest.mark.parametrize("sent", [{}, {"number": "x"}, {"number": "1", "remarks": "x" * 5001}])
def test_form_that_cannot_be_read_freezes_nothing(as_user, secretary, sent):
    text(as_user(secretary).post(PREPARE, sent), 422)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("person", ["alice", "reader"])
def test_others_prepare_nothing(request, as_user, person):
    client = as_user(request.getfixturevalue(person))
    assert client.get(PREPARE).status_code == 403
    assert client.post(PREPARE, {"number": 1}).status_code == 403
    assert not Edition.objects.exists()


def test_queries_do_not_grow_with_changes(as_user, secretary, freeze, partner_a):
    client = as_user(secretary)
    freeze(factories.make_action(lead=partner_a))

    def count():
        with CaptureQueriesContext(connection) as captured:
            text(client.get(PREPARE))
        return len(captured)

    factories.make_action(lead=partner_a)
    few = count()
    for number in range(15):
        factories.make_action(lead=partner_a, themes=[factories.make_theme(f"Genre {number}")])
    assert count() == few <= 26


# One edition ------------------------------------------------------------------------------------


def cells(response):
    """[{heading: text}] of the rows of a page."""
    return [
        {cell.classes.split("col-")[1]: cell.text for cell in row.cells}
        for group in response.context["groups"]
        for row in group.rows
    ]


def test_edition_reads_in_the_words_of_its_day(as_user, secretary, freeze, partner_a):
    action = factories.make_action(lead=partner_a, title="Ancien", end=date(2027, 6, 30), status="agreed")
    freeze()
    partner_a.acronym = "ZZZ"
    partner_a.save()
    JointAction.objects.filter(pk=action.pk).update(title="Nouveau")
    response = as_user(secretary).get("/actions/editions/1/")
    page = text(response)
    assert "Ancien" in page
    assert ">AAA<" in page
    assert "30/06/2027" in page
    assert "Nouveau" not in page
    assert "ZZZ" not in page


@pytest.mark.parametrize("is_sent", [True, False])
def test_edition_goes_out_with_a_call_that_was_sent(as_user, alice, secretary, freeze, partner_b, is_sent):
    edition = freeze()
    factories.make_call(secretary, [partner_b], edition=edition, is_sent=is_sent)
    assert as_user(alice).get(edition.get_absolute_url()).status_code == (200 if is_sent else 404)


def test_partner_reads_all_rows_of_a_circulated_edition(as_user, alice, freeze, partner_a, partner_b):
    factories.make_action(lead=partner_b, title="De l’autre", internal_notes="narvalus")
    freeze(circulate_to=partner_b)
    page = text(as_user(alice).get("/actions/editions/1/?columns=all"))
    assert "De l’autre" in page
    assert "narvalus" not in page


@pytest.mark.parametrize("person", ["alice", "reader"])
def test_edition_that_was_not_circulated_is_not_there(request, as_user, freeze, person):
    freeze()
    client = as_user(request.getfixturevalue(person))
    assert client.get("/actions/editions/1/").status_code == client.get("/actions/editions/9/").status_code == 404


def test_rows_are_searched_without_accents_grouped_and_paged(as_user, secretary, freeze, partner_a, monkeypatch):
    monkeypatch.setattr("actions.stored_tables.PAGE_SIZE", 2)
    first, second = factories.make_axis(1), factories.make_axis(2)
    for number in range(3):
        factories.make_action(axis=second, title=f"Santé {number}", lead=partner_a)
    factories.make_action(axis=first, title="Retour")
    freeze()
    client = as_user(secretary)
    response = client.get("/actions/editions/1/?q=SANTE+aaa")
    groups = list(response.context["shown"].groups(response.context["page"]))
    assert [(group.heading, group.count, len(group.rows)) for group in groups] == [("2. Axis 2", 3, 2)]
    assert (response.context["page"].paginator.count, response.context["shown"].hidden_count) == (3, 1)
    assert "Santé 2" in text(client.get("/actions/editions/1/?q=SANTE+aaa&page=2"))
    assert "empty-state" in text(client.get("/actions/editions/1/?q=nulle+part"))


def test_usual_columns_or_all(as_user, secretary, freeze):
    factories.make_action(description="Longue description")
    freeze()
    client = as_user(secretary)
    assert "Longue description" not in text(client.get("/actions/editions/1/"))
    assert "Longue description" in text(client.get("/actions/editions/1/?columns=all"))


def test_edition_leads_to_its_workbook(as_user, secretary, alice, bob, freeze, partner_a):
    edition = freeze(circulate_to=partner_a)
    workbook = IssuedWorkbook.objects.get()
    # It was not sent to Bob's partner: he reads the edition on screen.
    for person, found in [(secretary, workbook), (alice, workbook), (bob, None)]:
        response = as_user(person).get(edition.get_absolute_url())
        assert response.context["workbook"] == found
        assert (str(workbook.identity) in text(response)) == bool(found)


def test_tampered_edition_says_so_to_the_secretariat(as_user, secretary, freeze, monkeypatch):
    edition = freeze()
    page = text(as_user(secretary).get(edition.get_absolute_url()))
    assert alerts(page) == 0
    monkeypatch.setattr(Edition, "is_intact", False)
    assert alerts(text(as_user(secretary).get(edition.get_absolute_url()))) == 1


def test_queries_do_not_grow_with_rows(as_user, secretary, freeze, partner_a):
    client = as_user(secretary)
    factories.make_action(lead=partner_a)
    freeze()

    def count(number):
        with CaptureQueriesContext(connection) as captured:
            text(client.get(f"/actions/editions/{number}/?columns=all"))
        return len(captured)

    for number in range(15):
        factories.make_action(lead=partner_a, themes=[factories.make_theme(f"Genre {number}")])
    freeze()
    freeze()
    assert count(2) == count(3) <= 7
