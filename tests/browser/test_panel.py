"""The form of a whole action in the panel beside the table, by keyboard alone and with the mouse."""

import pytest
from playwright.sync_api import expect

from actions.models import JointAction
from tests import factories
from tests.browser.test_accessibility import faults
from tests.browser.test_grid import cell, press

ADDRESS = "/actions/?status=proposed&columns=reference&columns=title&columns=lead&columns=places"


@pytest.fixture
def actions(transactional_db):
    """A1-01 to A1-03, and the partner BIT, whom some call ILO."""
    factories.make_partner("BIT", name="Bureau international du travail").aliases.create(name="ILO")
    return [factories.make_action(reference=f"A1-0{number}", title=f"Action {number}") for number in (1, 2, 3)]


def panel(page):
    return page.locator("#panel")


def field(page, label):
    return panel(page).get_by_role("textbox", name=label, exact=True)


def opened(page, reference):
    """Wait until the panel asks for this action."""
    expect(panel(page).get_by_role("link", name=reference, exact=True)).to_be_visible()
    expect(field(page, "Action commune")).to_be_focused()


def save(page, name="Enregistrer"):
    panel(page).get_by_role("button", name=name).first.focus()
    press(page, "Enter")


def open_by_keyboard(page, reference, name="title"):
    cell(page, "reference").focus()
    while not page.evaluate("name => document.activeElement.matches(`.col-${name}`)", name):
        press(page, "ArrowRight")
    while page.evaluate("document.activeElement.parentElement.id") != reference:
        press(page, "ArrowDown")
    press(page, "Shift+Enter")
    opened(page, reference)


