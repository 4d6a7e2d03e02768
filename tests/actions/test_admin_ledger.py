"""The admin tells the ledger of every change, and loses no change that another person made meanwhile."""

from datetime import date

import pytest
from django.urls import reverse

from actions import services
from actions.columns import BY_NAME
from actions.models import CellEdit, Edit, FormerReference, JointAction
from actions.services import Change
from tests import factories
from tests.actions.admin_form import change, opened, sent_by
from tests.uploads import plain, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def colleague(db):
    return factories.make_secretary("colleague@example.org")


@pytest.fixture
def meanwhile(colleague):
    """A colleague changes a cell while the form is open."""

    def save(action, name, value):
        changes = [Change(action.pk, BY_NAME[name], value)]
        assert services.save(by=colleague, channel=Edit.Channel.TABLE, changes=changes).saved

    return save


def told(action):
    """{column: (before, after)} of the last edit that the admin made."""
    edit = Edit.objects.filter(channel="admin").first()
    return {cell.column: (cell.before, cell.after) for cell in edit.cells.filter(action=action)} if edit else {}


# What is told -----------------------------------------------------------------------------------


def test_changed_cells_are_one_edit_with_its_reason(client, secretary, partner_a, partner_b):
    theme = factories.make_theme("Genre")
    action = factories.make_action(lead=partner_a, remarks="Une\nDeux", start=date(2009, 1, 1))
    sent = {
        "title": "Nouveau",
        "themes": [theme.pk],
        "lead": [partner_b.pk],
        "start": "02/01/2009",
        "reason": "Réunion",
    }

    assert client.post(change(action), opened(client, action) | sent).status_code == 302

    edit = Edit.objects.get()
    assert (edit.author, edit.channel, edit.reason) == (secretary, "admin", "Réunion")
    assert told(action) == {
        "title": (action.title, "Nouveau"),
        "themes": ([], [theme.slug]),
        "lead": ([partner_a.slug], [partner_b.slug]),
        "start": ("2009-01-01", "2009-01-02"),
    }
    fresh = JointAction.objects.for_table().get()
    assert (fresh.title, fresh.lead, fresh.remarks) == ("Nouveau", partner_b, "Une\nDeux")


def test_form_that_was_left_alone_changes_nothing(client, partner_a):
    action = factories.make_action(
        lead=partner_a, partners=[partner_a], remarks="  Une\nDeux ", budget="1250.50", currency="MAD", progress=40,
        funding_secured=False, end=date(2009, 12, 31), themes=[factories.make_theme("Genre")],
    )  # fmt: skip
    before = JointAction.objects.values().get()
    assert client.post(change(action), opened(client, action)).status_code == 302
    assert JointAction.objects.values().get() == before
    assert not Edit.objects.exists()


def test_new_action_is_told(client, secretary, partner_a):
    sent = {"title": "Santé", "axis": factories.make_axis(3).pk, "status": "proposed", "funding_secured": "unknown"}
    client.post(url(JointAction, "add"), sent | {"lead": [partner_a.pk], "remarks": "Une\r\nDeux"})
    assert told(JointAction.objects.get()) == {
        "reference": (None, "A3-01"),
        "title": (None, "Santé"),
        "axis": (None, "3"),
        "status": (None, "proposed"),
        "lead": (None, [partner_a.slug]),
        "remarks": (None, "Une\nDeux"),
    }


@pytest.mark.parametrize(
    ("verb", "column", "after"), [("archive", "archived", True), ("mark_agreed", "status", "agreed")]
)
def test_what_is_done_to_many_is_one_edit(client, verb, column, after):
    actions = [factories.make_action() for _ in range(3)]
    client.post(url(JointAction, "changelist"), {"action": verb, "_selected_action": [row.pk for row in actions]})
    edit = Edit.objects.get()
    assert edit.channel == "admin"
    assert list(edit.cells.values_list("column", "after")) == [(column, after)] * 3


def test_restored_action_is_told(client):
    action = factories.make_action(archived_at="2009-01-01T00:00Z")
    client.post(
        url(JointAction, "changelist") + "?archived=all", {"action": "restore", "_selected_action": [action.pk]}
    )
    assert told(action) == {"archived": (True, False)}


# What another person changed meanwhile ----------------------------------------------------------


