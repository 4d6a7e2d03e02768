"""Joint actions in the admin: references, constraints said at the screen, status of many at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from lxml import html

from actions.models import JointAction
from tests import factories
from tests.actions.admin_form import change, opened
from tests.uploads import plain, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def form(axis, **fields):
    """What the form of a new action posts."""
    return {"title": "Titre", "axis": axis.pk, "status": "proposed", "funding_secured": "unknown"} | fields


def errors(response):
    return {field: plain(" ".join(texts)) for field, texts in response.context["adminform"].form.errors.items()}


def listed(client, **query):
    return [action.reference for action in client.get(url(JointAction, "changelist"), query).context["cl"].result_list]


def test_form_sent_twice_adds_one_action(client):
    axis = factories.make_axis(2)
    page = html.fromstring(client.get(url(JointAction, "add")).content.decode())
    token = {"once": page.get_element_by_id("jointaction_form").fields["once"]}
    answers = [client.post(url(JointAction, "add"), form(axis) | token) for _ in range(2)]
    assert {answer.url for answer in answers} == {url(JointAction, "changelist")}
    assert JointAction.objects.count() == 1


def test_new_action_gets_the_next_reference_of_its_axis(client):
    axis = factories.make_axis(2)
    factories.make_action(axis=axis, reference="A2-07")
    client.post(url(JointAction, "add"), form(axis, reference="A9-99"))
    assert JointAction.objects.get(title="Titre").reference == "A2-08"


def test_reference_follows_the_axis_and_is_never_typed(client):
    action = factories.make_action(reference="A1-01")
    page = client.post(change(action), opened(client, action) | {"axis": factories.make_axis(3).pk, "reference": "X"})
    assert page.status_code == 302
    action.refresh_from_db()
    assert (action.reference, action.axis.number) == ("A3-01", 3)
    assert action.former_references.get().reference == "A1-01"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start": "02/01/2009", "end": "01/01/2009"}, "La fin précède le début."),
        ({"progress": "101"}, "L’avancement est un pourcentage, de 0 à 100."),
        ({"budget": "1250"}, "Un montant doit être accompagné de sa devise, et une devise de son montant."),
        ({"currency": "MAD"}, "Un montant doit être accompagné de sa devise, et une devise de son montant."),
        ({"budget": "-1", "currency": "MAD"}, "Un budget ne peut pas être négatif."),
    ],
)
def test_constraint_is_said_on_top(client, fields, sentence):
    page = client.post(url(JointAction, "add"), form(factories.make_axis(1), **fields))
    assert errors(page) == {"__all__": sentence}
    assert not JointAction.objects.exists()


def test_forbidden_transition_is_said_beside_the_status(client):
    action = factories.make_action(status="completed")
    page = client.post(change(action), opened(client, action) | {"status": "proposed"})
    assert errors(page) == {"status": "Une action ne peut pas passer de « Achevée » à « Proposée »."}


def test_view_on_site_leads_to_the_page_of_the_action(client):
    action = factories.make_action()
    page = client.get(change(action))
    target = client.get(page.context["absolute_url"]).url
    assert target.endswith(f"/actions/{action.reference}/")


def test_search_ignores_accents_and_finds_partners(client):
    found = factories.make_action(title="Accès à la santé", lead=factories.make_partner("ÉTÉ"))
    factories.make_action()
    assert listed(client, q="sante ete") == [found.reference]


def test_filters_find_late_archived_and_their_contrary(client):
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    late = factories.make_action(end=yesterday)
    fine = factories.make_action()
    factories.make_action(archived_at=timezone.now())
    assert listed(client, late="yes") == [late.reference]
    assert listed(client, late="no") == [fine.reference]
    assert len(listed(client, archived="all")) == 3


def test_action_is_never_deleted(client):
    action = factories.make_action()
    assert (
        client.post(reverse("admin:actions_jointaction_delete", args=[action.pk]), {"post": "yes"}).status_code == 403
    )
    many = {"action": "delete_selected", "_selected_action": [action.pk], "post": "yes"}
    client.post(url(JointAction, "changelist"), many)
    assert JointAction.objects.exists()


def mark(client, status, *actions):
    data = {"action": f"mark_{status}", "_selected_action": [action.pk for action in actions]}
    return said(client.post(url(JointAction, "changelist"), data, follow=True))


def test_status_of_many_is_changed_and_refusals_say_why(client, secretary):
    proposed, agreed = factories.make_action(), factories.make_action(status="agreed")
    done = [factories.make_action(status="completed") for _ in range(2)]
    assert mark(client, "suspended", proposed, agreed, *done) == [
        "2 actions désormais au statut « Suspendue ».",
        f"{done[0].reference}, {done[1].reference} – Une action ne peut pas passer de « Achevée » à « Suspendue ».",
    ]
    assert list(JointAction.objects.order_by("pk").values_list("status", flat=True)) == [
        "suspended",
        "suspended",
        "completed",
        "completed",
    ]
    assert set(LogEntry.objects.values_list("user", "object_id")) == {
        (secretary.pk, str(proposed.pk)),
        (secretary.pk, str(agreed.pk)),
    }


def test_status_already_there_changes_nothing(client):
    assert mark(client, "agreed", factories.make_action(status="agreed")) == []


def test_status_may_be_changed_for_what_a_search_found(client):
    action = factories.make_action(title="Santé")
    data = {"action": "mark_agreed", "_selected_action": [action.pk]}
    client.post(url(JointAction, "changelist") + "?q=sante&late=no", data)
    action.refresh_from_db()
    assert action.status == "agreed"


@pytest.mark.parametrize("size", [3, 30])
def test_list_takes_the_same_queries_at_any_size(client, django_assert_num_queries, size):
    for number in range(size):
        factories.make_action(lead=factories.make_partner(f"P{number}"), axis=factories.make_axis(number + 1))
    with django_assert_num_queries(8):
        page = client.get(url(JointAction, "changelist"))
    assert page.content.decode().count('class="field-lead_name"') == size
