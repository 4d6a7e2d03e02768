"""The review of a change set in a real browser: from the keyboard, and as axe sees it."""

import pytest

from actions.models import ChangeSet, JointAction, RowChange, Verdict
from tests.browser.test_accessibility import faults
from tests.factories import make_action, make_change_set, make_row_change, propose


@pytest.fixture
def change_set(transactional_db, partner_a, partner_b):
    change_set = make_change_set(partner_a, report={"problems": ["D5: ?"], "unchanged": 2, "read": 4})
    actions = [make_action(lead=partner_a, places="Rabat") for _ in range(2)]
    for action in actions:
        propose(change_set, action, "places", "Rabat, Tanger", "Rabat")
        propose(change_set, action, "remarks", "Vu")
    propose(change_set, actions[0], "description", "Former", "Informer")
    propose(make_change_set(partner_b), actions[0], "description", "Accueillir", "Informer")
    propose(change_set, actions[1], "end", None, written="31/2", error="E5: no date")
    propose(change_set, actions[1], "implementing", [partner_b.slug], [], is_suggestion=True, doubt="BBB?")
    make_row_change(change_set, RowChange.Kind.LOOKALIKE, action=actions[0], values={"title": "Autre"})
    make_row_change(change_set, RowChange.Kind.MISSING, action=actions[0], title="Absente")
    return change_set


def focused(page):
    return page.evaluate("document.activeElement.dataset.stop")


def verdicts(change_set, column):
    cells = [cell for row in change_set.rows.all() for cell in row.cells.filter(column=column)]
    return [cell.verdict for cell in cells]


def test_a_change_set_is_reviewed_from_the_keyboard(visit, secretary, change_set):
    page = visit(f"{change_set.get_absolute_url()}?show=clean", secretary)
    stops = page.eval_on_selector_all("[data-stop]", "all => all.map(one => one.dataset.stop)")
    assert len(stops) == 4

    page.keyboard.press("j")
    assert focused(page) == stops[0]
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == stops[0]

    page.keyboard.press("a")
    page.wait_for_selector(f'[data-stop="{stops[1]}"]:focus')
    assert verdicts(change_set, "places") == [Verdict.ACCEPTED, Verdict.PENDING]
    page.keyboard.press("r")
    page.wait_for_selector(f'[data-stop="{stops[2]}"]:focus')
    assert verdicts(change_set, "remarks") == [Verdict.REFUSED, Verdict.PENDING]

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "accept"
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[data-stop="{stops[3]}"]:focus')
    assert verdicts(change_set, "places") == [Verdict.ACCEPTED] * 2

    page.locator(".review-bar button").press("Enter")
    page.wait_for_selector(".alert-success")
    assert set(JointAction.objects.values_list("places", flat=True)) == {"Rabat, Tanger"}
    change_set.refresh_from_db()
    assert change_set.state == ChangeSet.State.OPEN, "the rest waits"


def test_a_comment_is_written_without_sending_anything(visit, secretary, change_set):
    page = visit(f"{change_set.get_absolute_url()}?show=clean", secretary)
    form = page.locator(".row-change").first
    form.locator("summary").click()
    form.locator("[name=comment]").fill("Pas cette année, a priori")
    form.locator("[name=comment]").press("Enter")
    assert verdicts(change_set, "places") == [Verdict.PENDING] * 2
    form.locator("tr[data-stop] [name=refuse]").first.click()
    page.wait_for_selector(".said")
    cell = change_set.rows.first().cells.get(column="places")
    assert (cell.verdict, cell.comment) == (Verdict.REFUSED, "Pas cette année, a priori")


def test_one_decision_settles_what_several_propose(visit, secretary, change_set):
    page = visit(f"{change_set.get_absolute_url()}?show=conflict", secretary)
    page.locator(".rival [name=accept]").click()
    page.wait_for_selector(".standing-refused")
    assert verdicts(change_set, "description") == [Verdict.REFUSED]


@pytest.mark.parametrize("query", ["", "?show=all"])
def test_review_is_accessible(visit, secretary, change_set, query):
    assert list(faults(visit(change_set.get_absolute_url() + query, secretary))) == []


def test_list_and_letter_are_accessible(visit, secretary, change_set):
    ChangeSet.objects.filter(pk=change_set.pk).update(file="returns/none")
    for path in ("/actions/changes/", f"{change_set.get_absolute_url()}send/"):
        assert list(faults(visit(path, secretary))) == []


def test_verdicts_are_read_by_who_sent_them(visit, alice, change_set):
    page = visit(change_set.get_absolute_url(), alice)
    assert page.locator("main form").count() == 0
    assert list(faults(page)) == []
