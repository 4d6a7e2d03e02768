"""An import is one edit in the ledger, and does what its preview said or nothing."""

import pytest

from actions import services
from actions.columns import BY_NAME
from actions.models import CellEdit, Edit, JointAction
from actions.services import Change
from tests import factories
from tests.uploads import confirm, plain, preview, said, xlsx

pytestmark = pytest.mark.django_db
CHANGED = "Rien n’a été importé : les données ont changé depuis l’aperçu. Envoyez de nouveau le fichier."


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def look(client, headings, *rows):
    return preview(client, JointAction, xlsx(headings, *rows))


def test_import_is_one_edit_that_is_undone_as_a_whole(client, secretary, partner_a):
    axis = factories.make_axis(2)
    one, other = factories.make_action(places="Rabat"), factories.make_action(lead=partner_a)
    page = look(
        client,
        ["Référence", "Action commune", "Axe", "Lieux", "Chef de file"],
        ["", "Nouvelle", 2, "Fès", "AAA"],
        [one.reference, one.title, one.axis.number, "Oujda", "AAA"],
        [other.reference, other.title, other.axis.number, None, None],
    )
    assert not Edit.objects.exists()

    confirm(client, JointAction, page)

    new, edit = JointAction.objects.get(axis=axis), Edit.objects.get()
    assert (edit.author, edit.channel, plain(edit.reason)) == (
        secretary,
        "import",
        "Importation du fichier « envoi.xlsx ».",
    )
    assert set(edit.cells.values_list("action__reference", "column")) == {
        *((new.reference, column) for column in ("reference", "title", "axis", "status", "places", "lead")),
        (one.reference, "places"),
        (one.reference, "lead"),
        (other.reference, "lead"),
    }
    assert CellEdit.objects.get(action=one, column="places").before == "Rabat"

    services.undo(by=secretary, edit=edit)
    fresh = JointAction.objects.for_table().in_bulk()
    assert (fresh[one.pk].places, fresh[one.pk].lead, fresh[other.pk].lead) == ("Rabat", None, partner_a)
    assert fresh[new.pk].is_archived


def test_move_to_another_axis_keeps_the_old_reference(client):
    action = factories.make_action(axis=factories.make_axis(1), reference="A1-07")
    factories.make_axis(2)
    confirm(client, JointAction, look(client, ["Référence", "Axe"], ["A1-07", 2]))
    assert JointAction.objects.get().reference == "A2-01"
    assert action.former_references.get().reference == "A1-07"


@pytest.mark.parametrize("value", ["Fès", "Oujda"])
def test_change_since_the_preview_is_not_overwritten(client, secretary, value):
    action = factories.make_action(places="Rabat")
    page = look(client, ["Référence", "Lieux"], [action.reference, "Oujda"])
    services.save(by=secretary, channel="table", changes=[Change(action.pk, BY_NAME["places"], value)])

    assert said(confirm(client, JointAction, page)) == [CHANGED]

    action.refresh_from_db()
    assert action.places == value
    assert not Edit.objects.filter(channel="import").exists()


def test_change_of_another_cell_since_the_preview_stays(client, secretary):
    action = factories.make_action(places="Rabat")
    page = look(client, ["Référence", "Lieux"], [action.reference, "Oujda"])
    services.save(by=secretary, channel="table", changes=[Change(action.pk, BY_NAME["remarks"], "Vu")])

    confirm(client, JointAction, page)

    action.refresh_from_db()
    assert (action.places, action.remarks) == ("Oujda", "Vu")