def errors(response):
    return {name: plain(" ".join(texts)) for name, texts in response.context["adminform"].form.errors.items()}


def test_other_fields_merge(client, meanwhile, partner_a, partner_b):
    action = factories.make_action(lead=partner_a)
    sent = opened(client, action)
    meanwhile(action, "places", "Fès")
    meanwhile(action, "lead", [partner_b])
    meanwhile(action, "status", "agreed")

    assert client.post(change(action), sent | {"title": "Le mien"}).status_code == 302

    fresh = JointAction.objects.for_table().get()
    assert (fresh.title, fresh.places, fresh.lead, fresh.status) == ("Le mien", "Fès", partner_b, "agreed")
    assert told(action) == {"title": (action.title, "Le mien")}


@pytest.mark.parametrize(
    ("name", "theirs", "mine", "shown"),
    [
        ("title", "Le leur", "Le mien", "Le leur"),
        ("end", date(2010, 12, 31), "31/12/2011", "31/12/2010"),
        ("places", "", "Fès", "–"),
    ],
)
def test_same_field_is_refused_and_then_chosen(client, meanwhile, name, theirs, mine, shown):
    action = factories.make_action(end=date(2009, 12, 31), places="Rabat")
    sent = opened(client, action) | {name: mine, "indicators": "Compris"}
    meanwhile(action, name, theirs)

    page = client.post(change(action), sent)

    assert list(errors(page)) == [name]
    assert errors(page)[name].startswith("Colleague a modifié ce champ le ")
    assert f"« {shown} »" in errors(page)[name]
    action.refresh_from_db()
    assert (getattr(action, name), action.indicators) == (theirs, "")

    again = sent_by(page.context["adminform"].form)
    assert again[name] == mine
    assert client.post(change(action), again).status_code == 302
    action.refresh_from_db()
    assert (BY_NAME[name].text(action), action.indicators) == (mine, "Compris")
    assert set(told(action)) == {name, "indicators"}


def test_same_role_is_refused(client, meanwhile, partner_a, partner_b):
    action = factories.make_action(lead=partner_a)
    sent = opened(client, action)
    meanwhile(action, "lead", [partner_b])
    page = client.post(change(action), sent | {"lead": [factories.make_partner("CCC").pk]})
    assert "« BBB »" in errors(page)["lead"]
    assert JointAction.objects.for_table().get().lead == partner_b


def test_same_change_twice_is_no_conflict(client, meanwhile):
    action = factories.make_action()
    sent = opened(client, action)
    meanwhile(action, "title", "Pareil")
    assert client.post(change(action), sent | {"title": "Pareil"}).status_code == 302
    assert not told(action)


@pytest.mark.parametrize("base", ["", "[]", "{", "null"])
def test_page_without_its_base_is_refused(client, base):
    action = factories.make_action()
    page = client.post(change(action), opened(client, action) | {"title": "Le mien", "base": base})
    assert errors(page)
    assert JointAction.objects.get().title == action.title


# What nobody changes ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["add", "change", "delete"])
@pytest.mark.parametrize("model", [Edit, CellEdit, FormerReference])
def test_the_ledger_is_only_read(client, meanwhile, model, page):
    action = factories.make_action()
    meanwhile(action, "axis", factories.make_axis(2))
    before = list(model.objects.values())
    name = f"admin:actions_{model._meta.model_name}_{page}"
    args = [] if page == "add" else [model.objects.first().pk]
    assert client.post(reverse(name, args=args), {"reason": "x", "column": "x", "post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [row["id"] for row in before], "post": "yes"}
    client.post(url(model, "changelist"), many)
    assert list(model.objects.values()) == before


def test_history_button_leads_to_the_ledger(client):
    action = factories.make_action()
    page = client.get(reverse("admin:actions_jointaction_history", args=[action.pk]))
    assert page.url == reverse("actions:history", args=[action.reference])


def test_an_edit_leads_to_where_it_is_read_in_words(client, meanwhile):
    action = factories.make_action()
    meanwhile(action, "places", "Fès")
    cell = CellEdit.objects.get()
    for row, path in [
        (cell.edit, f"/actions/history/{cell.edit_id}/"),
        (cell, f"/actions/{action.reference}/history/places/"),
    ]:
        page = client.get(reverse(f"admin:actions_{row._meta.model_name}_change", args=[row.pk]))
        assert page.context["absolute_url"] == path
