"""The way of a request in a browser, on the real data: two people are invited, one reports, proposes and asks, the
agencies judge, the secretariat answers, and nobody sees what is not hers.
"""

import io
import re

from docx import Document
from playwright.sync_api import expect

from actions.models import ChangeSet, JointAction, Opinion, PartnerRequest
from partners.models import Invitation, Partner
from tests import factories
from tests.browser.test_form import pick
from tests.gtm.accounts import NEW_PASSWORD
from tests.gtm.two_factor import code

PHONE = {"width": 390, "height": 844}
ACTION, TITLE = "/actions/A3-01/", "Former les agents d’accueil"


def invited(visit, secretary, slug, email, name, **options):
    """Somebody is invited for a partner and opens her account with the link of the mail; return her page."""
    page = visit(f"/partners/{slug}/invite/", secretary)
    page.locator("[name=email]").fill(email)
    page.locator("main form button").click()
    page.get_by_role("status").wait_for()
    mail = Invitation.objects.get(email=email).mail
    page = visit(re.search(r"https://gtm.example.org(\S+)", mail.body)[1], **options)
    page.locator("[name=name]").fill(name)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill(NEW_PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("http://*/")
    return page


def switch_on_two_factor(page):
    page.goto("/accounts/two-factor/")
    page.locator("main a.btn-primary").click()
    page.locator("[name=password]").fill(NEW_PASSWORD)
    page.locator("main form button").click()
    secret = page.locator("code.secret").text_content().replace(" ", "")
    page.locator("[name=code]").fill(code(secret))
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/codes/")


def judge(visit, person, found, verdict):
    page = visit(found.get_absolute_url(), person)
    page.check(f"[name=verdict][value={verdict}]")
    page.locator("form[action$='/opine/'] textarea").fill("Nous en avons les moyens")
    page.click("form[action$='/opine/'] button")
    page.wait_for_selector(".opinion")


def test_from_the_invitation_to_the_letter(visit, real_data, secretary):
    amal = invited(visit, secretary, "emploi", "amal@example.org", "Amal Idrissi")
    # The second one has a telephone, and no scripts.
    omar = invited(visit, secretary, "bit", "omar@example.org", "Omar Alami", java_script_enabled=False, viewport=PHONE)
    switch_on_two_factor(amal)

    # She reports on the action of her ministry, and would have a place added.
    amal.goto(f"{ACTION}reports/new/")
    amal.locator("[name=text]").fill("Un premier atelier s’est tenu.")
    amal.locator("[name=percentage]").fill("20")
    amal.locator(".part-form .btn-primary").click()
    expect(amal.get_by_role("main")).to_contain_text("Un premier atelier s’est tenu.")
    amal.goto(f"{ACTION}propose/")
    amal.locator("[name=places]").fill("Rabat, Tanger")
    amal.locator(".action-form .btn-primary").click()
    amal.wait_for_url("**/actions/changes/*/")
    assert ChangeSet.objects.filter(state="open").count() == 2  # the percentage, and the places

    # She drafts a request to two agencies; one of them does not see it yet.
    amal.goto("/requests/new/")
    amal.locator("[name=title]").fill(TITLE)
    amal.locator("[name=purpose]").fill("Un accueil digne dans les bureaux d’emploi")
    amal.locator("[name=axis]").select_option(label=str(JointAction.objects.get(reference="A3-01").axis))
    for agency in ("ILO", "OIM"):
        pick(amal, "Adressée à", agency)
    amal.locator(".part-form > button").click()
    amal.wait_for_url(re.compile(r"/requests/\d+/$"))
    found = PartnerRequest.objects.get()
    for path in ("/requests/", "/actions/mine/", "/actions/changes/"):
        omar.goto(path)
        expect(omar.get_by_role("main")).not_to_contain_text(TITLE)
    assert omar.goto(found.get_absolute_url()).status == 404
    assert omar.goto(ACTION).status == 404
    visit.complaints.clear()  # The browser says that these pages answered 404.

    amal.locator("form[action$='/submit/'] button").click()
    expect(amal.get_by_role("status")).to_contain_text("R-")

    # Both agencies give their opinions; the secretariat accepts.
    omar.goto("/actions/mine/")
    omar.get_by_role("link", name=re.compile(TITLE)).first.click()
    omar.check("[name=verdict][value=reserved]")
    omar.locator("form[action$='/opine/'] textarea").fill("Si le budget suit")
    omar.click("form[action$='/opine/'] button")
    judge(visit, factories.make_focal_point("ines@example.org", Partner.objects.get(slug="oim")), found, "favourable")
    assert Opinion.objects.filter(request=found).count() == 2
    page = visit(found.get_absolute_url(), secretary)
    page.locator("form[action$='/accept/'] [name=reason]").fill("Les deux agences y sont favorables")
    page.locator("form[action$='/accept/'] .btn-primary").click()
    page.wait_for_selector(".answer")
    action = JointAction.objects.get(title=TITLE)
    assert {str(partner) for partner in action.partners.all()} >= {"BIT", "OIM"}

    # She finds the action, and takes the letter along.
    amal.goto("/actions/mine/")
    expect(amal.get_by_role("main")).to_contain_text(TITLE)
    amal.goto(found.get_absolute_url())
    expect(amal.locator(".answer")).to_contain_text(action.reference)
    with amal.expect_download() as downloading:
        amal.get_by_role("link", name="Lettre de réponse").click()
    letter = Document(io.BytesIO(downloading.value.path().read_bytes()))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "Les deux agences y sont favorables" in text
    assert action.reference in text
