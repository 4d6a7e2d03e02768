"""Cells edited in place, by keyboard alone, by touch, and by two people at once."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.test_accessibility import DESK, PHONE, faults

COLUMNS = "columns=" + "&columns=".join(["reference", "title", "lead", "status", "end", "budget", "currency"])


@pytest.fixture
def action(transactional_db):
    """A1-01, and the partner BIT, whom some call ILO."""
    bit = factories.make_partner("BIT", name="Bureau international du travail")
    bit.aliases.create(name="ILO")
    factories.make_partner("HCR", name="Haut Commissariat pour les réfugiés")
    factories.make_action(reference="A1-02", title="Une autre")
    return factories.make_action(reference="A1-01", title="Avant")


@pytest.fixture
def refusals(visit):
    """Chromium writes every answer 4xx on its console: those that the test expects are no complaint."""
    yield
    visit.complaints[:] = [one for one in visit.complaints if not re.search(r"status of (409|422)", one)]


def cell(page, name, reference="A1-01"):
    return page.locator(f"[id='{reference}'] .col-{name}")


def editor(page):
    return page.locator(".cell-editor")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def opened(page):
    """Wait until something can be typed."""
    expect(page.locator(".cell-editor :is(input:not([type=hidden]), select, textarea):focus")).to_be_visible()


def test_five_cells_are_edited_with_the_keyboard_alone(visit, action, secretary):
    page = visit(f"/actions/?{COLUMNS}", secretary)
    for _step in range(200):
        press(page, "Tab")
        if page.evaluate("document.activeElement.matches('td, tbody th')"):
            break
    expect(cell(page, "reference")).to_be_focused()

    press(page, "ArrowRight", "Enter")
    opened(page)
    press(page, "Control+a")
    page.keyboard.type("Après")
    press(page, "Tab")
    expect(cell(page, "lead")).to_be_focused()
    expect(cell(page, "title")).to_contain_text("Après")

    press(page, "F2")
    opened(page)
    page.keyboard.type("ILO")
    press(page, "Enter", "Enter")
    expect(cell(page, "lead")).to_contain_text("BIT")
    expect(cell(page, "lead")).to_be_focused()
    expect(page.locator("#grid-said")).to_have_text("Chef de file, enregistré : BIT. Avant : –")

    press(page, "ArrowRight", "Enter")
    opened(page)
    press(page, "ArrowDown", "Tab")
    expect(cell(page, "end")).to_be_focused()
    expect(cell(page, "status")).to_contain_text("Convenue")

    press(page, "Enter")
    opened(page)
    page.keyboard.type("24/12/2008")
    press(page, "Enter")
    expect(cell(page, "end")).to_contain_text("24/12/2008 En retard")
    expect(cell(page, "end")).to_be_focused()

    press(page, "ArrowRight", "Enter")
    opened(page)
    page.keyboard.type("1 250 MAD")
    press(page, "Tab")
    expect(cell(page, "budget")).to_contain_text(re.compile(r"1\s250,00"))
    expect(cell(page, "currency")).to_contain_text("MAD")
    expect(cell(page, "currency")).to_be_focused()

    press(page, "Shift+Tab", "ArrowDown")
    action.refresh_from_db()
    assert (action.title, action.lead.acronym, action.status, str(action.end), action.budget, action.currency) == (
        "Après", "BIT", "agreed", "2008-12-24", 1250, "MAD",
    )  # fmt: skip


def test_escape_restores_and_arrows_stay_in_the_text(visit, action, secretary):
    page = visit("/actions/", secretary)
    cell(page, "reference").focus()

    press(page, "ArrowRight", "Enter")
    opened(page)
    page.keyboard.type("Effacé")
    press(page, "ArrowLeft", "Escape")

    expect(editor(page)).to_have_count(0)
    expect(cell(page, "title")).to_have_text(re.compile(r"^\s*Avant\s*$"))
    expect(cell(page, "title")).to_be_focused()
    action.refresh_from_db()
    assert action.title == "Avant"


def test_an_arrow_leads_to_every_neighbour(visit, action, secretary):
    page = visit("/actions/", secretary)
    cell(page, "reference").focus()

    press(page, "ArrowRight", "ArrowDown")
    expect(cell(page, "title", "A1-02")).to_be_focused()
    press(page, "ArrowLeft", "ArrowUp", "ArrowUp", "ArrowLeft")
    expect(cell(page, "reference")).to_be_focused()


def test_arrows_follow_the_direction_of_writing(visit, action, secretary, settings):
    settings.LANGUAGES = [("ar", "Arabic")]
    settings.LANGUAGE_CODE = "ar"
    page = visit("/actions/", secretary)
    cell(page, "reference").focus()

    press(page, "ArrowLeft")

    expect(cell(page, "title")).to_be_focused()


def test_a_click_on_a_link_follows_it_and_beside_it_edits(visit, action, secretary):
    page = visit("/actions/", secretary)

    box = cell(page, "title").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    opened(page)
    press(page, "Escape")
    cell(page, "title").get_by_role("link").click()

    page.wait_for_url("**/actions/A1-01/")


def test_who_clicks_elsewhere_has_saved(visit, action, secretary):
    page = visit("/actions/", secretary)
    cell(page, "end").click()
    opened(page)
    page.keyboard.type("31/12/2099")

    cell(page, "lead").click()

    expect(cell(page, "end")).to_contain_text("31/12/2099")
    opened(page)
    expect(cell(page, "lead").locator(".cell-editor")).to_have_count(1)


def test_a_refusal_is_said_beside_what_was_typed(visit, refusals, action, secretary):
    page = visit("/actions/", secretary)
    cell(page, "end").click()
    opened(page)
    page.keyboard.type("31/02/2009")
    press(page, "Enter")

    expect(editor(page)).to_contain_text("« 31/02/2009 » n’est pas une date")
    opened(page)
    expect(editor(page).get_by_label("Fin")).to_have_value("31/02/2009")
    assert list(faults(page, [(DESK, "light"), (DESK, "dark")])) == []


def test_the_second_person_is_told_and_chooses(visit, refusals, action, secretary):
    first = visit("/actions/", secretary)
    second = visit("/actions/", factories.make_secretary("other@example.org"))
    for page in (first, second):
        cell(page, "reference").focus()
        press(page, "ArrowRight", "Enter")
        opened(page)
        press(page, "Control+a")
    first.keyboard.type("Des uns")
    press(first, "Enter")
    expect(cell(first, "title")).to_contain_text("Des uns")

    second.keyboard.type("Des autres")
    press(second, "Enter")
    expect(editor(second)).to_contain_text("Secretary a modifié cette cellule le")
    expect(editor(second)).to_contain_text("Des uns")
    expect(editor(second).get_by_label("Action commune")).to_have_value("Des autres")
    assert list(faults(second, [(DESK, "light"), (DESK, "dark")])) == []
    press(first, "Enter")
    opened(first)
    second.get_by_role("button", name="Mettre la mienne").click()
    expect(cell(second, "title")).to_contain_text("Des autres")
    expect(cell(second, "title")).to_be_focused()

    first.keyboard.type("Encore ")
    press(first, "Enter")
    expect(editor(first)).to_contain_text("Other a modifié cette cellule le")
    press(first, "Escape")
    expect(cell(first, "title")).to_have_text(re.compile(r"^\s*Des autres\s*$"))
    expect(cell(first, "title")).to_be_focused()
    action.refresh_from_db()
    assert action.title == "Des autres"


def test_what_was_saved_is_undone_where_one_is(visit, action, secretary):
    page = visit("/actions/?status=proposed", secretary)
    cell(page, "end").click()
    opened(page)
    page.keyboard.type("31/12/2099")
    press(page, "Enter")

    page.get_by_role("button", name="Annuler").click()

    expect(cell(page, "end")).to_have_text(re.compile(r"^\s*$"))
    expect(cell(page, "end")).to_be_focused()
    expect(page.locator("#main > .alert")).to_contain_text("1 cellule est de nouveau comme avant.")
    assert page.url.endswith("/actions/?status=proposed")


def test_several_partners_are_picked_by_any_of_their_names(visit, action, secretary):
    page = visit("/actions/", secretary)
    cell(page, "implementing").click()
    opened(page)
    page.keyboard.type("personne")
    expect(editor(page)).to_contain_text("Rien sous ce nom.")
    assert list(faults(page, [(DESK, "light"), (DESK, "dark")])) == []
    press(page, *["Backspace"] * len("personne"))
    page.keyboard.type("ilo")
    press(page, "Enter")
    page.keyboard.type("réfugiés")
    assert list(faults(page, [(DESK, "light"), (DESK, "dark")])) == []
    press(page, "Tab")

    expect(cell(page, "implementing")).to_contain_text("BIT")
    expect(cell(page, "implementing")).to_contain_text("HCR")


def is_save(request):
    return request.method == "POST"


def hold_saves(page):
    """A list in which what the page sends of its cells waits for the test to let it go."""
    held = []
    page.route("**/cells/*/", lambda route: held.append(route) if is_save(route.request) else route.fallback())
    return held


def test_who_goes_on_while_a_cell_is_saved_is_not_held_up(visit, action, secretary):
    page = visit("/actions/", secretary)
    held = hold_saves(page)
    cell(page, "implementing").click()
    opened(page)
    page.keyboard.type("ilo")
    press(page, "Enter")
    page.keyboard.type("réfugiés")
    remove = editor(page).get_by_title("Retirer").first.bounding_box()
    with page.expect_request(is_save):
        press(page, "Tab")

    # The editor that was sent is in sight, and takes nothing more: neither keys nor clicks.
    expect(cell(page, "to_be_involved")).to_be_focused()
    page.mouse.click(remove["x"] + 2, remove["y"] + 2)
    expect(editor(page).get_by_title("Retirer")).to_have_count(2)
    press(page, "Enter")
    expect(cell(page, "to_be_involved").locator(".ts-control input")).to_be_focused()
    page.keyboard.type("ilo")
    press(page, "Enter")
    held.pop().continue_()
    expect(cell(page, "implementing").locator(".lines")).to_have_text("BIT HCR")

    # What was typed next stands, and follows.
    expect(cell(page, "to_be_involved").locator(".ts-control input")).to_be_focused()
    with page.expect_request(is_save):
        press(page, "Enter")
    expect(cell(page, "to_be_involved")).to_be_focused()
    held.pop().continue_()
    expect(cell(page, "to_be_involved").locator(".lines")).to_have_text("BIT")
    expect(cell(page, "to_be_involved")).to_be_focused()


def test_what_follows_from_a_cell_leaves_the_next_one_alone(visit, action, secretary):
    page = visit("/actions/?columns=status&columns=end", secretary)
    held = hold_saves(page)
    cell(page, "status").click()
    opened(page)
    press(page, "ArrowDown")
    with page.expect_request(is_save):
        press(page, "Tab")
    press(page, "Enter")
    expect(editor(page).get_by_label("Fin")).to_be_focused()
    page.keyboard.type("24/12/2008")
    with page.expect_request(is_save):
        press(page, "Enter")
    expect(cell(page, "end")).to_be_focused()

    held.pop(0).continue_()
    expect(cell(page, "status").locator(".status")).to_have_text("Convenue")
    expect(editor(page).get_by_label("Fin")).to_have_value("24/12/2008")
    held.pop(0).continue_()
    expect(cell(page, "end")).to_contain_text("24/12/2008 En retard")
    expect(editor(page)).to_have_count(0)
    expect(cell(page, "end")).to_be_focused()


def test_an_editor_that_did_not_arrive_is_given_back(visit, action, secretary):
    page = visit("/actions/", secretary)
    held = hold_saves(page)
    cell(page, "end").click()
    opened(page)
    page.keyboard.type("31/12/2099")
    with page.expect_request(is_save):
        press(page, "Tab")
    expect(editor(page).get_by_label("Fin")).not_to_be_focused()
    held.pop().abort()
    opened(page)
    expect(page.locator("#main > .alert")).to_contain_text("Le serveur n’a pas exécuté cette demande")
    visit.complaints.clear()

    with page.expect_request(is_save):
        press(page, "Enter")
    expect(cell(page, "end")).to_be_focused()
    held.pop().continue_()
    expect(cell(page, "end")).to_contain_text("31/12/2099")


def test_a_partner_is_removed_with_the_mouse(visit, action, secretary):
    for acronym in ("AAA", "BBB"):
        action.participations.create(partner=factories.make_partner(acronym), role="implementing")
    page = visit("/actions/", secretary)
    cell(page, "implementing").click()
    opened(page)
    editor(page).get_by_title("Retirer").first.click()
    press(page, "Enter")
    expect(cell(page, "implementing").locator(".lines")).to_have_text("BBB")


def test_a_card_is_edited_by_tapping(visit, action, secretary):
    page = visit("/actions/", secretary, viewport=PHONE, has_touch=True)

    cell(page, "end").tap()
    opened(page)
    assert list(faults(page, [(PHONE, "light"), (PHONE, "dark")])) == []
    page.keyboard.type("31/12/2099")
    editor(page).get_by_role("button", name="Enregistrer").tap()

    expect(cell(page, "end")).to_contain_text("31/12/2099")


def test_a_reader_finds_a_table_without_editors(visit, action, reader):
    page = visit("/actions/", reader)

    cell(page, "end").click()
    cell(page, "status").dblclick()

    assert page.evaluate("document.querySelectorAll('.cell-editor, td[tabindex]').length") == 0


def test_a_cell_is_edited_without_javascript(visit, action, secretary):
    page = visit("/actions/?status=proposed", secretary, java_script_enabled=False)
    page.goto("/actions/A1-01/cells/title/", referer=page.url)
    page.get_by_label("Action commune").fill("Après")
    page.get_by_role("button", name="Enregistrer").click()

    assert page.url.endswith("/actions/?status=proposed#A1-01")
    expect(cell(page, "title")).to_contain_text("Après")
