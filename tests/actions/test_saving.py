"""Saving cells: what is saved, what conflicts, what is refused, and what the ledger says of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actions import services
from actions.columns import BY_NAME, EDITABLE
from actions.models import CellEdit, Edit, FormerReference, JointAction
from actions.services import Change
from tests.factories import make_action, make_axis, make_partner, make_theme

pytestmark = pytest.mark.django_db

Status = JointAction.Status


def change(action, name, value, **base):
    return Change(action.pk, BY_NAME[name], value, **base)


@pytest.fixture
def save(secretary):
    def save(*changes, by=secretary, **options):
        return services.save(by=by, channel=Edit.Channel.TABLE, changes=changes, **options)

    return save


def ledger(action):
    return {cell.column: (cell.before, cell.after) for cell in action.history.all()}


# What is saved ----------------------------------------------------------------------------------


def test_every_editable_column_is_saved_and_told_to_the_ledger(save, secretary, partner_a, partner_b):
    theme = make_theme("Genre")
    action = make_action(lead=partner_a, axis=make_axis(1), status="agreed")
    values = {
        "title": "Santé",
        "themes": [theme],
        "lead": [partner_b],
        "implementing": [partner_a, partner_b],
        "status": Status.ONGOING,
        "progress": 40,
        "end": date(2009, 12, 31),
        "budget": Decimal("1250.00"),
        "currency": "MAD",
        "funding_secured": False,
        "internal_notes": "À revoir",
    }

    outcome = save(*(change(action, name, value) for name, value in values.items()), reason="Réunion")

    fresh = JointAction.objects.for_table().get(pk=action.pk)
    for name, value in values.items():
        column = BY_NAME[name]
        assert column.store(column.read(fresh)) == column.store(value), name
    assert ledger(action) == {
        "title": (action.title, "Santé"),
        "themes": ([], [theme.slug]),
        "lead": ([partner_a.slug], [partner_b.slug]),
        "implementing": ([], sorted([partner_a.slug, partner_b.slug])),
        "status": ("agreed", "ongoing"),
        "progress": (None, 40),
        "end": (None, "2009-12-31"),
        "budget": (None, "1250.00"),
        "currency": (None, "MAD"),
        "funding_secured": (None, False),
        "internal_notes": (None, "À revoir"),
    }
    assert (outcome.edit.author, outcome.edit.channel, outcome.edit.reason) == (secretary, "table", "Réunion")
    assert JointAction.objects.search("sante").exists()


def test_a_value_that_is_there_already_changes_nothing(save, partner_a):
    action = make_action(lead=partner_a, title="Santé", budget=5, currency="MAD")

    outcome = save(
        change(action, "title", "Santé"), change(action, "budget", Decimal("5")), change(action, "lead", [partner_a])
    )

    assert not Edit.objects.exists()
    assert outcome.edit is None


@pytest.mark.parametrize("column", EDITABLE, ids=lambda column: column.name)
def test_what_is_stored_is_loaded_back(column, partner_a):
    action = make_action(lead=partner_a, partners=[partner_a], themes=[make_theme("Genre")], end=date(2009, 1, 1))
    action = JointAction.objects.for_table().get(pk=action.pk)
    stored = column.store(column.read(action))

    assert column.store(column.load(stored)) == stored


def test_a_move_to_another_axis_keeps_the_old_reference_findable(save):
    action = make_action(axis=make_axis(1), reference="A1-07")
    target = make_axis(2)

    save(change(action, "axis", target))

    action.refresh_from_db()
    assert action.reference == "A2-01"
    assert FormerReference.objects.get().reference == "A1-07"
    assert ledger(action) == {"axis": ("1", "2"), "reference": ("A1-07", "A2-01")}

    save(change(action, "axis", make_axis(1)))

    action.refresh_from_db()
    assert action.reference == "A1-07"
    assert FormerReference.objects.get().reference == "A2-01"


# Conflicts --------------------------------------------------------------------------------------


def test_a_stale_cell_conflicts_and_the_others_go_on(save, secretary):
    action = make_action(title="Before", places="Rabat")
    save(change(action, "title", "Theirs", base="Before"))

    outcome = save(change(action, "title", "Mine", base="Before"), change(action, "places", "Fès", base="Rabat"))

    action.refresh_from_db()
    assert (action.title, action.places) == ("Theirs", "Fès")
    (conflict,) = outcome.conflicts
    assert (conflict.current, conflict.change.value) == ("Theirs", "Mine")
    assert conflict.last.edit.author == secretary


def test_an_amount_conflicts_together_with_its_currency(save):
    action = make_action(budget=Decimal("100"), currency="MAD")
    save(change(action, "budget", Decimal("200")))

    outcome = save(
        change(action, "budget", Decimal("150"), base="100.00"), change(action, "currency", "EUR", base="MAD")
    )

    action.refresh_from_db()
    assert (action.budget, action.currency) == (200, "MAD")
    assert {conflict.change.column.name for conflict in outcome.conflicts} == {"budget", "currency"}


def test_the_same_change_made_twice_is_no_conflict(save):
    action = make_action(title="Before")
    save(change(action, "title", "After", base="Before"))

    outcome = save(change(action, "title", "After", base="Before"))

    assert outcome.conflicts == []
    assert CellEdit.objects.count() == 1


# Refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("title", "", "Ce champ ne peut pas être vide."),
        ("title", "x" * 301, "Assurez-vous que cette valeur comporte au plus 300 caractères"),
        ("internal_notes", "x" * 32_768, "32767"),
        ("progress", 101, "L’avancement est un pourcentage, de 0 à 100."),
        ("end", date(2008, 1, 1), "La fin précède le début."),
        ("start", date(2011, 1, 1), "La fin précède le début."),
        ("budget", Decimal("5"), "Un montant doit être accompagné de sa devise"),
        ("currency", "MAD", "Un montant doit être accompagné de sa devise"),
        ("status", "completed", "Une action ne peut pas passer de"),
    ],
)
def test_a_broken_rule_is_said_beside_its_cell(save, name, value, sentence):
    action = make_action(start=date(2009, 1, 1), end=date(2010, 1, 1))
    before = JointAction.objects.values().get()

    outcome = save(change(action, name, value), change(action, "places", "Fès"))

    (refusal,) = outcome.refusals
    assert refusal.column.name == name
    assert sentence in refusal.message
    assert JointAction.objects.values().get() == before
    assert not Edit.objects.exists()


def test_a_second_lead_is_refused(save, partner_a, partner_b):
    action = make_action(lead=partner_a)

    outcome = save(change(action, "lead", [partner_a, partner_b]))

    assert "chef de file" in outcome.refusals[0].message
    assert action.partners_as("lead") == [partner_a]


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_a_status_follows_from_the_one_before(save, before, after):
    action = make_action(status=before)

    outcome = save(change(action, "status", after))

    action.refresh_from_db()
    allowed = after in before.successors
    assert action.status == (after if allowed else before)
    assert bool(outcome.refusals) is not (allowed or after == before)


def test_only_the_secretariat_saves(save, alice, reader, outsider, partner_a):
    action = make_action(lead=partner_a)

    for user in (alice, reader, outsider):
        with pytest.raises(PermissionDenied):
            save(change(action, "title", "Mine"), by=user)


# Adding, archiving, undoing ---------------------------------------------------------------------


def test_a_new_action_gets_its_reference_and_its_history(secretary, partner_a):
    action = services.create(
        by=secretary, channel="form", values={"title": "Santé", "axis": make_axis(3), "lead": [partner_a], "places": ""}
    )

    assert action.reference == "A3-01"
    assert list(action.partners.all()) == [partner_a]
    assert ledger(action) == {
        "reference": (None, "A3-01"),
        "title": (None, "Santé"),
        "axis": (None, "3"),
        "lead": (None, [partner_a.slug]),
    }


def test_a_new_action_without_a_title_is_refused(secretary):
    with pytest.raises(ValidationError) as error:
        services.create(by=secretary, channel="form", values={"title": "", "axis": make_axis(3)})
    assert "title" in error.value.error_dict
    assert not JointAction.objects.exists()


def test_archiving_is_told_and_undone(secretary):
    action = make_action()

    outcome = services.archive(by=secretary, channel="table", actions=[action])
    action.refresh_from_db()
    assert action.is_archived
    assert ledger(action) == {"archived": (False, True)}

    services.undo(by=secretary, edit=outcome.edit)
    action.refresh_from_db()
    assert not action.is_archived


def test_undo_brings_back_what_was_not_changed_since(save, secretary, partner_a):
    action, other = make_action(title="One", lead=partner_a), make_action(title="Two")
    first = save(change(action, "title", "Uno"), change(action, "lead", []), change(other, "title", "Due"))
    save(change(other, "title", "Zwei"))

    outcome = services.undo(by=secretary, edit=first.edit)

    action, other = JointAction.objects.for_table().order_by("pk")
    assert (action.title, action.lead, other.title) == ("One", partner_a, "Zwei")
    assert [(conflict.action, conflict.current) for conflict in outcome.conflicts] == [(other, "Zwei")]
    assert outcome.edit.undoes == first.edit


def test_an_edit_is_undone_once(save, secretary):
    edit = save(change(make_action(), "title", "Uno")).edit
    services.undo(by=secretary, edit=edit)

    with pytest.raises(services.AlreadyUndoneError) as error:
        services.undo(by=secretary, edit=edit)
    assert "Secretary" in str(error.value)


def test_an_undo_can_be_undone(save, secretary):
    action = make_action(title="One")
    undone = services.undo(by=secretary, edit=save(change(action, "title", "Uno")).edit)

    services.undo(by=secretary, edit=undone.edit)

    action.refresh_from_db()
    assert action.title == "Uno"


def test_undoing_a_creation_archives_the_action(secretary):
    action = services.create(by=secretary, channel="form", values={"title": "Santé", "axis": make_axis(3)})

    services.undo(by=secretary, edit=Edit.objects.get())

    action.refresh_from_db()
    assert action.is_archived
    assert action.title == "Santé"


def test_the_history_that_others_see_has_no_internal_notes(save, secretary, alice, reader, outsider, partner_a):
    action = make_action(lead=partner_a)
    save(change(action, "title", "Uno"), change(action, "internal_notes", "Secret"))

    def seen(user):
        return set(CellEdit.objects.visible_to(user).values_list("column", flat=True))

    assert seen(secretary) == {"title", "internal_notes"}
    assert seen(alice) == seen(reader) == {"title"}
    assert seen(outsider) == set()


# Queries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), [("status", "agreed"), ("progress", 5), ("remarks", "Vu")])
def test_a_bulk_edit_grows_slowly(save, name, value, django_assert_max_num_queries):
    actions = [make_action() for _ in range(300)]

    with django_assert_max_num_queries(30):
        save(*(change(action, name, value) for action in actions))

    assert CellEdit.objects.count() == 300


def test_a_bulk_change_of_links_grows_slowly(save, django_assert_max_num_queries):
    partners = [make_partner() for _ in range(3)]
    actions = [make_action(lead=partners[number % 3]) for number in range(300)]

    with django_assert_max_num_queries(30):
        save(*(change(action, "lead", [partners[0]]) for action in actions))
