"""Taking an edit back: what its page announces, and what comes of it."""

from html import unescape

import pytest

from actions import services
from actions.columns import BY_NAME
from actions.models import CellEdit, Edit, JointAction
from actions.services import Change
from tests.factories import make_action, make_axis

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(secretary):
    def save(*changes, channel="bulk"):
        changes = [Change(action.pk, BY_NAME[name], value) for action, name, value in changes]
        return services.save(by=secretary, channel=channel, changes=changes).edit

    return save


@pytest.fixture
def client(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture
def undo(client):
    def undo(edit, **fields):
        return client.post(f"/actions/history/{edit.pk}/undo/", fields, follow=True)

    return undo


def page(client, edit):
    return client.get(f"/actions/history/{edit.pk}/")


def text_of(response):
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_page_tells_what_would_come_back_and_what_would_stay(client, save):
    one, two = make_action(title="Un"), make_action(title="Deux")
    edit = save((one, "title", "Uno"), (two, "title", "Due"))
    save((two, "title", "Zwei"), channel="table")

    response = page(client, edit)

    text = text_of(response)
    assert "1 cellule redeviendrait ce qu’elle était avant" in text
    assert "1 cellule a été modifiée depuis et reste telle quelle" in text
    [dispute] = response.context["disputes"]
    assert (dispute.action, dispute.wanted, dispute.current, dispute.last.edit.author.name) == (
        two,
        "Deux",
        "Zwei",
        "Secretary",
    )
    assert JointAction.objects.get(pk=one.pk).title == "Uno"


def test_undo_brings_back_the_batch_but_what_was_changed_since(undo, save):
    one, two = make_action(title="Un"), make_action(title="Deux")
    edit = save((one, "title", "Uno"), (two, "title", "Due"))
    save((two, "title", "Zwei"))

    answer = undo(edit, reason="Erreur")

    assert set(JointAction.objects.values_list("title", flat=True)) == {"Un", "Zwei"}
    undone = Edit.objects.first()
    assert (undone.undoes, undone.channel, undone.reason) == (edit, "undo", "Erreur")
    assert answer.redirect_chain[-1][0] == f"/actions/history/{undone.pk}/"
    assert "1 cellule est de nouveau comme avant." in text_of(answer)


def test_undo_brings_back_a_status_that_no_longer_follows(undo, save):
    action = make_action()
    undo(save((action, "status", "agreed")))
    assert JointAction.objects.get().status == "proposed"


def test_undo_can_be_undone(undo, save):
    action = make_action(title="Un")
    undo(save((action, "title", "Uno")))
    undo(Edit.objects.first())
    assert JointAction.objects.get().title == "Uno"
    assert CellEdit.objects.count() == 3


def test_second_undo_is_refused_with_a_sentence(client, undo, save):
    edit = save((make_action(title="Un"), "title", "Uno"))
    undo(edit)

    assert "Secretary l’a déjà annulé." in text_of(undo(edit))
    text = text_of(page(client, edit))
    assert "Secretary a annulé cette modification" in text
    assert "Annuler cette modification" not in text
    assert Edit.objects.count() == 2


def test_undo_of_which_nothing_is_left_is_said(client, undo, save):
    action = make_action(title="Un")
    edit = save((action, "title", "Uno"))
    save((action, "title", "Eins"))

    assert "Rien ne peut être rétabli" in text_of(page(client, edit))
    assert "Rien ne peut être rétabli" in text_of(undo(edit))
    assert Edit.objects.count() == 2


def test_move_to_another_axis_is_undone_with_its_reference(undo, save):
    action = make_action(axis=make_axis(1), reference="A1-07")
    undo(save((action, "axis", make_axis(2))))
    action.refresh_from_db()
    assert (action.reference, action.axis.number) == ("A1-07", 1)


def test_what_can_no_longer_come_back_says_why(client, save):
    action = make_action(start="2008-01-01", end="2008-06-01")
    edit = save((action, "end", None), (action, "start", None))
    save((action, "start", BY_NAME["start"].load("2009-01-01")))

    assert "La fin précède le début" in text_of(page(client, edit))


@pytest.mark.parametrize("name", ["alice", "reader", "outsider"])
def test_only_the_secretariat_undoes(request, as_user, save, name, partner_a):
    edit = save((make_action(lead=partner_a), "places", "Rabat"))
    client = as_user(request.getfixturevalue(name))
    assert client.post(f"/actions/history/{edit.pk}/undo/").status_code == 404
    assert client.post("/actions/history/987654/undo/").status_code == 404
    assert Edit.objects.count() == 1


@pytest.mark.parametrize("pk", ["987654", "9" * 30])
def test_edit_that_does_not_exist_is_not_found(client, pk):
    assert client.get(f"/actions/history/{pk}/").status_code == 404
    assert client.post(f"/actions/history/{pk}/undo/").status_code == 404


def test_nothing_is_undone_by_looking(client, save):
    edit = save((make_action(), "places", "Rabat"))
    assert client.get(f"/actions/history/{edit.pk}/undo/").status_code == 405
    page(client, edit)
    assert JointAction.objects.get().places == "Rabat"


def test_conflicts_are_named_in_one_query(client, save, django_assert_max_num_queries):
    actions = [make_action() for _ in range(100)]
    edit = save(*((action, "places", "Rabat") for action in actions))
    save(*((action, "places", "Fès") for action in actions))
    with django_assert_max_num_queries(14):
        assert len(page(client, edit).context["disputes"]) == 100
