"""Many actions at once and a block from a spreadsheet, with the mouse and with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from actions import services
from actions.columns import BY_NAME
from actions.models import Edit, JointAction
from actions.services import Change
from tests.browser.test_accessibility import faults

BLOCK = "Convenue\t10 %\t01/02/2009\r\nConvenue\t20 %\t02/02/2009\r\n"


def statuses():
    return list(JointAction.objects.values_list("status", flat=True)[:3])


def tab_to(page, condition):
    """Press Tab until the focused element meets `condition`, JavaScript about `it`."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(f"(it => {condition})(document.activeElement)"):
            return
    pytest.fail(f"no Tab leads to {condition}")


def tab_to_text(page, text):
    tab_to(page, f"it.textContent.includes({text!r})")


def walk_to(page, column):
    """From the first cell of the table, with the arrows."""
    while page.evaluate("document.activeElement.dataset.column") != column:
        page.keyboard.press("ArrowRight")


def paste(page, text):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_three_rows_are_changed_and_undone_with_the_mouse(visit, real_data, secretary):
    page = visit("/actions/?group=none&columns=reference&columns=status", secretary)
    page.get_by_label("Toutes les actions de cette page").check()
    expect(page.locator("#ticked")).to_have_text("12")
    page.get_by_label("Toutes les actions de cette page").uncheck()
    for box in page.locator("input[name=action]").all()[:3]:
        box.check()
    expect(page.locator("#ticked")).to_have_text("3")
    page.get_by_role("button", name="Modifier les actions cochées").click()
    page.get_by_label("Statut").select_option("Convenue")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_role("main")).to_contain_text("3 actions changeraient")
    assert statuses() == ["proposed"] * 3
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("status").first).to_contain_text("3 actions ont été modifiées.")
    expect(page.locator("tr[data-url] .status").first).to_have_text("Convenue")
    assert "group=none" in page.url
    page.get_by_role("link", name="Voir et annuler").click()
    page.get_by_role("button", name="Annuler cette modification").click()
    expect(page.get_by_role("status").first).to_contain_text("3 cellules sont de nouveau comme avant.")
    assert statuses() == ["proposed"] * 3


def test_three_rows_are_changed_and_undone_by_keyboard_alone(visit, real_data, secretary):
    page = visit("/actions/?group=none&columns=reference&columns=status", secretary)
    for _box in range(3):
        tab_to(page, "it.name === 'action'")
        page.keyboard.press("Space")
    expect(page.locator("#ticked")).to_have_text("3")
    for _step in range(150):
        page.keyboard.press("Shift+Tab")
        if "cochées" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/bulk/")
    tab_to(page, "it.name === 'status'")
    page.keyboard.type("Conv")
    tab_to_text(page, "Voir ce qui changerait")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("3 actions changeraient")
    tab_to_text(page, "Appliquer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/?*")
    assert statuses() == ["agreed"] * 3
    tab_to_text(page, "Voir et annuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/*/")
    tab_to_text(page, "Annuler cette modification")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("de nouveau comme avant")
    assert statuses() == ["proposed"] * 3


def test_block_is_pasted_on_a_cell_and_undone_by_keyboard_alone(visit, real_data, secretary):
    page = visit("/actions/?columns=reference&columns=status&columns=progress&columns=start", secretary)
    tab_to(page, "it.matches('tr[data-url] > [tabindex]')")
    walk_to(page, "status")
    paste(page, BLOCK)
    page.wait_for_url("**/actions/paste/")
    expect(page.get_by_role("main")).to_contain_text("6 cellules changeraient, dans 2 actions")
    assert not Edit.objects.exists()
    tab_to_text(page, "Appliquer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/?*")
    one, two, three = JointAction.objects.all()[:3]
    assert (one.status, one.progress, str(one.start)) == ("agreed", 10, "2009-02-01")
    assert (two.status, two.progress, str(two.start)) == ("agreed", 20, "2009-02-02")
    assert (three.status, three.progress) == ("proposed", None)
    tab_to_text(page, "Voir et annuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/*/")
    tab_to_text(page, "Annuler cette modification")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("6 cellules sont de nouveau comme avant.")
    assert statuses() == ["proposed"] * 3


def test_block_pasted_in_an_open_editor_is_a_block_and_a_word_is_not(visit, real_data, secretary):
    page = visit("/actions/?columns=reference&columns=progress&columns=start", secretary)
    page.locator("td[data-column=progress]").first.click()
    editor = page.locator(".cell-editor input:not([type=hidden])").first
    expect(editor).to_be_focused()
    paste(page, "7\r\n")
    expect(editor).to_have_value("7")
    page.keyboard.press("Escape")
    page.locator("td[data-column=progress]").nth(1).click()
    expect(editor).to_be_focused()
    paste(page, "7\t01/02/2009\r\n")
    expect(page.get_by_role("main")).to_contain_text("2 cellules changeraient, dans 1 action")


def test_all_works_without_javascript(visit, real_data, secretary):
    page = visit("/actions/?axis=1", secretary, java_script_enabled=False)
    page.get_by_role("button", name="Modifier tout ce que le filtre montre (3)").click()
    page.get_by_label("Statut").select_option("Convenue")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    page.get_by_role("button", name="Appliquer").click()
    assert statuses() == ["agreed"] * 3
    page.get_by_role("link", name="Coller depuis Excel").click()
    page.locator("#block").fill("Référence\tLieux\nA1-01\tRabat\n")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    page.get_by_role("button", name="Appliquer").click()
    assert JointAction.objects.get(reference="A1-01").places == "Rabat"


def test_screens_are_accessible(visit, real_data, secretary):
    action, other = JointAction.objects.all()[:2]
    changes = [Change(one.pk, BY_NAME["description"], "Une phrase") for one in (action, other)]
    edit = services.save(by=secretary, channel="bulk", changes=changes).edit
    changes = [Change(other.pk, BY_NAME["description"], "Une autre phrase")]
    services.save(by=secretary, channel="table", changes=changes, reason="Relecture")
    page = visit("/actions/", secretary)
    found = []
    for path in ("history/", f"history/{edit.pk}/", "A1-02/history/", "A1-02/history/description/", "paste/"):
        page.goto(f"/actions/{path}")
        found += faults(page)
    page.locator("#block").fill("Référence\tLieux\tFin\nA1-01\tRabat\tbientôt\nA9-99\tFès\t\n")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    found += faults(page)
    page.goto("/actions/?axis=1")
    page.get_by_role("button", name="Modifier tout ce que le filtre montre (3)").click()
    found += faults(page)
    page.get_by_label("Statut").select_option("Convenue")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    found += faults(page)
    JointAction.objects.filter(pk=action.pk).update(status="suspended")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui n’a pas été modifié")
    assert ["409" in complaint for complaint in visit.complaints] == [True]
    visit.complaints.clear()
    found += faults(page)
    assert found == []
