"""Who takes part in an action, edited within it: one lead, which may pass from one partner to another."""

import pytest
from django.urls import reverse

from actions.models import Participation
from tests import factories
from tests.uploads import plain

Role = Participation.Role
pytestmark = pytest.mark.django_db
ONE_LEAD = "Une action n’a qu’un seul chef de file : faites de l’autre partenaire un co-chef de file."


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def action(partner_a, partner_b):
    """An action that A leads, with B as co-lead."""
    action = factories.make_action(lead=partner_a)
    factories.take_part(action, partner_b, Role.CO_LEAD)
    return action


def save(client, action, *rows):
    """Post the form of `action` with participations (partner, role, existing or None, deleted); return its errors."""
    kept = [row for row in rows if row[2]]
    data = {
        "title": action.title,
        "axis": action.axis_id,
        "status": action.status,
        "funding_secured": "unknown",
        "participations-TOTAL_FORMS": len(rows),
        "participations-INITIAL_FORMS": len(kept),
    }
    for number, (partner, role, existing, deleted) in enumerate(rows):
        prefix = f"participations-{number}-"
        data |= {f"{prefix}partner": partner.pk, f"{prefix}role": role, f"{prefix}action": action.pk}
        data |= {f"{prefix}id": existing.pk} if existing else {}
        data |= {f"{prefix}DELETE": "on"} if deleted else {}
    response = client.post(reverse("admin:actions_jointaction_change", args=[action.pk]), data)
    if response.status_code == 302:
        return []
    formset = response.context["inline_admin_formsets"][0].formset
    found = [text for row in formset.errors for sentences in row.values() for text in sentences]
    return [plain(text) for text in [*found, *formset.non_form_errors()]]


def roles(action):
    return set(action.participations.values_list("partner__acronym", "role"))


def test_partner_is_added(client, action, partner_a, partner_b):
    lead, co_lead = action.participations.get(role=Role.LEAD), action.participations.get(role=Role.CO_LEAD)
    new = factories.make_partner("CCC")
    assert (
        save(
            client, action, (partner_a, "lead", lead, 0), (partner_b, "co_lead", co_lead, 0), (new, "funding", None, 0)
        )
        == []
    )
    assert ("CCC", "funding") in roles(action)


@pytest.mark.parametrize("first", [0, 1])
def test_lead_passes_to_the_co_lead_in_one_go(client, action, partner_a, partner_b, first):
    lead, co_lead = action.participations.get(role=Role.LEAD), action.participations.get(role=Role.CO_LEAD)
    rows = [(partner_a, "co_lead", lead, 0), (partner_b, "lead", co_lead, 0)]
    assert save(client, action, rows[first], rows[1 - first]) == []
    assert roles(action) == {("AAA", "co_lead"), ("BBB", "lead")}


def test_lead_is_removed_and_another_added_in_one_go(client, action, partner_a, partner_b):
    lead = action.participations.get(role=Role.LEAD)
    action.participations.filter(role=Role.CO_LEAD).delete()
    assert save(client, action, (partner_a, "lead", lead, 1), (partner_b, "lead", None, 0)) == []
    assert roles(action) == {("BBB", "lead")}


def test_second_lead_is_refused_beside_its_role(client, action, partner_a, partner_b):
    lead, co_lead = action.participations.get(role=Role.LEAD), action.participations.get(role=Role.CO_LEAD)
    assert save(client, action, (partner_a, "lead", lead, 0), (partner_b, "lead", co_lead, 0)) == [ONE_LEAD]
    assert roles(action) == {("AAA", "lead"), ("BBB", "co_lead")}


def test_same_role_twice_is_refused(client, action, partner_a, partner_b):
    lead, co_lead = action.participations.get(role=Role.LEAD), action.participations.get(role=Role.CO_LEAD)
    [first, *_] = save(
        client,
        action,
        (partner_a, "lead", lead, 0),
        (partner_b, "co_lead", co_lead, 0),
        (partner_b, "co_lead", None, 0),
    )
    assert "en double" in first
    assert action.participations.count() == 2


def test_second_lead_is_refused_on_its_own_page(client, action):
    other = factories.make_partner("CCC")
    page = client.post(
        reverse("admin:actions_participation_add"), {"action": action.pk, "partner": other.pk, "role": "lead"}
    )
    assert [plain(text) for text in page.context["adminform"].form.non_field_errors()] == [ONE_LEAD]
