"""The admin in a real browser, under the strict policy: its calendars, pickers and import work without a complaint."""

import pytest

from actions.models import JointAction
from tests.browser.test_accessibility import faults
from tests.uploads import xlsx

SCREENS = {
    "list": "/admin/actions/jointaction/",
    "form": "/admin/actions/jointaction/add/",
    "import": "/admin/actions/jointaction/import/",
    "export": "/admin/actions/jointaction/export/",
    "account": "/admin/partners/user/add/",
}


def is_accessible(visit, page):
    """Whether axe finds nothing; its own attempts at an inline style are no complaint of the page's."""
    found = list(faults(page))
    visit.complaints[:] = [complaint for complaint in visit.complaints if not complaint.endswith("axe.min.js")]
    return not found or pytest.fail("\n".join(found))


@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS)
def test_screen_is_accessible(visit, real_data, secretary, path):
    assert is_accessible(visit, visit(path, secretary))


def pick(page, field, words, option):
    page.locator(f"{field} .select2-selection").click()
    page.keyboard.type(words)
    page.get_by_role("option", name=option, exact=True).click()


def test_action_is_entered_with_calendar_and_pickers(visit, real_data, secretary):
    page = visit("/admin/actions/jointaction/add/", secretary)
    page.fill("[name=title]", "Une action")
    pick(page, ".field-axis", "sensibilisation", "3. Sensibilisation")
    pick(page, ".field-regions", "fes", "Fès-Meknès")
    page.locator("#calendarlink1").click()
    page.locator("#calendarbox1").get_by_text("Aujourd'hui").click()
    pick(page, ".field-lead", "onu femmes", "UNIFEM")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("listitem").filter(has_text="a été ajouté").wait_for()
    action = JointAction.objects.get(title="Une action")
    assert str(action.lead) == "UNIFEM"
    assert [str(region) for region in action.regions.all()] == ["Fès-Meknès"]
    assert action.end


def test_import_is_previewed_and_confirmed(visit, real_data, secretary):
    data = xlsx(["Référence", "Lieux", "Observations"], ["A1-01", "Rabat", "<script>alert(1)</script>"])
    page = visit("/admin/actions/jointaction/", secretary)
    page.get_by_role("link", name="Importer").click()
    page.set_input_files("[name=import_file]", {"name": "envoi.xlsx", "mimeType": "", "buffer": data})
    page.get_by_role("button", name="Prévisualiser l’importation").click()
    page.locator("ins").first.wait_for()
    assert page.locator("ins").all_inner_texts() == ["Rabat", "<script>alert(1)</script>"]
    assert is_accessible(visit, page)
    page.get_by_role("button", name="Confirmer l’importation").click()
    page.get_by_text("Importation terminée").wait_for()
    assert JointAction.objects.get(reference="A1-01").places == "Rabat"
