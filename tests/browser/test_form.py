"""A whole action in one form, and what is reported of it, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from actions.models import JointAction
from tests import factories
from tests.attachments import PDF
from tests.browser.test_accessibility import faults


def pick(page, label, words):
    page.get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_secretary_adds_an_action_goes_on_reports_and_takes_the_document(visit, real_data, secretary):
    page = visit("/actions/new/?axis=1", secretary)
    page.get_by_label("Action commune").fill("Accueil des retraités de retour")
    pick(page, "Chef de file", "ILO")
    pick(page, "À associer", "OIM")
    page.get_by_label("Fin", exact=True).fill("31/12/2009")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("est ajoutée")
    expect(page.get_by_role("main")).to_contain_text("OIM")
    added = page.url

    page.goto("/actions/A1-01/edit/")
    page.get_by_label("Lieux", exact=True).fill("Rabat")
    page.get_by_label("Pourquoi").fill("Réunion du 3 mars")
    page.get_by_role("button", name="Enregistrer et suivant").click()
    page.wait_for_url("**/actions/A1-02/edit/")
    expect(page.get_by_role("status")).to_contain_text("A1-01 : enregistré (lieux).")

    page.goto(added)
    page.get_by_role("link", name="Noter l’avancement").click()
    page.get_by_label("Où en est l’action").fill("Première phase achevée")
    page.get_by_label("Avancement (%)").fill("40")
    page.get_by_label("Documents").set_input_files(
        {"name": "rapport d’étape.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("Première phase achevée")
    expect(page.locator("progress")).to_have_attribute("value", "40")

    with page.expect_download() as download:
        page.get_by_role("link", name="rapport d’étape.pdf").click()
    assert download.value.suggested_filename == "rapport d’étape.pdf"
    assert Path(download.value.path()).read_bytes() == PDF


def test_who_types_before_the_list_is_ready_still_gets_what_she_typed(visit, real_data, secretary):
    page = visit("/actions/new/?axis=1", secretary)
    page.evaluate("() => { const wait = setTimeout; window.setTimeout = (act, delay = 0) => wait(act, delay + 500); }")
    picker = page.get_by_role("combobox", name="À associer", exact=True)
    picker.click()
    page.keyboard.type("OIM")
    page.wait_for_timeout(1000)  # what was slow has come by now
    page.keyboard.press("Enter")
    expect(page.locator(".ts-control .item", has_text="OIM")).to_be_visible()


def test_two_people_change_the_same_field_and_the_second_chooses(visit, real_data, secretary):
    first = visit("/actions/A1-01/edit/", secretary)
    second = visit("/actions/A1-01/edit/", factories.make_secretary("zineb@example.org"))
    first.get_by_label("Lieux", exact=True).fill("Rabat")
    first.get_by_role("button", name="Enregistrer", exact=True).click()
    first.wait_for_url("**/actions/A1-01/")

    second.get_by_label("Lieux", exact=True).fill("Oujda")
    second.get_by_label("Bénéficiaires").fill("Jeunes")
    second.get_by_role("button", name="Enregistrer", exact=True).click()
    conflict = second.get_by_role("group", name="Secretary a modifié cette valeur")
    expect(conflict).to_contain_text("Rabat")
    assert ["409" in complaint for complaint in visit.complaints] == [True]
    visit.complaints.clear()
    assert list(faults(second)) == []
    conflict.get_by_label("Garder ce que j’ai écrit").check()
    second.get_by_role("button", name="Enregistrer", exact=True).click()
    second.wait_for_url("**/actions/A1-01/")
    expect(second.get_by_role("main")).to_contain_text("Oujda")
    expect(second.get_by_role("main")).to_contain_text("Jeunes")


def test_refused_file_says_why_without_javascript(visit, real_data, secretary):
    page = visit("/actions/A1-01/reports/new/", secretary, java_script_enabled=False)
    page.get_by_label("Où en est l’action").fill("À garder")
    page.get_by_label("Documents").set_input_files(
        {"name": "outil.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}
    )
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("« outil.exe » est d’un type qui n’est pas accepté")
    expect(page.get_by_label("Où en est l’action")).to_have_value("À garder")
    visit.complaints.clear()  # Chromium notes the answer 422.


@pytest.fixture
def reported(real_data, secretary):
    """Action A1-01 with milestones and reports of every kind."""
    action = JointAction.objects.get(reference="A1-01")
    factories.make_milestone(action, title="Étude", due="2009-03-31")
    factories.make_milestone(action, title="Atelier", due="2009-04-30", done_on="2009-05-02")
    report = factories.make_report(action, secretary, text="Première phase achevée", percentage=40)
    factories.make_document(report, name="rapport d’étape.pdf")
    factories.make_report(action, secretary, text="Noté par erreur", archived_at="2009-06-01T10:00Z")
    return action


@pytest.mark.parametrize("path", ["", "edit/", "milestones/new/", "reports/new/"])
def test_screen_is_accessible(visit, reported, secretary, path):
    assert list(faults(visit(f"/actions/A1-01/{path}", secretary))) == []


def test_form_of_a_new_action_is_accessible(visit, real_data, secretary):
    assert list(faults(visit("/actions/new/", secretary))) == []


def test_refused_form_is_accessible(visit, real_data, secretary):
    page = visit("/actions/A1-01/edit/", secretary)
    page.get_by_label("Fin", exact=True).fill("demain")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("« demain » n’est pas une date")
    assert list(faults(page)) == []
    visit.complaints.clear()
