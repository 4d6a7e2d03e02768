"""The page on which a meeting is held: what a form does, what a script hears, and who may."""

import re
from uuid import uuid4

import pytest
from lxml import html

from actions.models import JointAction
from meetings.models import AgendaItem, Attendance, Attendee, DebatePoint, Decision, Meeting, Statement
from tests import factories

DATA = {"headers": {"accept": "application/json"}}


@pytest.fixture
def meeting(partner_a):
    return factories.make_meeting([partner_a], minutes_state="draft")


@pytest.fixture
def url(meeting):
    return f"{meeting.get_absolute_url()}hold/"


@pytest.fixture
def point(meeting):
    return DebatePoint.objects.create(meeting=meeting, number=1, text="Train the trainers")


@pytest.fixture
def sent(as_user, secretary, url):
    """Post to an address below the page, as a form or as its script."""

    def post(path, said, *, data=False, by=secretary):
        return as_user(by).post(f"{url}{path}/", said, **DATA if data else {})

    return post


def named(note, **fields):
    return {"part": "point", "note": str(note.pk)} | fields


def test_page_shows_what_there_is(as_user, secretary, url, meeting, point, partner_a):
    Statement.objects.create(meeting=meeting, number=1, speaker="Amina", text="Welcome", partner=partner_a)
    factories.make_decision(meeting, [partner_a], number=1, text="Send the table", due="2027-01-31")
    AgendaItem.objects.create(meeting=meeting, number=1, title="What is late")
    page = html.fromstring(as_user(secretary).get(url).content.decode())
    notes = page.xpath("//li[contains(@class, 'note') and not(@data-blank)]/@data-part")
    assert notes == ["statement", "point", "decision"]
    held = page.xpath("//*[@name='text']/text() | //*[@name='text']/@value")
    assert {"Welcome", "Train the trainers", "Send the table", "What is late"} <= {one.strip() for one in held}
    assert "2027-01-31" in page.xpath("//*[@name='base-due']/@value")
    assert page.xpath("//*[@name='base-partners' and @value='AAA']")
    assert page.xpath("//*[@class='hold-bar d-print-none']//@aria-keyshortcuts") == ["Alt+1", "Alt+2", "Alt+3"]


def test_a_form_saves_a_note_and_comes_back_to_it(sent, url, point):
    theme = factories.make_theme("Gender")
    factories.make_action(reference="A1-07", title="Former les formateurs")
    said = named(point, text="Train all", themes="gender", actions="formateurs", partners="BBB")
    said |= {"base-text": point.text, "base-themes": "", "base-actions": "", "base-partners": ""}
    factories.make_partner("BBB")
    answer = sent("save", said)
    assert answer.url == f"{url}#point-{point.pk}"
    point.refresh_from_db()
    assert (point.text, point.themes.get(), point.actions.get().reference) == ("Train all", theme, "A1-07")
    new = {"part": "decision", "note": str(uuid4()), "new": "1", "text": "Send", "due": "2027-01-31"}
    for _time in range(2):
        assert sent("save", new).status_code == 302
    assert str(Decision.objects.get().due) == "2027-01-31"


def test_what_is_refused_is_told_beside_the_field_and_kept(sent, point):
    for name in ("One training", "Another training"):
        factories.make_action(title=name)
    said = named(point, text="More", actions="training", partners="Nobody")
    said |= {"base-text": point.text, "base-actions": "", "base-partners": ""}
    page = sent("save", said)
    assert page.status_code == 422
    shown = page.context["sections"][1]["forms"][0]
    assert {*shown.errors} == {"actions", "partners"}
    assert shown["partners"].value() == "Nobody"
    answer = sent("save", said | {"text": "Even more", "base-text": "More"}, data=True)
    assert answer.status_code == 422
    assert {*answer.json()["errors"]} == {"actions", "partners"}
    # What could be saved was.
    assert answer.json()["note"]["said"]["text"] == "Even more"
    point.refresh_from_db()
    assert point.text == "Even more"
    for broken in ({"part": "nonsense"}, {"note": "../1"}, {"note": ""}):
        assert sent("save", said | broken).status_code == 422
    unfinished = {"part": "statement", "note": str(uuid4()), "new": "1", "text": "Nobody said it"}
    assert sent("save", unfinished, data=True).json()["note"] is None


def test_both_values_are_shown_when_two_write_the_same_field(sent, point):
    said = named(point, text="Mine", **{"base-text": "Seen"})
    answer = sent("save", said, data=True)
    assert answer.status_code == 409
    assert answer.json()["conflicts"]["text"]["value"] == point.text
    page = sent("save", said)
    assert page.status_code == 409
    shown = page.context["sections"][1]["forms"][0]
    assert shown["text"].value() == "Mine"
    assert [base for field, base, _told in shown.rows() if field.name == "text"] == [point.text]
    assert point.text in page.content.decode()
    assert sent("save", said | {"base-text": point.text}).status_code == 302
    point.delete()
    assert sent("save", said, data=True).json() == {"gone": True}
    assert sent("save", said).status_code == 409


