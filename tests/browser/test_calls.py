"""Calls for proposals in a browser, from the draft to the request that answers, with and without scripts."""

from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from actions import services
from actions.models import CallForProposals, PartnerRequest
from partners.models import Mail
from tests import factories
from tests.browser.test_accessibility import faults

LIST = "/requests/calls/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def edition(transactional_db, secretary, alice):
    factories.make_action(lead=alice.partner)
    return services.freeze(by=secretary)


def test_screens_are_accessible_and_fit_a_phone(visit, secretary, reader, alice, bob, edition):
    silent = factories.make_partner("NUL", name="Ministère de l’Éducation nationale et de la Recherche scientifique")
    invited = [alice.partner, bob.partner, silent]
    draft = factories.make_call(secretary, invited, is_sent=False)
    call = factories.make_call(secretary, invited, title="Projets communs dans le domaine de la migration " * 3)
    over = factories.make_call(secretary, invited, deadline=timezone.localdate() - timezone.timedelta(days=1))
    factories.make_request(alice.partner, alice, [bob.partner], call=call)
    for person, path in [
        (secretary, LIST),
        (secretary, f"{LIST}new/"),
        (secretary, f"{LIST}template/"),
        (secretary, draft.get_absolute_url()),
        (secretary, call.get_absolute_url()),
        (reader, call.get_absolute_url()),
        (alice, LIST),
        (alice, call.get_absolute_url()),
        (alice, over.get_absolute_url()),
        (alice, f"/requests/new/?call={call.pk}"),
    ]:
        page = visit(path, person, viewport=PHONE)
        assert list(faults(page)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_empty_list_is_accessible(visit, transactional_db, secretary, alice):
    for person in (secretary, alice):
        assert list(faults(visit(LIST, person))) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_call_goes_from_draft_to_request(visit, edition, secretary, alice, scripts):
    page = visit(f"{LIST}new/", secretary, java_script_enabled=scripts)
    page.fill("[name=title]", "Projets communs")
    if scripts:
        page.select_option("select[name=invited]", str(alice.partner.pk), force=True)
    else:
        page.check(f"[name=invited][value='{alice.partner.pk}']")
    page.click(".part-form > button")
    call = CallForProposals.objects.get()
    with page.expect_download() as found:
        page.click("a[href$='/documents/letter/']")
    letter = found.value.path().read_bytes()
    assert "Projets communs" in "\n".join(line.text for line in Document(BytesIO(letter)).paragraphs)

    page.click("form[action$='/send/'] button")
    page.wait_for_selector(".request-submitted")
    assert Mail.objects.get().to == alice.email

    page = visit(call.get_absolute_url(), alice, java_script_enabled=scripts)
    page.click("a[href*='?call=']")
    page.fill("[name=title]", "Former les agents")
    page.click(".part-form > button")
    page.wait_for_selector("h1:has-text('Former les agents')")
    assert PartnerRequest.objects.get().call == call
    assert call.reference in page.inner_text("main")
