"""Two states of the table compared: on screen, as a workbook and as a note."""

from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from actions import services
from actions.models import JointAction
from tests import factories

pytestmark = pytest.mark.django_db

COMPARE = "/actions/editions/compare"
HOSTILE = "=1+1\x07 <w:t>&</w:t>"


def text(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def alerts(page):
    """How many errors a page shows; it always holds one in reserve."""
    return page.count('role="alert"') - 1


@pytest.fixture
def two_editions(secretary, partner_a, partner_b):
    """Two circulated editions, between which one action came, one went and one changed; the table has moved on."""
    kept = factories.make_action(
        lead=partner_a, title="Ancien titre", internal_notes="narvalus", reference="A1-01", places="Rabat"
    )
    gone = factories.make_action(axis=factories.make_axis(2), title="Partie", lead=partner_b, reference="A2-01")
    first = services.freeze(by=secretary)
    JointAction.objects.filter(pk=kept.pk).update(
        title="Nouveau titre", end=date(2027, 6, 30), places="", remarks=HOSTILE, internal_notes="narvalus bis"
    )
    JointAction.objects.filter(pk=gone.pk).archive()
    factories.make_action(axis=factories.make_axis(3), title="Arrivée", partners=[partner_b], reference="A3-01")
    second = services.freeze(by=secretary, remarks="Après le débat")
    for edition in (first, second):
        factories.make_transmission(edition, partner_a, secretary)
    factories.make_action(title="Toute récente", reference="A1-09")
    return first, second


# On screen --------------------------------------------------------------------------------------


def entries(response):
    return [(entry.how, entry.reference) for entry in response.context["changes"].entries]


def test_what_came_went_and_changed_by_axis(as_user, secretary, two_editions):
    response = as_user(secretary).get(f"{COMPARE}/?old=1&new=2")
    page = text(response)
    assert entries(response) == [("changed", "A1-01"), ("removed", "A2-01"), ("added", "A3-01")]
    assert response.context["changes"].counts == {"added": 1, "changed": 1, "removed": 1, "cells": 4}
    assert "<del>Ancien</del><ins>Nouveau</ins> titre" in page
    assert "<del" in page.split("Rabat")[0][-60:]
    assert "narvalus" not in page
    assert "Toute récente" not in page


def test_the_other_way_round(as_user, secretary, two_editions):
    response = as_user(secretary).get(f"{COMPARE}/?old=2&new=1")
    assert entries(response) == [("changed", "A1-01"), ("added", "A2-01"), ("removed", "A3-01")]


@pytest.mark.parametrize(
    ("query", "found"),
    [("axis=2", ["A2-01"]), ("partner=b", ["A2-01", "A3-01"]), ("axis=3&partner=b", ["A3-01"]), ("axis=9", [])],
)
def test_changes_of_one_axis_or_partner(as_user, secretary, two_editions, partner_b, query, found):
    response = as_user(secretary).get(f"{COMPARE}/?old=1&new=2&{query.replace('=b', f'={partner_b.slug}')}")
    assert [reference for _how, reference in entries(response)] == found
    assert response.context["changes"].hidden_count == 3 - len(found)


def test_edition_and_the_table_as_it_stands(as_user, secretary, reader, two_editions):
    for person in (secretary, reader):
        response = as_user(person).get(f"{COMPARE}/?old=2&new=live")
        assert entries(response) == [("added", "A1-09")]


def test_unasked_the_two_latest_states_are_compared(as_user, secretary, alice, two_editions):
    assert entries(as_user(secretary).get(f"{COMPARE}/")) == [("added", "A1-09")]
    assert len(entries(as_user(alice).get(f"{COMPARE}/"))) == 3


@pytest.mark.parametrize("ending", ["/", ".xlsx", ".docx"])
def test_focal_points_compare_what_was_circulated_and_no_more(as_user, alice, secretary, two_editions, ending):
    services.freeze(by=secretary)
    client = as_user(alice)
    assert client.get(f"{COMPARE}{ending}?old=1&new=2").status_code == 200
    for query in ("old=2&new=live", "old=live&new=2", "old=2&new=3", "old=2&new=9"):
        page = text(client.get(f"{COMPARE}{ending}?{query}"), 400)
        assert "Toute récente" not in page
        assert "A1-09" not in page


@pytest.mark.parametrize("query", ["old=1&new=1", "old=x&new=2", "old=&new=2", "old=1&new=2%00"])
@pytest.mark.parametrize("ending", ["/", ".xlsx", ".docx"])
def test_address_that_cannot_be_answered_is_explained(as_user, secretary, two_editions, query, ending):
    assert alerts(text(as_user(secretary).get(f"{COMPARE}{ending}?{query}"), 400)) == 1


def test_one_state_is_nothing_to_compare(as_user, secretary, alice):
    assert "empty-state" in text(as_user(secretary).get(f"{COMPARE}/"))
    assert "empty-state" in text(as_user(alice).get(f"{COMPARE}/"))


def test_no_difference_is_said(as_user, secretary, two_editions):
    services.freeze(by=secretary, even_unchanged=True)
    response = as_user(secretary).get(f"{COMPARE}/?old=3&new=live")
    assert entries(response) == []
    assert ".docx" not in text(response)


def test_queries_do_not_grow(as_user, secretary, partner_a):
    client = as_user(secretary)
    factories.make_action(lead=partner_a)
    services.freeze(by=secretary)

    def count(old, new):
        with CaptureQueriesContext(connection) as captured:
            text(client.get(f"{COMPARE}/?old={old}&new={new}"))
        return len(captured)

    factories.make_action(lead=partner_a)
    services.freeze(by=secretary)
    few, few_live = count(1, 2), count(1, "live")
    for number in range(15):
        factories.make_action(lead=partner_a, themes=[factories.make_theme(f"Genre {number}")])
    assert count(1, "live") == few_live <= 24
    services.freeze(by=secretary)
    assert count(1, 3) == few <= 6


# As a workbook ----------------------------------------------------------------------------------


@pytest.fixture
def book(as_user, secretary, two_editions):
    response = as_user(secretary).get(f"{COMPARE}.xlsx?old=1&new=2")
    assert response["Content-Disposition"].endswith('1-2.xlsx"')
    return load_workbook(BytesIO(response.getvalue()))


def test_changed_cells_are_marked_and_keep_the_old_value_in_a_note(book):
    _cover, _changes, table, _removed = book.worksheets
    headings = [cell.value for cell in table[1]]
    marked, added = table[2], table[3]
    assert [cell.value for cell in marked][1:4:2] == ["A1-01", "Nouveau titre"]
    title = marked[headings.index("Action commune")]
    assert "Ancien titre" in title.comment.text
    assert title.font.bold
    assert title.fill.fgColor.rgb.endswith("FFF3A3")
    reference = marked[headings.index("Référence")]
    assert reference.comment is None
    assert not reference.font.bold
    assert marked[0].value
    assert added[0].value != marked[0].value
    assert table.max_row == 3
    # A cell that was emptied is marked as well.
    assert "Rabat" in marked[headings.index("Lieux")].comment.text
    assert marked[headings.index("Lieux")].value is None


def test_removed_actions_have_a_sheet_and_every_change_a_line(book):
    _cover, changes, _table, removed = book.worksheets
    assert [cell.value for cell in removed[2]][1:4:2] == ["A2-01", "Partie"]
    lines = [[cell.value for cell in row][1:] for row in changes.iter_rows(min_row=2)]
    assert ["A1-01", "Nouveau titre", "Action commune", "Ancien titre", "Nouveau titre"] in lines
    assert ["A1-01", "Nouveau titre", "Fin", None, "30/06/2027"] in lines
    assert [line[0] for line in lines] == ["A1-01"] * 4 + ["A2-01", "A3-01"]


def test_no_formula_no_internal_note(book):
    texts = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert any(str(value).startswith("=1+1") for value in texts)
    assert not any("narvalus" in str(value) for value in texts)


def test_workbook_of_one_axis_holds_its_rows_only(as_user, secretary, two_editions):
    response = as_user(secretary).get(f"{COMPARE}.xlsx?old=1&new=2&axis=3")
    book = load_workbook(BytesIO(response.getvalue()))
    assert [[row[1].value for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets[1:]] == [
        ["A3-01"],
        ["A3-01"],
        [],
    ]


# As a note --------------------------------------------------------------------------------------


@pytest.fixture
def note(as_user, secretary, two_editions):
    response = as_user(secretary).get(f"{COMPARE}.docx?old=1&new=2")
    assert response["Content-Disposition"].endswith('1-2.docx"')
    return Document(BytesIO(response.getvalue()))


def tables(document):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_note_tells_exactly_what_happened(note):
    summary, changed, gone, come, *partners = tables(note)
    assert [row[1:] for row in summary[1:]] == [["–", "1", "–"], ["–", "–", "1"], ["1", "–", "–"]]
    assert [row[1:] for row in changed[1:3]] == [["Ancien titre", "Nouveau titre"], ["(vide)", "30/06/2027"]]
    assert changed[1][0] == "Action commune"
    assert ["BBB"] in [row[1:] for row in gone[1:]]
    assert ["BBB"] in [row[1:] for row in come[1:]]
    # By partner: A's action changed in four columns, one of B's went and one came.
    assert [[row[0] for row in table[1:]] for table in partners] == [["A1-01"], ["A2-01", "A3-01"]]
    assert partners[0][1][2] == "Action commune, Fin, Lieux, Observations"


def test_note_is_laid_out_to_be_sent(note, secretary):
    section = note.sections[0]
    assert (round(section.page_width.cm), round(section.page_height.cm)) == (21, 30)
    headings = [paragraph.text for paragraph in note.paragraphs if paragraph.style.name.startswith("Heading")]
    assert [heading for heading in headings if heading[:2] in {"1.", "2.", "3."}] == [
        "1. Axis 1",
        "2. Axis 2",
        "3. Axis 3",
    ]
    assert {"AAA", "BBB"} <= set(headings)
    assert "Après le débat" in "\n".join(paragraph.text for paragraph in note.paragraphs)
    fields = section.footer._element.xpath(".//w:fldSimple/@w:instr")
    assert fields == ["PAGE", "NUMPAGES"]


def test_text_is_only_text(note):
    changed = tables(note)[1]
    assert [row[2] for row in changed[1:]][-1] == "=1+1\N{REPLACEMENT CHARACTER} <w:t>&</w:t>"
    assert "narvalus" not in note.element.xml


def test_note_that_nobody_would_read_is_refused(as_user, secretary, two_editions, monkeypatch):
    monkeypatch.setattr("actions.exchange.note.LONGEST", 2)
    client = as_user(secretary)
    assert alerts(text(client.get(f"{COMPARE}.docx?old=1&new=2"), 400)) == 1
    assert client.get(f"{COMPARE}.docx?old=1&new=2&axis=1").status_code == 200
