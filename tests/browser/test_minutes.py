"""Old minutes in a browser: pasted, looked at, corrected and saved; and the document that leaves."""

import pytest
from docx import Document

from meetings.models import Meeting
from tests.browser.test_accessibility import faults
from tests.meetings.old_minutes import SOURCE

MISSPELT = SOURCE.replace("✓ PNUD ;", "✓ PNUDD ;").replace("## COMPTE", "Une ligne perdue\n\n## COMPTE")


@pytest.mark.parametrize("scripts", [True, False])
def test_real_minutes_are_pasted_corrected_and_saved(visit, real_data, secretary, scripts):
    Meeting.objects.all().delete()
    page = visit("/meetings/", secretary, java_script_enabled=scripts)
    page.click("a[href='/meetings/import/']")
    page.fill("[name=text]", MISSPELT)
    page.click(".part-form > button")
    page.wait_for_selector(".minutes-form")
    assert page.input_value("[name=unplaced]") == "Une ligne perdue"
    assert page.locator(".minutes-form .participant strong").count() == 19
    pnud = page.locator("[role=group]", has_text="PNUDD")
    assert pnud.locator("select").first.input_value() == ""
    pnud.locator("select").first.select_option(label="PNUD")
    page.locator("[name=decisions-1-responsible]").fill("Les départements")
    page.click(".form-end button")
    page.wait_for_selector(".minutes-text")
    meeting = Meeting.objects.get()
    assert page.url.endswith(meeting.get_absolute_url())
    assert meeting.attendances.filter(partner__slug="pnud").exists()
    assert meeting.decisions.get(number=2).responsible == "Les départements"
    assert [meeting.statements.count(), meeting.debate_points.count(), meeting.decisions.count()] == [3, 9, 4]

    with page.expect_download() as download:
        page.click("a[href$='/minutes.docx']")
    assert Document(download.value.path()).paragraphs[0].text == "COMPTE RENDU DE REUNION"


def test_screens_are_accessible(visit, real_data, secretary):
    page = visit("/meetings/import/", secretary)
    assert list(faults(page)) == []
    page.fill("[name=text]", MISSPELT)
    page.click(".part-form > button")
    page.wait_for_selector(".minutes-form")
    assert list(faults(page)) == []
    # Refused, with the meeting that is there.
    page.locator("[role=group]", has_text="PNUDD").locator("[type=checkbox]").check()
    page.click(".form-end button")
    page.wait_for_selector(".alert-danger")
    visit.complaints.clear()  # the browser's own line about the answer 409
    assert list(faults(page)) == []
