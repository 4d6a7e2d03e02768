"""Requests in a browser, from the draft to the answer, with and without scripts."""

import pytest

from actions.models import JointAction, PartnerRequest
from tests import factories
from tests.browser.test_accessibility import faults

State = PartnerRequest.State


@pytest.fixture
def requests(transactional_db, secretary, alice, bob):
    """One in each state, the submitted one with an opinion."""
    made = {}
    for state in State:
        joined = {"action": factories.make_action(lead=alice.partner)} if state == State.ACCEPTED else {}
        made[state] = factories.make_request(alice.partner, alice, [bob.partner], state, **joined)
    factories.make_opinion(made[State.SUBMITTED], bob.partner, bob)
    factories.make_request_event(made[State.SUBMITTED], alice)
    return made


def test_screens_are_accessible(visit, secretary, alice, bob, requests):
    for person, path in [
        (secretary, "/requests/"),
        (secretary, requests[State.SUBMITTED].get_absolute_url()),
        (secretary, requests[State.ACCEPTED].get_absolute_url()),
        (bob, requests[State.SUBMITTED].get_absolute_url()),
        (alice, requests[State.DRAFT].get_absolute_url()),
        (alice, f"/requests/{requests[State.DRAFT].pk}/edit/"),
    ]:
        assert list(faults(visit(path, person))) == [], path


def test_empty_list_is_accessible(visit, transactional_db, alice):
    assert list(faults(visit("/requests/", alice))) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_request_goes_from_draft_to_action(visit, transactional_db, secretary, alice, bob, scripts):
    axis = factories.make_axis(1)
    page = visit("/requests/new/", alice, java_script_enabled=scripts)
    page.fill("[name=title]", "Former les agents")
    page.fill("[name=purpose]", "Un accueil digne")
    page.select_option("[name=axis]", str(axis.pk))
    if scripts:
        page.select_option("select[name=agencies]", str(bob.partner.pk), force=True)
    else:
        page.check(f"[name=agencies][value='{bob.partner.pk}']")
    page.click(".part-form > button")
    page.click("form[action$='/submit/'] button")
    found = PartnerRequest.objects.get()
    assert found.state == State.SUBMITTED

    page = visit(found.get_absolute_url(), bob, java_script_enabled=scripts)
    page.check("[name=verdict][value=reserved]")
    page.fill("[name=text]", "Si le budget suit")
    page.click("form[action$='/opine/'] button")
    page.wait_for_selector(".opinion")

    page = visit(found.get_absolute_url(), secretary, java_script_enabled=scripts)
    page.fill("form[action$='/accept/'] [name=reason]", "Utile à tous")
    page.click("form[action$='/accept/'] .btn-primary")
    page.wait_for_selector(".answer")
    assert JointAction.objects.get().requests.get().number in page.inner_text("h1")
