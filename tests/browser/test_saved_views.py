"""Saved views and the quality check in a browser, with the mouse and without JavaScript."""

import pytest
from playwright.sync_api import expect

from actions.models import DefaultView, SavedView
from tests.browser.test_accessibility import faults


@pytest.fixture
def view(real_data, secretary):
    return SavedView.objects.create(owner=secretary, name="Emploi", query="partner=emploi&sort=-end")


def menu(page):
    return page.locator("#views")


def open_menu(page):
    menu(page).locator("summary").click()
    return menu(page)


def test_a_view_is_kept_altered_and_overwritten(visit, real_data, secretary):
    page = visit("/actions/?partner=emploi", secretary)
    open_menu(page).get_by_label("Enregistrer ce qui est affiché sous le nom").fill("Emploi")
    menu(page).get_by_role("button", name="Enregistrer la vue").click()
    expect(menu(page).locator("summary")).to_have_text("Vue : Emploi")

    page.locator("#status-proposed").check()
    expect(menu(page).locator("summary")).to_have_text("Vue : Emploi modifiée")
    assert "view=" in page.url

    open_menu(page).get_by_role("button", name="Enregistrer les changements dans cette vue").click()
    expect(menu(page).locator("summary")).to_have_text("Vue : Emploi")
    assert SavedView.objects.get().query == "status=proposed&partner=emploi"
    expect(page.locator("#status-proposed")).to_be_checked()


def test_a_view_is_kept_and_opened_without_javascript(visit, real_data, secretary):
    page = visit("/actions/?partner=emploi", secretary, java_script_enabled=False)
    open_menu(page).get_by_label("Enregistrer ce qui est affiché sous le nom").fill("Emploi")
    menu(page).get_by_label("Partager avec tous").check()
    menu(page).get_by_role("button", name="Enregistrer la vue").click()
    expect(page.get_by_text("La vue « Emploi » est enregistrée.")).to_be_visible()

    page.goto("/actions/")
    open_menu(page).get_by_role("link", name="Emploi").click()
    assert "partner=emploi" in page.url
    page.locator("#status-proposed").check()
    page.get_by_role("button", name="Afficher", exact=True).click()
    expect(menu(page).locator("summary")).to_have_text("Vue : Emploi modifiée")


def test_the_default_view_greets_and_lets_go(visit, view, secretary):
    DefaultView.objects.create(user=secretary, view=view)
    page = visit("/actions/", secretary)
    assert "partner=emploi" in page.url
    open_menu(page).get_by_role("link", name="Tout le tableau").click()
    expect(page.locator(".chips")).to_have_count(0)

    # Lifting the last filter must not bring the default view back.
    page.locator("#status-proposed").check()
    expect(page.locator(".chips")).to_contain_text("Proposée")
    page.locator("#status-proposed").uncheck()
    expect(page.locator(".chips")).to_have_count(0)
    page.reload()
    expect(menu(page).locator("summary")).to_have_text("Vues")
    expect(page.locator(".chips")).to_have_count(0)


def test_a_finding_is_mended_and_gone(visit, real_data, secretary):
    page = visit("/actions/quality/?check=no-lead", secretary)
    before = page.locator(".check li").count()
    page.locator(".check li").first.get_by_role("link", name="Chef de file").click()
    page.locator("input[role=combobox]").fill("ILO")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/actions/quality/**")
    expect(page.locator(".check li")).to_have_count(before - 1)


@pytest.mark.parametrize("path", ["/actions/views/", "/actions/quality/", "/actions/quality/?check=no-lead"])
def test_screen_is_accessible(visit, view, secretary, path):
    assert list(faults(visit(path, secretary))) == []


def test_open_menu_is_accessible(visit, view, secretary):
    page = visit(f"/actions/?view={view.pk}&status=proposed", secretary)
    open_menu(page)
    assert list(faults(page)) == []