def test_action_is_changed_beside_the_table_and_its_row_shows_it(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-02")
    field(page, "Lieux").fill("Oujda")
    panel(page).get_by_role("combobox", name="Chef de file").focus()
    page.keyboard.type("ilo")
    press(page, "Enter")
    panel(page).get_by_label("Statut").select_option("agreed")

    save(page)

    expect(panel(page)).to_be_hidden()
    expect(cell(page, "places", "A1-02")).to_have_text("Oujda")
    expect(cell(page, "lead", "A1-02")).to_contain_text("BIT")
    expect(cell(page, "title", "A1-02")).to_be_focused()
    expect(page.locator("#main > .alert")).to_contain_text("A1-02 : enregistré")
    assert page.url.endswith(ADDRESS)
    # The grid goes on from there.
    press(page, "ArrowDown")
    expect(cell(page, "title", "A1-03")).to_be_focused()


def test_save_and_next_walks_through_the_filtered_table(visit, actions, secretary):
    JointAction.objects.filter(reference="A1-02").update(status="agreed")
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-01", "places")
    field(page, "Lieux").fill("Rabat")

    save(page, "Enregistrer et suivant")

    opened(page, "A1-03")
    expect(panel(page).get_by_role("status")).to_contain_text("A1-01 : enregistré (lieux).")
    expect(cell(page, "places")).to_have_text("Rabat")
    expect(panel(page).get_by_role("button", name="Enregistrer et suivant")).to_have_count(0)
    press(page, "Escape")
    expect(panel(page)).to_be_hidden()
    expect(cell(page, "places", "A1-03")).to_be_focused()


def test_refusal_is_said_in_the_panel_and_nothing_typed_is_lost(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-01")
    field(page, "Lieux").fill("À garder")
    field(page, "Fin").fill("demain")

    save(page)

    expect(panel(page)).to_contain_text("« demain » n’est pas une date")
    expect(field(page, "Fin")).to_be_focused()
    expect(field(page, "Lieux")).to_have_value("À garder")
    assert list(faults(page)) == []
    visit.complaints.clear()  # Chromium notes the answer 422.
    field(page, "Fin").fill("31/12/2099")
    save(page)
    expect(panel(page)).to_be_hidden()
    expect(cell(page, "places")).to_have_text("À garder")


def test_second_person_is_told_in_the_panel_and_the_rest_is_saved(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    other = visit(ADDRESS, factories.make_secretary("zineb@example.org"))
    for one in (page, other):
        open_by_keyboard(one, "A1-01")
    field(other, "Action commune").fill("La leur")
    save(other)
    expect(panel(other)).to_be_hidden()

    field(page, "Action commune").fill("La mienne")
    field(page, "Lieux").fill("Rabat")
    save(page)

    conflict = panel(page).get_by_role("group", name="Zineb a modifié cette valeur")
    expect(conflict).to_contain_text("La leur")
    expect(cell(page, "places")).to_have_text("Rabat")
    visit.complaints.clear()  # Chromium notes the answer 409.
    conflict.get_by_label("Garder ce que j’ai écrit").check()
    save(page)
    expect(panel(page)).to_be_hidden()
    expect(cell(page, "title")).to_have_text("La mienne")


def test_what_is_typed_is_not_thrown_away_unasked(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-01")
    press(page, "Escape")
    expect(panel(page)).to_be_hidden()

    open_by_keyboard(page, "A1-01")
    field(page, "Lieux").fill("Rabat")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    press(page, "Escape")
    expect(field(page, "Lieux")).to_have_value("Rabat")
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    press(page, "Escape")
    expect(panel(page)).to_be_hidden()
    assert asked == ["confirm", "confirm"]
    assert not JointAction.objects.filter(places="Rabat").exists()


def test_escape_closes_the_list_of_a_picker_before_the_panel(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-01")
    picker = panel(page).get_by_role("combobox", name="Mise en œuvre")
    picker.focus()
    page.keyboard.type("il")
    expect(picker).to_have_attribute("aria-expanded", "true")
    press(page, "Escape")
    expect(picker).to_have_attribute("aria-expanded", "false")
    expect(panel(page)).to_be_visible()


def test_a_save_that_did_not_arrive_leaves_what_was_typed(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-01")
    field(page, "Lieux").fill("Rabat")
    page.route("**/edit/**", lambda route: route.abort())
    save(page)
    expect(panel(page).get_by_role("alert")).to_contain_text("Le serveur n’a pas exécuté cette demande")
    visit.complaints.clear()
    expect(field(page, "Lieux")).to_have_value("Rabat")
    page.unroute("**/edit/**")
    save(page)
    expect(panel(page)).to_be_hidden()
    expect(cell(page, "places")).to_have_text("Rabat")


def test_row_that_moved_to_another_axis_is_found_again(visit, actions, secretary):
    factories.make_axis(5)
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-02")
    panel(page).get_by_label("Axe").select_option("5")
    save(page)
    expect(panel(page)).to_be_hidden()
    expect(page.get_by_role("rowheader", name="A5-01")).to_be_visible()
    press(page, "Shift+Enter")
    opened(page, "A5-01")
    field(page, "Lieux").fill("Rabat")
    save(page)
    expect(page.get_by_role("row", name="A5-01")).to_contain_text("Rabat")


def test_panel_opens_with_the_mouse_and_its_lists_by_a_click(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    page.get_by_role("link", name="Modifier A1-02").click()
    opened(page, "A1-02")
    picker = panel(page).get_by_role("combobox", name="À associer")
    picker.click()
    panel(page).get_by_role("option", name="BIT").click()
    picker.press("Tab")
    page.locator("#panel .btn-primary").click()
    expect(panel(page)).to_be_hidden()
    assert [str(partner) for partner in JointAction.objects.get(reference="A1-02").partners_as("to_be_involved")] == [
        "BIT"
    ]


def test_list_opened_by_a_click_chooses_nothing_by_itself(visit, actions, secretary):
    page = visit("/actions/A1-01/edit/", secretary)
    page.get_by_role("combobox", name="À associer").click()
    expect(page.get_by_role("option", name="BIT")).to_be_visible()
    press(page, "Tab")
    expect(page.get_by_role("option", name="BIT")).to_be_hidden()
    expect(page.locator(".ts-wrapper .item")).to_have_count(0)


def test_panel_is_accessible(visit, actions, secretary):
    page = visit(ADDRESS, secretary)
    open_by_keyboard(page, "A1-01")
    assert list(faults(page)) == []
    panel(page).get_by_role("combobox", name="À associer").click()
    expect(page.get_by_role("option", name="BIT")).to_be_visible()
    assert list(faults(page)) == []


def test_form_is_a_page_without_javascript(visit, actions, secretary):
    page = visit(ADDRESS, secretary, java_script_enabled=False)
    page.get_by_role("link", name="Modifier A1-02").click()
    page.get_by_role("group", name="À associer").get_by_label("BIT").check()
    page.get_by_role("button", name="Enregistrer et suivant (A1-03)").click()
    assert "/actions/A1-03/edit/?status=proposed" in page.url
    assert JointAction.objects.get(reference="A1-02").partners_as("to_be_involved")
