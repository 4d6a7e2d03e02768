"""A meeting that is held in a browser: saved as one types, two at the same note, and all by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from meetings.models import Attendance, DebatePoint, Decision
from tests import factories
from tests.browser.test_accessibility import faults

SAVED = '.hold-state[data-is="saved"]'
POINT = "li[data-part=point] textarea"


@pytest.fixture
def url(transactional_db, partner_a):
    meeting = factories.make_meeting([partner_a], minutes_state="draft")
    return f"{meeting.get_absolute_url()}hold/"


def saved_point(meeting_url):
    """A debate point of that meeting."""
    slug = meeting_url.split("/")[2]
    meeting = Attendance.objects.get(meeting__slug=slug).meeting
    return DebatePoint.objects.create(meeting=meeting, number=1, text="First")


def test_typing_is_saved_and_kept_while_there_is_no_connection(visit, secretary, url):
    page = visit(url, secretary)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-add=point]")
    page.keyboard.type("Train the trainers")
    page.wait_for_selector(SAVED)
    assert DebatePoint.objects.get().text == "Train the trainers"
    page.route("**/hold/save/", lambda route: route.abort())
    page.keyboard.type(", and more")
    page.wait_for_selector('.hold-state[data-is="failed"]')
    page.unroute("**/hold/save/")
    page.reload()
    assert page.input_value(POINT) == "Train the trainers, and more"
    page.wait_for_selector(SAVED)
    assert DebatePoint.objects.get().text == "Train the trainers, and more"
    assert all("ERR_FAILED" in complaint for complaint in visit.complaints)
    visit.complaints.clear()


def test_two_at_the_same_note_are_warned_and_choose(visit, secretary, url):
    saved_point(url)
    fatima = factories.make_secretary("fatima@example.org")
    hers, mine = visit(url, fatima), visit(url, secretary)
    hers.focus(POINT)
    hers.wait_for_timeout(300)  # until the server knows
    mine.focus(POINT)
    mine.wait_for_selector(".note-writing:not(:empty)")
    hers.fill(POINT, "Hers")
    hers.keyboard.press("Tab")
    hers.wait_for_selector(SAVED)
    mine.fill(POINT, "Mine")
    mine.wait_for_selector(".conflict blockquote")
    assert mine.inner_text(".conflict blockquote") == "Hers"
    assert str(fatima) in mine.inner_text(".conflict legend")
    assert mine.input_value(POINT) == "Mine"
    mine.click(".conflict [name=mine]")
    mine.wait_for_selector(SAVED)
    assert DebatePoint.objects.get().text == "Mine"
    hers.focus("[name=themes]")  # asks what is new
    expect(hers.locator(POINT)).to_have_value("Mine")
    assert [bool(re.search("409", complaint)) for complaint in visit.complaints] == [True]
    visit.complaints.clear()


def test_a_decision_is_added_by_keyboard_alone(visit, secretary, url, partner_a):
    page = visit(url, secretary)
    page.keyboard.press("Alt+Digit3")
    page.keyboard.type("Send the table")
    page.keyboard.press("Tab")
    page.keyboard.type("The GTM")
    page.keyboard.press("Tab")
    page.keyboard.type("aaa")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Write a letter")
    page.wait_for_selector(SAVED)
    first, second = Decision.objects.all()
    assert (first.text, first.responsible, first.partners.get()) == ("Send the table", "The GTM", partner_a)
    assert second.text == "Write a letter"
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("li[data-part=decision] textarea").first).to_have_value("Write a letter")
    assert page.evaluate("document.activeElement.value") == "Write a letter"
    page.focus("#attendance [type=radio]:checked")
    page.keyboard.press("2")
    expect(page.locator(".hold-counts > span").nth(1)).to_contain_text("1")
    assert Attendance.objects.get().presence == "present"
    assert list(faults(page)) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
