"""The first table: somebody else's workbook, its columns confirmed by a person, its rows as proposed actions."""

from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import Workbook

from actions import tasks
from actions.models import Axis, ChangeSet, JointAction, RememberedMapping, RowChange
from tests import factories

ROWS = [
    ["Groupe Thématique Migration"],
    [],
    ["N°", "Intitulé", "Chef de file / partenaires", "Coût (MAD)", "Échéance", "Avis du bureau"],
    ["Axe 1 : Stratégie nationale"],
    [1, "Cartographier les besoins", "AAA / BBB", "1 250,00", datetime(2010, 6, 30), "favorable"],
    [2, "Former les juges", "BBB, inconnu", "à définir", "2011", None],
    ["Total", None, None, "1 250,00"],
]


@pytest.fixture(autouse=True)
def axis(db):
    return Axis.objects.create(number=1, title="Stratégie nationale")


def workbook(rows, title="Actions"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return ContentFile(file.getvalue(), "tableau.xlsx")


@pytest.fixture
def receive(secretary, partner_a, partner_b, django_capture_on_commit_callbacks):
    def receive(rows, **options):
        with django_capture_on_commit_callbacks(execute=True):
            change_set, _is_new = tasks.receive(by=secretary, file=workbook(rows), name="tableau.xlsx", **options)
        change_set.refresh_from_db()
        return change_set

    return receive


def url(change_set):
    return reverse("actions:mapping", args=[change_set.pk])


def chosen(page, **changes):
    """What the browser would post of the page as it is shown."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def confirm(client, change_set, **changes):
    return client.post(url(change_set), chosen(client.get(url(change_set)), confirm="1", **changes))


def test_headings_are_guessed_and_shown_with_the_first_rows(as_user, secretary, receive):
    change_set = receive(ROWS)
    assert change_set.state == ChangeSet.State.MAPPING
    page = as_user(secretary).get(url(change_set))
    ((_title, _box, fields),) = page.context["form"].sections()
    assert [field.value() for _heading, field in fields] == [
        "reference",
        "title",
        "lead+implementing",
        "budget",
        "end",
        "",
    ]
    assert page.context["number"] == 2
    assert any("Avis du bureau" in problem for problem in page.context["problems"])
    assert any("Total" in problem for problem in page.context["problems"])


def test_confirmed_table_proposes_new_actions(as_user, secretary, receive, partner_a, partner_b):
    change_set = receive(ROWS)
    answer = confirm(as_user(secretary), change_set)
    assert answer.url == change_set.get_absolute_url()
    change_set.refresh_from_db()
    assert (change_set.state, change_set.source) == (ChangeSet.State.OPEN, ChangeSet.Source.TABLE)
    first, second = change_set.rows.order_by("number")
    assert {first.kind, second.kind} == {RowChange.Kind.NEW}
    assert first.values["title"] == "Cartographier les besoins"
    assert first.values["axis"] == "1"
    assert (first.values["lead"], first.values["implementing"]) == ([partner_a.slug], [partner_b.slug])
    assert (first.values["budget"], first.values["currency"]) == ("1250.00", "MAD")
    assert first.values["end"] == "2010-06-30"
    assert first.errors == {}
    assert set(second.errors) == {"implementing", "budget"}
    assert second.values["end"] == "2011-12-31"
    assert not JointAction.objects.exists()


def test_answer_is_remembered_for_the_sender(as_user, secretary, receive, partner_a, partner_b):
    confirm(as_user(secretary), receive(ROWS, partner=partner_a))
    again = [*ROWS[:5], [3, "Autre", "AAA", "10", "2012", None]]
    assert receive(again, partner=partner_a).state == ChangeSet.State.OPEN
    assert receive(again, partner=partner_b).state == ChangeSet.State.MAPPING
    assert RememberedMapping.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"t0-2": ""}, {"t0-6": "title"}, {"t0-6": "lead"}, {"t0-6": "internal_notes"}], ids=str
)
def test_what_cannot_be_read_is_said(as_user, secretary, receive, changes):
    change_set = receive(ROWS)
    page = as_user(secretary).post(
        url(change_set), chosen(as_user(secretary).get(url(change_set)), confirm="1", **changes)
    )
    assert page.status_code == 400
    assert page.context["form"].errors
    change_set.refresh_from_db()
    assert change_set.state == ChangeSet.State.MAPPING


def test_headings_are_looked_for_where_a_person_says(as_user, secretary, receive):
    change_set = receive([["Action", "Budget"], ["Nom", "Somme"], ["Étude", 10]])
    page = as_user(secretary).get(url(change_set), {"sheet": "Actions", "first": 2, "last": 2})
    ((_title, _box, fields),) = page.context["form"].sections()
    assert [heading.text for heading, _field in fields] == ["Nom", "Somme"]
    refused = as_user(secretary).get(url(change_set), {"sheet": "Ailleurs", "first": 2, "last": 9})
    assert refused.context["headings"].errors


def test_chosen_headings_are_those_that_are_read(as_user, secretary, receive):
    change_set = receive([["Action", "Budget"], ["Nom", "Somme"], ["Étude", 10]])
    page = as_user(secretary).get(url(change_set), {"sheet": "Actions", "first": 2, "last": 2})
    values = chosen(page, confirm="1", **{"t0-1": "title", "axis": "1"})
    as_user(secretary).post(f"{url(change_set)}?sheet=Actions&first=2&last=2", values)
    change_set.refresh_from_db()
    assert [row.title for row in change_set.rows.all()] == ["Étude"]


def test_only_the_secretariat_says_what_columns_mean(as_user, alice, receive, partner_a):
    change_set = receive(ROWS, partner=partner_a)
    assert as_user(alice).get(url(change_set)).status_code == 403


def test_page_sends_on_once_the_columns_are_known(as_user, secretary, receive):
    change_set = receive(ROWS)
    confirm(as_user(secretary), change_set)
    assert as_user(secretary).get(url(change_set)).url == change_set.get_absolute_url()


def test_action_that_is_there_already_is_asked_about(as_user, secretary, receive, partner_a):
    action = factories.make_action(title="Former  les JUGES", lead=partner_a)
    change_set = receive(ROWS)
    confirm(as_user(secretary), change_set)
    row = change_set.rows.get(number=6)
    assert (row.kind, row.action) == (RowChange.Kind.LOOKALIKE, action)
