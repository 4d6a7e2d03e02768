"""/meetings/compiled/: the minutes of several meetings as one; and the register of decisions as a document."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from meetings.models import Meeting, MeetingSeries
from tests import factories

PAGE = "/meetings/compiled/"
PERIOD = {"since": "2008-01-01", "until": "2009-12-31"}


@pytest.fixture
def meetings(partner_a, partner_b, secretary):
    """Two meetings of a series with something to say, one approved, and one to which A was not asked."""
    series = MeetingSeries.objects.create(title="Trimestrielle", first="2008-01-01")
    found = []
    for number, (partner, day) in enumerate(
        [(partner_a, "2009-03-12"), (partner_a, "2008-12-24"), (partner_b, "2009-06-01")]
    ):
        meeting = factories.make_meeting([partner], title=f"Réunion {number}", date=day)
        meeting.statements.create(number=1, speaker="M. X", text="=1+1")
        meeting.debate_points.create(number=1, text=f"Point {number}")
        factories.make_decision(meeting, number=1, text=f"Décision {number}")
        found.append(meeting)
    Meeting.objects.filter(pk__in=[one.pk for one in found[:2]]).update(series=series)
    factories.make_minutes_version(found[1], secretary, "approved", words="Approuvée ainsi")
    Meeting.objects.filter(pk=found[1].pk).update(minutes_state="approved")
    return series


def lines(response):
    document = Document(BytesIO(response.content))
    return [line.text for line in document.paragraphs]


def test_document_holds_what_the_reader_may_read_in_order(as_user, alice, reader, meetings):
    found = lines(as_user(alice).get(f"{PAGE}minutes.docx", PERIOD))
    assert "✓\tPoint 0" in found
    assert not any("Point 2" in line for line in found)
    # What was approved stands as it was approved.
    assert not any("Point 1" in line for line in found)
    assert found.index("Objet : Approuvée ainsi") < found.index("Objet : Réunion 0")
    response = as_user(reader).get(f"{PAGE}minutes.docx", PERIOD)
    assert "✓\tPoint 2" in lines(response)
    (table,) = Document(BytesIO(response.content)).tables
    assert [row.cells[1].text for row in table.rows[1:]] == ["Réunion 1", "Réunion 0", "Réunion 2"]


def test_workbook_has_a_sheet_for_each_part_and_keeps_text_as_text(as_user, reader, meetings):
    response = as_user(reader).get(f"{PAGE}minutes.xlsx", PERIOD | {"series": meetings.pk})
    book = load_workbook(BytesIO(response.content))
    assert [sheet.max_row - 4 for sheet in book] == [2, 2, 2, 2]
    cell = book.worksheets[1]["H5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert [row[3] for row in book.worksheets[3].iter_rows(5, values_only=True)] == ["Décision 1", "Décision 0"]


def test_focal_point_reads_no_draft(as_user, alice, meetings):
    Meeting.objects.filter(title="Réunion 0").update(minutes_state="draft")
    assert [one.title for one in as_user(alice).get(PAGE, PERIOD).context["meetings"]] == ["Réunion 1"]


@pytest.mark.parametrize("end", ["minutes.docx", "minutes.xlsx"])
def test_empty_period_is_a_sentence_and_a_wrong_one_is_refused(as_user, reader, meetings, end):
    client = as_user(reader)
    empty, wrong = {"since": "2001-01-01", "until": "2001-12-31"}, {"since": "2009-12-31", "until": "2009-01-01"}
    assert [client.get(PAGE + end, asked).status_code for asked in (empty, wrong)] == [404, 422]
    assert client.get(PAGE, empty).status_code == 200
    assert client.get(PAGE).status_code == 200


def test_series_of_others_cannot_be_chosen(as_user, alice, meetings):
    assert as_user(alice).get(PAGE, PERIOD | {"series": meetings.pk}).status_code == 422


def test_register_is_what_the_list_shows(as_user, alice, reader, partner_a, meetings):
    decision = factories.make_decision(partners=[partner_a], text="<b>Écrire</b>", due="2009-01-31")
    factories.make_follow_up(decision, reader, text="Fait hier")
    for who, number in ((reader, 4), (alice, 3)):
        answer = as_user(who).get("/meetings/decisions/register.docx")
        (table,) = Document(BytesIO(answer.content)).tables
        assert len(table.rows) - 1 == number
    (row,) = [row for row in table.rows if row.cells[1].text == "<b>Écrire</b>"]
    assert "AAA" in row.cells[2].text
    assert "Fait hier" in row.cells[5].text
    answer = as_user(alice).get("/meetings/decisions/register.docx", {"q": "écrire"})
    assert len(Document(BytesIO(answer.content)).tables[0].rows) == 2
    assert as_user(alice).get("/meetings/decisions/register.docx", {"state": "x"}).status_code == 400
