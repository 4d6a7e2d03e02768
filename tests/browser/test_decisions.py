"""Decisions in a browser: followed to done by keyboard alone, an action changed by one, and all that on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import Edit
from meetings.models import Decision
from tests import factories
from tests.browser.test_accessibility import faults

PHONE = {"width": 390, "height": 844}
LIST = "/meetings/decisions/"


@pytest.fixture
def decision(transactional_db, secretary, partner_a):
    meeting = factories.make_meeting([partner_a])
    late = timezone.localdate() - timedelta(days=1)
    found = factories.make_decision(meeting, [partner_a], number=3, text="Transmettre le tableau. " * 30, due=late)
    found.actions.add(factories.make_action(reference="A1-01", title="Former " * 20, lead=partner_a))
    factories.make_follow_up(found, secretary, text="Lettre envoyée " * 20)
    factories.make_decision(meeting, number=4, status="done")
    return found


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_screens_are_accessible_and_fit(visit, secretary, alice, decision, viewport):
    later = factories.make_meeting(date="2009-03-18")
    own = decision.get_absolute_url()
    options = {"viewport": viewport} if viewport else {}
    for person, path in [
        (secretary, LIST),
        (secretary, own),
        (secretary, f"{own}action/?action=A1-01&column=end"),
        (secretary, later.get_absolute_url()),
        (alice, LIST),
        (alice, own),
    ]:
        page = visit(path, person, **options)
        if page.locator("details.decision-form").count():
            page.click("details.decision-form summary")
        assert list(faults(page)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def tab_to(page, selector):
    """Press Tab until it holds the focus."""
    for _press in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached")


@pytest.mark.parametrize("scripts", [True, False])
def test_decision_is_followed_to_done_by_keyboard(visit, secretary, decision, scripts):
    page = visit(LIST, secretary, java_script_enabled=scripts)
    if not scripts:
        page.goto(decision.get_absolute_url())
        page.fill("#follow-text", "Reçu par tous")
        page.select_option("#follow-status", "done")
        page.click("form[action$='/follow-up/'] button")
    else:
        tab_to(page, ".requests-table a")
        page.keyboard.press("Enter")
        page.wait_for_selector("#follow-text")
        tab_to(page, "#follow-text")
        page.keyboard.type("Reçu par tous")
        page.keyboard.press("Tab")
        page.keyboard.type("Fai")  # chooses it in the list
        tab_to(page, "form[action$='/follow-up/'] button")
        page.keyboard.press("Enter")
    page.wait_for_selector(".action-head .decision-done")
    decision.refresh_from_db()
    assert decision.status == Decision.Status.DONE
    assert "Reçu par tous" in page.inner_text(".follow-ups")


def test_action_is_changed_in_the_name_of_a_decision(visit, secretary, decision):
    page = visit(decision.get_absolute_url(), secretary)
    page.select_option("#change-column", "end")
    page.click("form[action$='/action/'] button")
    page.fill("[name=end]", "30/06/2009")
    page.keyboard.press("Enter")
    page.wait_for_selector(".alert-success")
    assert "30 juin 2009" in Edit.objects.get().reason
    assert Edit.objects.get().reason in page.inner_text(".alert-success")