def test_others_hear_who_writes_where_and_what_changed(sent, as_user, secretary, point):
    fatima = factories.make_secretary("fatima@example.org")
    first = sent("presence", named(point), data=True, by=fatima).json()
    assert first["writing"] == {}
    heard = sent("presence", {"state": first["state"]}, data=True).json()
    assert heard == {"state": first["state"], "writing": {str(point.pk): [str(fatima)]}}
    DebatePoint.objects.update(text="Changed")
    heard = sent("presence", {"state": first["state"]}, data=True).json()
    assert [one["said"]["text"] for one in heard["notes"]] == ["Changed"]


def test_notes_are_moved_and_removed(sent, meeting, point):
    second = DebatePoint.objects.create(meeting=meeting, number=2, text="Second")
    for _time in range(2):
        assert sent("place", named(second, to="1", seen="2")).status_code == 302
    assert list(DebatePoint.objects.values_list("text", flat=True)) == ["Second", "Train the trainers"]
    point.actions.add(factories.make_action())
    assert sent("remove", named(point)).status_code == 409
    assert sent("remove", named(point), data=True).json()["said"]
    for _time in range(2):
        answer = sent("remove", named(second), data=True)
        assert [one["number"] for one in answer.json()["notes"]] == [1]
    assert sent("place", named(point)).status_code == 422


def test_a_point_becomes_an_action(sent, point, partner_a):
    said = named(point, title="Train", axis=factories.make_axis(2).pk, lead="AAA")
    assert sent("action", said | {"lead": "Nobody"}).status_code == 422
    assert sent("action", said | {"title": ""}, data=True).status_code == 422
    answer = sent("action", said, data=True)
    action = JointAction.objects.get()
    assert action.reference in answer.json()["said"]
    assert answer.json()["notes"][0]["links"][0][0] == action.reference
    assert sent("action", said).status_code == 302
    assert JointAction.objects.count() == 1


def test_attendance_is_kept(sent, meeting, partner_a):
    row = Attendance.objects.get()
    said = {f"partner-{row.pk}": "present", f"seen-partner-{row.pk}": "invited"}
    assert sent("attendance", said, data=True).json()["attendance"] == {f"partner-{row.pk}": "present"}
    stale = sent("attendance", said | {f"partner-{row.pk}": "absent"}, data=True)
    assert (stale.status_code, Attendance.objects.get().presence) == (409, "present")
    assert sent("attendance", said | {f"partner-{row.pk}": "asleep"}).status_code == 422
    other = factories.make_partner("CCC")
    for _time in range(2):
        sent("partner", {"partner": other.pk})
        sent("person", {"name": "Amina", "function": "Director", "partner": "CCC", "once": "x"})
    assert Attendance.objects.get(partner=other).presence == Attendee.objects.get().presence == "present"
    assert sent("partner", {"partner": ""}).status_code == 422
    assert sent("person", {"name": "Amina", "partner": "Nobody"}).status_code == 422


@pytest.mark.parametrize("path", ["", "save/", "presence/", "action/"])
def test_nobody_else_and_nothing_once_approved(as_user, alice, reader, secretary, url, path):
    method = "post" if path else "get"
    for person in (alice, reader):
        assert getattr(as_user(person), method)(url + path).status_code == 403
    Meeting.objects.update(minutes_state="approved")
    assert getattr(as_user(secretary), method)(url + path).status_code == 403


def test_once_circulated_a_sentence_says_so(as_user, secretary, url):
    alert = re.compile(r'class="alert alert-warning"')
    assert not alert.search(as_user(secretary).get(url).content.decode())
    Meeting.objects.update(minutes_state="circulated")
    assert alert.search(as_user(secretary).get(url).content.decode())


@pytest.mark.parametrize("size", [1, 12])
def test_page_and_poll_take_the_same_queries(as_user, secretary, meeting, url, size, django_assert_num_queries):
    partner, theme = factories.make_partner("CCC"), factories.make_theme("Gender")
    for number in range(1, size + 1):
        Statement.objects.create(meeting=meeting, number=number, speaker="S", text="T", partner=partner)
        point = DebatePoint.objects.create(meeting=meeting, number=number, text="P")
        point.themes.add(theme), point.partners.add(partner), point.actions.add(factories.make_action())
        factories.make_decision(meeting, [partner], number=number).actions.add(factories.make_action())
        Attendee.objects.create(meeting=meeting, name=f"N{number}", partner=partner)
        AgendaItem.objects.create(meeting=meeting, number=number, title="I")
    client = as_user(secretary)
    with django_assert_num_queries(20):
        client.get(url)
    with django_assert_num_queries(14):
        client.post(f"{url}presence/", named(point))
