"""A day at the desk without a mouse: filter the table, keep the view, come back to it."""

from playwright.sync_api import expect

from actions.models import SavedView


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
