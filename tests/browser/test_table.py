"""The main job: find the actions that involve a partner, open one, take the workbook away."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests import factories

PASSWORD = "a password of some length"


@pytest.fixture
def secretary_with_password(transactional_db):
    return factories.make_secretary(password=PASSWORD)


def rows(page):
    return page.locator("#results tbody th a[href^='/actions/A']")


def test_secretary_logs_in_finds_opens_and_takes_the_workbook(visit, real_data, secretary_with_password):
    page = visit("/")
    page.get_by_label("E-mail").fill(secretary_with_password.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("http://*/")
    page.locator(".site-links a[href='/actions/']").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Tableau des actions communes")
    assert page.locator("#results tbody").count() >= 6
    all_actions = rows(page).count()

    page.locator("#partner-emploi").check()
    page.wait_for_url("**/actions/*partner=emploi*")
    expect(page.locator("#results .chips")).to_contain_text("Emploi")
    found = rows(page).count()
    assert 0 < found < all_actions

    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter").click()
    workbook = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    assert {"Tableau", "Partenaires", "Synthèse", "Lisez-moi"} <= set(workbook.sheetnames)
    references = {cell.value for row in workbook["Tableau"].iter_rows() for cell in row}
    assert {link.inner_text() for link in rows(page).all()} & references

    address = rows(page).first.get_attribute("href")
    rows(page).first.click()
    page.wait_for_url(f"**{address}")
    expect(page.get_by_role("main")).to_contain_text(address.split("/")[2])


def test_table_is_filtered_with_the_keyboard_alone(visit, real_data, secretary):
    page = visit("/actions/", secretary)
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "partner-emploi":
            break
    page.keyboard.press("Space")
    page.wait_for_url("**/actions/*partner=emploi*")
    expect(page.locator("#results .chips")).to_contain_text("Emploi")
    assert page.evaluate("document.activeElement.id") == "partner-emploi"


def test_table_is_filtered_without_javascript(visit, real_data, secretary):
    page = visit("/actions/", secretary, java_script_enabled=False)
    page.locator("#partner-emploi").check()
    page.get_by_role("button", name="Afficher").click()
    assert "partner=emploi" in page.url
    expect(page.locator("#results .chips")).to_contain_text("Emploi")


def test_back_button_brings_the_whole_table_again(visit, real_data, secretary):
    page = visit("/actions/", secretary)
    before = rows(page).count()
    page.locator("#partner-emploi").check()
    page.wait_for_url("**/actions/*partner=emploi*")
    page.go_back()
    expect(rows(page)).to_have_count(before)


@pytest.mark.parametrize("path", ["/actions/", "/actions/A1-01/", "/partners/", "/meetings/"])
@pytest.mark.parametrize("width", [390, 1366])
def test_pages_work_from_right_to_left(visit, real_data, secretary, settings, path, width):
    settings.LANGUAGES = [("ar", "Arabic")]
    settings.LANGUAGE_CODE = "ar"
    page = visit(path, secretary, viewport={"width": width, "height": 768})
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
