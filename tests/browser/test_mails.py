"""The outbox in a browser."""

import pytest

from partners.models import Mail
from tests.browser.test_accessibility import faults
from tests.factories import make_mail, make_mail_attachment

State = Mail.State


@pytest.fixture
def doubtful(transactional_db, secretary):
    """A mail that may have left, among others in every state."""
    for state in State:
        mail = make_mail(secretary, state=state, last_error="550 5.1.1 No such user", to_name="Naïma Alaoui")
        make_mail_attachment(mail)
    return Mail.objects.get(state=State.DOUBTFUL)


def test_outbox_is_accessible(visit, secretary, doubtful):
    assert list(faults(visit("/partners/mails/", secretary))) == []
    assert list(faults(visit(doubtful.get_absolute_url(), secretary))) == []


def test_doubtful_mail_is_decided_with_one_click(visit, secretary, doubtful):
    page = visit("/partners/mails/?state=doubtful", secretary)
    page.get_by_role("link", name=doubtful.subject).click()
    page.locator(f"form[action='{doubtful.get_absolute_url()}mark-as-sent/'] button").click()
    page.get_by_role("status").wait_for()
    doubtful.refresh_from_db()
    assert doubtful.state == State.SENT
