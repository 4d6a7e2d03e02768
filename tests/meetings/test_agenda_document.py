"""The agenda in Word, and the pack of a meeting: opened and read."""

from datetime import time
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from actions import services as actions
from actions.models import IssuedWorkbook
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(partner_a, partner_b):
    hours = {"starts_at": time(10), "ends_at": time(12)}
    said = {"slug": "coming", "date": "2027-03-11", "title": "Réunion trimestrielle", "place": "Rabat"}
    return factories.make_coming_meeting([partner_a, partner_b], **hours | said)


def words(content):
    """(paragraphs, rows of cells) of a document."""
    document = Document(BytesIO(content))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [line.text for line in document.paragraphs], rows


def test_agenda_says_when_where_and_what_and_of_whom_only_to_who_may_know(
    as_user, secretary, alice, bob, outsider, partner_a, partner_b, meeting
):
    own = factories.make_action(lead=partner_a, reference="A1-07")
    foreign = factories.make_action(lead=partner_b, reference="A1-08", internal_notes="narvalus")
    asked = factories.make_request(partner_b, bob, title="narvalus")
    earlier = factories.make_decision(factories.make_meeting([partner_b], date="2008-12-24"), number=3)
    factories.make_agenda_item(
        meeting, title="=Le tableau", text="ligne par ligne", minutes=75, speaker="OIM", actions=[own, foreign]
    )
    factories.make_agenda_item(meeting, title="Requêtes", minutes=10, requests=[asked], decisions=[earlier])
    url = f"{meeting.get_absolute_url()}agenda.docx"
    answer = as_user(secretary).get(url)
    assert 'filename="ordre-du-jour-2027-03-11.docx"' in answer["Content-Disposition"]
    lines, (_headings, first, second) = words(answer.content)
    said = "\n".join(lines)
    for fact in ("Réunion trimestrielle", "11 mars 2027", "10\xa0h\xa000 – 12\xa0h\xa000", "Rabat", "1\xa0h\xa025"):
        assert fact in said
    assert (first[0], first[2], first[3]) == ("10\xa0h\xa000", "OIM", "1\xa0h\xa015")
    assert first[1].startswith("1. =Le tableau\nligne par ligne")
    assert "A1-07, A1-08" in first[1]
    assert second[0] == "11\xa0h\xa015"
    assert asked.number in second[1]
    assert "3" in second[1]
    assert "24 décembre 2008" in second[1]
    assert "narvalus" not in str([lines, first, second])
    hers = str(words(as_user(alice).get(url).content))
    assert "A1-07" in hers
    for word in ("A1-08", asked.number, "24 décembre 2008"):
        assert word not in hers
    assert as_user(outsider).get(url).status_code == 404


def test_agenda_without_hours_and_items_is_a_document_too(as_user, secretary):
    empty = factories.make_coming_meeting()
    assert words(as_user(secretary).get(f"{empty.get_absolute_url()}agenda.docx").content)[1] == []
    factories.make_agenda_item(empty)
    rows = words(as_user(secretary).get(f"{empty.get_absolute_url()}agenda.docx").content)[1]
    assert [len(row) for row in rows] == [3, 3]


def told(name, content):
    """All the words of a file of the pack."""
    if name.endswith(".docx"):
        return str(words(content))
    if name.endswith(".pptx"):
        shapes = [shape for slide in Presentation(BytesIO(content)).slides for shape in slide.shapes]
        said = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
        tables = [shape.table for shape in shapes if shape.has_table]
        return str(said + [cell.text for table in tables for row in table.rows for cell in row.cells])
    sheets = load_workbook(BytesIO(content)).worksheets
    return str([row for sheet in sheets for row in sheet.iter_rows(values_only=True)])


def test_pack_holds_four_documents_and_no_internal_note(as_user, secretary, alice, reader, partner_a, meeting):
    secret = {"internal_notes": "narvalus"}
    action = factories.make_action(lead=partner_a, reference="A1-07", title="Former", **secret)
    gone = factories.make_action(lead=partner_a, title="narvalus", archived_at=timezone.now())
    factories.make_comment(action, secretary, text="narvalus", is_internal=True)
    past = factories.make_meeting([partner_a], date="2008-12-24")
    decision = factories.make_decision(past, text="Mettre à jour")
    decision.actions.set([action, gone])
    factories.make_decision(factories.make_meeting(minutes_state="draft"), text="narvalus")
    factories.make_agenda_item(meeting, title="Le tableau", actions=[action], decisions=[decision])
    url, client = f"{meeting.get_absolute_url()}pack.zip", as_user(secretary)
    assert client.post(url).status_code == 422  # there is no edition
    actions.freeze(by=secretary)
    assert client.get(url).status_code == 405
    for _time in range(2):
        answer = client.post(url)
        assert 'filename="dossier-de-reunion-2027-03-11.zip"' in answer["Content-Disposition"]
    assert IssuedWorkbook.objects.count() == 1
    with ZipFile(BytesIO(answer.content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    agenda, table, decisions, slides = parts
    assert (agenda, slides) == ("ordre-du-jour-2027-03-11.docx", "presentation-2027-03-11.pptx")
    assert table.startswith("tableau-des-actions-communes-edition-1-")
    assert decisions.startswith("etat-des-decisions-")
    said = {name: told(name, content) for name, content in parts.items()}
    for name, expected in {agenda: "A1-07", table: "Former", decisions: "Mettre à jour", slides: "Former"}.items():
        assert expected in said[name]
        assert "narvalus" not in said[name]
    with ZipFile(BytesIO(answer.content)) as archive:
        for content in parts.values():
            with ZipFile(BytesIO(content)) as inner:
                assert not [name for name in inner.namelist() if b"narvalus" in inner.read(name)]
    for person in (alice, reader):
        assert as_user(person).post(url).status_code == 403
