"""A focal point at her page in a browser, with and without scripts: she confirms, reports, sends her workbook back."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from actions import services
from actions.models import ChangeSet, Confirmation, JointAction, PartnerRequest, Transmission
from actions.snapshots import LiveTable
from tests import factories
from tests.browser.test_accessibility import faults

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db, secretary, alice, bob):
    """Something of everything that may stand on the page."""
    action = factories.make_action(lead=alice.partner, status="ongoing", end="2008-12-24", places="Rabat", progress=10)
    factories.take_part(action, bob.partner)
    factories.make_action(partners=[alice.partner])
    factories.make_confirmation(action, bob)
    factories.make_request(bob.partner, bob, [alice.partner])
    factories.make_request(alice.partner, alice, [bob.partner], PartnerRequest.State.DRAFT)
    factories.make_meeting([alice.partner], date=timezone.localdate() + timedelta(days=3))
    factories.make_transmission(services.freeze(by=secretary), alice.partner, secretary, due="2008-12-31")
    return action


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}])
def test_screens_are_accessible_and_fit(visit, alice, world, options):
    for path in (
        "/actions/mine/",
        "/actions/mine/send-back/?edition=1",
        world.get_absolute_url(),
        f"{world.get_absolute_url()}history/places/",
        f"{world.get_absolute_url()}reports/new/",
    ):
        page = visit(path, alice, **options)
        assert list(faults(page)) == [], path
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, path


def test_empty_page_is_accessible(visit, transactional_db, outsider):
    assert list(faults(visit("/actions/mine/", outsider))) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_focal_point_does_what_is_asked(visit, alice, world, scripts):
    page = visit("/", alice, java_script_enabled=scripts)

    # A report with a percentage, which the secretariat looks at.
    page.click(f".asks a[href='{world.get_absolute_url()}reports/new/']")
    page.fill("[name=text]", "Premier atelier tenu")
    page.fill("[name=percentage]", "40")
    page.click(".part-form .btn-primary")
    page.wait_for_selector(".parts >> text=Premier atelier tenu")
    world.refresh_from_db()
    assert world.progress == 10
    assert ChangeSet.objects.get().rows.get().cells.get().proposed == 40

    # Nothing to change of the edition, nor of all that stands.
    page.goto("/actions/mine/")
    page.click("form[action$='/confirm/'] .btn-primary")
    page.wait_for_selector(".alert-success")
    assert Transmission.objects.get().answer == "nothing"
    assert Confirmation.objects.filter(author=alice).count() == 2
    assert page.query_selector("form[action$='/mine/confirm/']") is None


@pytest.mark.parametrize("scripts", [True, False])
def test_workbook_is_taken_along_and_sent_back(visit, alice, world, settings, tmp_path, scripts):
    settings.MEDIA_ROOT = tmp_path
    page = visit("/actions/mine/", alice, java_script_enabled=scripts, accept_downloads=True)
    with page.expect_download() as downloading:
        page.click("form[action$='/mine/workbook.xlsx'] button")
    book = load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    column = get_column_letter(LiveTable(JointAction.objects.none()).head.columns.index("places") + 1)
    book.worksheets[1][f"{column}2"] = "Salé"
    book.save(tmp_path / "retour.xlsx")

    page.click(".asks a[href$='/mine/send-back/?edition=1']")
    page.set_input_files("[name=files]", tmp_path / "retour.xlsx")
    page.click(".upload-form .btn-primary")
    page.wait_for_selector(".received")
    change_set = ChangeSet.objects.get()
    assert (change_set.partner, change_set.rows.get().cells.get().proposed) == (alice.partner, "Salé")
    assert Transmission.objects.get().answer == "returned"
    page.click(".received a")
    assert "Salé" in page.inner_text("main")
