"""Notifications in a browser, with and without scripts: the choice, and the button behind the link of a digest."""

import pytest

from partners.services import notifications
from tests.browser.test_accessibility import faults

PUBLIC = "https://gtm.example.org"


@pytest.mark.parametrize("scripts", [True, False])
def test_choice_is_made_and_kept(visit, alice, transactional_db, scripts):
    page = visit("/accounts/notifications/", alice, java_script_enabled=scripts)
    assert page.is_checked("[value=daily]")
    page.check("[value=weekly]")
    page.click("main form button")
    page.wait_for_selector(".alert-success")
    assert page.is_checked("[value=weekly]")
    assert notifications.frequency_of(alice) == "weekly"


@pytest.mark.parametrize("scripts", [True, False])
def test_link_of_a_digest_asks_before_it_ends_anything(visit, alice, transactional_db, scripts):
    path = notifications.unsubscribe_link(alice).removeprefix(PUBLIC)
    page = visit(path, java_script_enabled=scripts)
    assert notifications.frequency_of(alice) == "daily"
    page.click("main form button")
    page.wait_for_selector("[role=status]")
    assert notifications.frequency_of(alice) == "never"


def test_screens_are_accessible(visit, alice, transactional_db):
    path = notifications.unsubscribe_link(alice).removeprefix(PUBLIC)
    for address, person in (("/accounts/notifications/", alice), (path, None)):
        page = visit(address, person, viewport={"width": 390, "height": 844})
        assert list(faults(page)) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    page.click("main form button")
    page.wait_for_selector("[role=status]")
    assert list(faults(page)) == []
