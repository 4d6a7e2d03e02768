"""An invitation in a browser: sent by the secretariat, taken up by the person with the link and no script."""

import re

from partners.models import Invitation, User
from partners.services import invite
from tests.browser.test_accessibility import faults

PASSWORD = "onze-hirondelles-grises"


def path(invitation):
    return re.search(r"https://gtm.example.org(\S+)", invitation.mail.body)[1]


def test_secretary_invites_and_the_person_opens_her_account(visit, secretary, partner_a):
    page = visit(partner_a.get_absolute_url(), secretary)
    page.locator(f"a[href='{partner_a.get_absolute_url()}invite/']").click()
    assert list(faults(page)) == []
    page.locator("input[name=email]").fill("amal@example.org")
    page.locator("main form button").click()
    page.get_by_role("status").wait_for()
    assert list(faults(page)) == []

    page = visit(path(Invitation.objects.get()), java_script_enabled=False)
    page.locator("input[name=name]").fill("Amal Idrissi")
    for field in ("password1", "password2"):
        page.locator(f"input[name={field}]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("http://*/")
    assert page.locator(".site-nav .menu summary").text_content() == "Amal Idrissi"
    assert User.objects.get(email="amal@example.org").partner == partner_a


def test_pages_of_the_link_are_accessible(visit, secretary, partner_a):
    invitation = invite(by=secretary, partner=partner_a, email="amal@example.org")
    page = visit(path(invitation))
    assert list(faults(page)) == []
    page.locator("input[name=name]").fill("Amal")
    for field in ("password1", "password2"):
        page.locator(f"input[name={field}]").fill("amal@example.org")
    page.locator("main form button").click()
    page.locator(".errorlist").wait_for()
    assert list(faults(page)) == []
    Invitation.objects.update(expires_at="2008-12-24T00:00:00Z")
    page.reload()
    visit.complaints.clear()  # The browser says that the page answered 404.
    assert list(faults(page)) == []
