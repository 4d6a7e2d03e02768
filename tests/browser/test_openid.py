"""Log-in by OpenID Connect in a browser, which obeys the policy about where a form may lead."""

import pytest

from partners.permissions import Role
from tests import factories
from tests.browser.test_accessibility import faults


@pytest.fixture
def amina(transactional_db):
    return factories.make_user("amina@example.org", Role.READER)


@pytest.fixture
def press(visit, provider, amina):
    """Press the button of the provider; return the page and what the browser complained of."""

    def press():
        page = visit("/accounts/login/")
        page.locator("main form button").nth(1).click()
        page.wait_for_timeout(1000)
        said = [one for one in visit.complaints if f"asks another host for {provider.address}" not in one]
        visit.complaints.clear()
        return page, said

    return press


def test_the_button_leads_to_the_provider_and_back(press, provider, amina):
    page, said = press()
    page.wait_for_url("http://*/")
    assert page.locator(".site-nav .menu summary").text_content() == str(amina)
    assert (said, len(provider.asked)) == ([], 1)


def test_the_log_in_page_with_two_buttons_is_accessible(visit, provider, amina):
    assert list(faults(visit("/accounts/login/"))) == []


def test_the_policy_lets_a_form_lead_to_no_other_host(press, provider, settings):
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": ["'self'"]}
    }
    page, said = press()
    assert page.url.endswith("/accounts/login/")
    assert "form-action" in said[0]
    assert provider.asked == []
