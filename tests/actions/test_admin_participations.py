"""Who takes part in an action, edited within it: one field for each role, and one lead."""

import pytest
from django.urls import reverse

from actions.forms.admin import AdminActionForm
from actions.models import JointAction, Participation
from tests import factories
from tests.actions.admin_form import change, opened
from tests.uploads import plain, url

Role = Participation.Role
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def action(partner_a, partner_b):
    """An action that A leads, with B as co-lead."""
    action = factories.make_action(lead=partner_a)
    factories.take_part(action, partner_b, Role.CO_LEAD)
    return action


def save(client, action, **roles):
    """Post the form of `action` with the partners in some roles changed; return its errors."""
    sent = opened(client, action) | {role: [partner.pk for partner in partners] for role, partners in roles.items()}
    response = client.post(change(action), sent)
    if response.status_code == 302:
        return {}
    return {name: plain(" ".join(texts)) for name, texts in response.context["adminform"].form.errors.items()}


def roles(action):
    return set(action.participations.values_list("partner__acronym", "role"))


@pytest.mark.parametrize("role", Role)
def test_every_role_is_a_field(client, action, role):
    assert role in AdminActionForm.base_fields
    new = factories.make_partner("CCC")
    assert save(client, action, **{role: [new]}) == {}
    assert ("CCC", role) in roles(action)


def test_lead_passes_to_the_co_lead_in_one_go(client, action, partner_a, partner_b):
    assert save(client, action, lead=[partner_b], co_lead=[partner_a]) == {}
    assert roles(action) == {("AAA", "co_lead"), ("BBB", "lead")}


def test_new_action_has_partners(client, partner_a, partner_b):
    sent = {"title": "Titre", "axis": factories.make_axis(1).pk, "status": "proposed", "funding_secured": "unknown"}
    client.post(url(JointAction, "add"), sent | {"lead": [partner_a.pk], "funding": [partner_a.pk, partner_b.pk]})
    assert roles(JointAction.objects.get()) == {("AAA", "lead"), ("AAA", "funding"), ("BBB", "funding")}


def test_second_lead_is_refused_beside_its_field(client, action, partner_a, partner_b):
    assert save(client, action, lead=[partner_a, partner_b]) == {"lead": "Une action n’a qu’un seul chef de file."}
    assert roles(action) == {("AAA", "lead"), ("BBB", "co_lead")}


def test_archived_partner_stays_and_is_no_longer_offered(client, action, partner_a, partner_b):
    type(partner_b).objects.filter(pk=partner_b.pk).archive()
    assert save(client, action, funding=[partner_a]) == {}
    assert ("BBB", "co_lead") in roles(action)
    query = {"term": "", "app_label": "actions", "model_name": "jointaction", "field_name": "partners"}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["id"] for result in results] == [str(partner_a.pk)]


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_participation_has_no_form_of_its_own(client, action, page):
    row = action.participations.first()
    args = [] if page == "add" else [row.pk]
    sent = {"action": action.pk, "partner": row.partner_id, "role": "funding", "post": "yes"}
    assert client.post(reverse(f"admin:actions_participation_{page}", args=args), sent).status_code == 403
    assert roles(action) == {("AAA", "lead"), ("BBB", "co_lead")}
