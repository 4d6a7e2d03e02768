"""A day at the desk without a mouse: filter the table, keep the view, edit, paste, undo, and meet somebody else."""

import re

from playwright.sync_api import expect

from actions.models import JointAction, SavedView
from tests import factories
from tests.browser.test_bulk_and_paste import paste, tab_to_text

GRID = "tr[data-url] > [tabindex='0']"
COLUMNS = "columns=" + "&columns=".join(["reference", "title", "implementing", "status", "end", "budget", "currency"])
# As a spreadsheet copies three columns of two rows.
BLOCK = "01/02/2100\t2 000,00\tEUR\r\n02/03/2100\t3 000,50\tMAD\r\n"


def tab_to(page, selector, back=False, steps=120):
    """Press Tab, or Shift and Tab to go back, until the focus is on what `selector` names."""
    for _step in range(steps):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def press_on(page, selector, key, back=False):
    tab_to(page, selector, back)
    page.keyboard.press(key)


def cell(page, reference, column):
    return page.locator(f"[id='{reference}'] .col-{column}")


def edit(page, cell):
    """Open the focused cell, and wait until something can be typed there."""
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell.locator(".cell-editor :is(input:not([type=hidden]), select, textarea):focus")).to_be_visible()


def leave(page, cell, key="Tab"):
    """Save, and wait for the answer."""
    page.keyboard.press(key)
    expect(cell.locator(".cell-editor")).to_have_count(0)


def press_button(page, text):
    tab_to_text(page, text)
    page.keyboard.press("Enter")


def test_filter_edit_paste_see_undo_and_meet_another(visit, real_data, secretary):
    page = visit(f"/actions/?{COLUMNS}", secretary)
    press_on(page, "#axis-1", "Space")
    expect(page.locator("#results .chips")).to_contain_text("Axe : 1.")
    first, second = page.locator("tr[data-url]").evaluate_all("rows => rows.slice(0, 2).map(row => row.id)")
    title, implementing, status, end, budget, currency = (
        cell(page, first, name) for name in ("title", "implementing", "status", "end", "budget", "currency")
    )

    # A text, partners, a closed list, a date, an amount.
    tab_to(page, GRID)
    page.keyboard.press("ArrowRight")
    edit(page, title)
    page.keyboard.press("Control+a")
    page.keyboard.type("Accueil des retraités")
    leave(page, title)
    expect(title).to_contain_text("Accueil des retraités")

    edit(page, implementing)
    page.keyboard.type("ilo")
    page.keyboard.press("Enter")
    expect(implementing.locator(".item")).to_contain_text(["BIT"])
    leave(page, implementing)
    expect(implementing).to_contain_text("BIT")

    edit(page, status)
    page.keyboard.press("ArrowDown")
    leave(page, status)
    expect(status).to_contain_text("Convenue")

    edit(page, end)
    page.keyboard.type("31/12/2099")
    leave(page, end)
    expect(end).to_contain_text("31/12/2099")

    edit(page, budget)
    page.keyboard.type("1 250 MAD")
    leave(page, budget, "Enter")
    expect(budget).to_contain_text(re.compile(r"1\s250,00"))
    expect(currency).to_contain_text("MAD")
    action = JointAction.objects.get(reference=first)
    assert (action.title, action.status, str(action.end), action.budget, action.currency) == (
        "Accueil des retraités", "agreed", "2099-12-31", 1250, "MAD",
    )  # fmt: skip
    assert "BIT" in map(str, action.partners_as("implementing"))

    # A block from a spreadsheet: first what would change, then the change.
    expect(budget).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(end).to_be_focused()
    paste(page, BLOCK)
    page.wait_for_url("**/actions/paste/")
    expect(page.get_by_role("main")).to_contain_text("6 cellules changeraient, dans 2 actions")
    action.refresh_from_db()
    assert action.budget == 1250
    press_button(page, "Appliquer")
    page.wait_for_url("**/actions/?*axis=1*")
    expect(end).to_contain_text("01/02/2100")
    expect(budget).to_contain_text(re.compile(r"2\s000,00"))
    expect(cell(page, second, "budget")).to_contain_text(re.compile(r"3\s000,50"))

    press_button(page, "Voir et annuler")
    page.wait_for_url("**/history/*/")
    expect(page.get_by_role("main")).to_contain_text("01/02/2100")
    press_button(page, "Annuler cette modification")
    expect(page.get_by_role("status").first).to_contain_text("6 cellules sont de nouveau comme avant.")
    action.refresh_from_db()
    assert (str(action.end), action.budget, action.currency) == ("2099-12-31", 1250, "MAD")
    assert JointAction.objects.get(reference=second).budget is None

    # Two people in the same cell.
    other = visit(f"/actions/?{COLUMNS}&axis=1", factories.make_secretary("zineb@example.org"))
    page.goto(f"/actions/?{COLUMNS}&axis=1")
    for one in (page, other):
        tab_to(one, GRID)
        one.keyboard.press("ArrowRight")
        edit(one, cell(one, first, "title"))
        one.keyboard.press("Control+a")
    page.keyboard.type("Le titre de l’une")
    leave(page, title, "Enter")
    other.keyboard.type("Le titre de l’autre")
    other.keyboard.press("Enter")
    told = cell(other, first, "title").locator(".cell-editor[data-conflict]")
    expect(told).to_contain_text(re.compile(r"Secretary a modifié cette cellule le \d+ \w+ \d{4} .*\d\d:\d\d"))
    expect(told).to_contain_text("Le titre de l’une")
    expect(told.get_by_label("Action commune")).to_have_value("Le titre de l’autre")
    assert JointAction.objects.get(reference=first).title == "Le titre de l’une"
    assert ["409" in complaint for complaint in visit.complaints] == [True]
    visit.complaints.clear()
    expect(told.get_by_label("Action commune")).to_be_focused()
    expect(told.get_by_role("button")).to_have_text(["Garder cette valeur", "Mettre la mienne"])
    press_on(other, ".cell-editor .btn-primary", "Enter")
    expect(cell(other, first, "title")).to_contain_text("Le titre de l’autre")
    expect(cell(other, first, "title")).to_be_focused()
    assert JointAction.objects.get(reference=first).title == "Le titre de l’autre"


def test_filter_keep_and_reopen_a_view(visit, real_data, secretary):
    page = visit("/actions/", secretary)
    summary = page.locator("#views summary")

    press_on(page, "#partner-emploi", "Space")
    expect(page.locator("#results .chips")).to_contain_text("Emploi")
    found = page.locator("#results tbody th[scope=row]").count()

    press_on(page, "#views summary", "Enter", back=True)
    tab_to(page, "#view-name")
    page.keyboard.type("Mes actions d’emploi")
    press_on(page, "#views form button", "Enter")
    expect(summary).to_have_text("Vue : Mes actions d’emploi")

    page.goto("/actions/")
    expect(page.locator("#results .chips")).to_have_count(0)
    press_on(page, "#views summary", "Enter")
    press_on(page, f"#views a[href='/actions/views/{SavedView.objects.get().pk}/']", "Enter")
    expect(summary).to_have_text("Vue : Mes actions d’emploi")
    expect(page.locator("#results .chips")).to_contain_text("Emploi")
    expect(page.locator("#results tbody th[scope=row]")).to_have_count(found)

    press_on(page, "#status-agreed", "Space")
    expect(summary).to_have_text("Vue : Mes actions d’emploi modifiée")
