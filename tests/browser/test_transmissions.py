"""An edition on its way to partners, in a browser."""

import pytest
from django.urls import reverse

from actions import services
from actions.models import Transmission
from partners.models import Partner
from tests import factories
from tests.browser.test_accessibility import faults


@pytest.fixture
def contacts(real_data, secretary):
    """Edition 1, and a contact of each of three partners; the others have none."""
    services.freeze(by=secretary)
    partners = Partner.objects.filter(slug__in=["emploi", "oim", "hcr"])
    return [factories.make_contact(one, name="Naïma", email=f"{one.slug}@example.org") for one in partners]


@pytest.fixture
def sent(visit, secretary, contacts):
    """The register, after the edition was sent to all, from the keyboard."""
    page = visit("/actions/editions/1/transmit/", secretary)
    page.locator("#tick-all").focus()
    page.keyboard.press("Space")
    assert page.locator("#ticked").text_content() == "3"
    assert list(faults(page)) == []
    page.locator(".transmit-form button.btn-primary").press("Enter")
    page.locator(".letters").wait_for()
    assert list(faults(page)) == []
    page.locator("button[name=send]").press("Enter")
    page.locator(".register").wait_for()
    return page


def test_edition_is_sent_to_all_and_one_answers(sent):
    assert Transmission.objects.count() == 3
    assert list(faults(sent)) == []
    sent.locator(".register button[value=nothing]").first.click()
    sent.locator(".standing-nothing").wait_for()
    assert list(Transmission.objects.exclude(answer="").values_list("answer", flat=True)) == ["nothing"]


def test_handing_over_is_accessible(visit, secretary, contacts):
    assert list(faults(visit(reverse("actions:hand_over", args=[1]), secretary))) == []


def test_empty_register_is_accessible(visit, secretary, contacts):
    assert list(faults(visit(reverse("actions:register", args=[1]), secretary))) == []
