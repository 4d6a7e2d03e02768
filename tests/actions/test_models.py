"""Rules on one row of the table hold in the database, and say why in French."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.models import JointAction, Participation
from actions.services import assign_references
from tests.factories import make_action, make_axis, make_partner, take_part

pytestmark = pytest.mark.django_db

Status = JointAction.Status

BROKEN = [
    ({"start": date(2009, 2, 1), "end": date(2009, 1, 31)}, "La fin précède le début."),
    ({"progress": 101}, "L’avancement est un pourcentage, de 0 à 100."),
    ({"budget": Decimal("-1"), "currency": "MAD"}, "Un budget ne peut pas être négatif."),
    ({"budget": Decimal("5")}, "Un montant doit être accompagné de sa devise, et une devise de son montant."),
    ({"currency": "MAD"}, "Un montant doit être accompagné de sa devise, et une devise de son montant."),
]


@pytest.mark.parametrize(("fields", "sentence"), BROKEN)
def test_a_broken_rule_is_a_sentence(fields, sentence):
    with pytest.raises(ValidationError) as error:
        make_action(**fields)

    assert sentence in error.value.messages


@pytest.mark.parametrize("fields", [fields for fields, _ in BROKEN] + [{"status": "unheard-of"}])
def test_the_database_refuses_what_a_form_did_not(fields):
    action = make_action()

    with pytest.raises(IntegrityError), transaction.atomic():
        JointAction.objects.filter(pk=action.pk).update(**fields)


@pytest.mark.parametrize(("fields", "sentence"), BROKEN)
def test_python_and_the_database_agree_on_the_rules(fields, sentence):
    action = make_action()
    for name, value in fields.items():
        setattr(action, name, value)

    assert [str(said) for said in action.faults().values()] == [sentence]


def test_an_action_of_one_day_with_a_budget_of_nothing_is_in_order():
    make_action(start=date(2009, 1, 1), end=date(2009, 1, 1), budget=0, currency="EUR", progress=100)


def test_an_action_has_one_lead(partner_a, partner_b):
    action = make_action(lead=partner_a)

    with pytest.raises(ValidationError) as error:
        Participation(action=action, partner=partner_b, role="lead").full_clean()
    assert "Une action n’a qu’un seul chef de file" in str(error.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        take_part(action, partner_b, "lead")


def test_a_partner_may_have_several_roles_but_each_once(partner_a):
    action = make_action(lead=partner_a)
    take_part(action, partner_a, "funding")

    with pytest.raises(IntegrityError), transaction.atomic():
        take_part(action, partner_a, "funding")


def test_a_partner_in_use_cannot_be_deleted(partner_a):
    make_action(lead=partner_a)

    with pytest.raises(IntegrityError):
        partner_a.delete()


@pytest.mark.parametrize(
    ("days", "status", "late"),
    [
        (-1, "ongoing", True),
        (0, "ongoing", False),
        (-1, "completed", False),
        (-1, "abandoned", False),
        (None, "ongoing", False),
    ],
)
def test_late_is_open_with_its_end_past(days, status, late):
    end = None if days is None else timezone.localdate() + timedelta(days=days)
    action = make_action(status=status, end=end)

    assert action.is_late is late
    assert JointAction.objects.late().exists() is late
    assert JointAction.objects.on_time().exists() is not late


def test_references_count_up_within_an_axis_and_sort_as_numbers():
    axis = make_axis(2)
    for _ in range(101):
        action = JointAction(axis=axis, title="One more")
        assign_references(actions=[action])
        action.save()

    references = list(JointAction.objects.values_list("reference", flat=True))
    assert references[0] == "A2-01"
    assert references[98:] == ["A2-99", "A2-100", "A2-101"]


def test_proposed_to_completed_takes_every_step():
    assert Status.COMPLETED not in Status.PROPOSED.successors
    assert all({Status.SUSPENDED, Status.ABANDONED} & status.successors for status in Status.open())


def test_search_text_follows_every_save(partner_a):
    action = make_action(title="Santé des mineurs")
    assert list(JointAction.objects.search("SANTE mineurs")) == [action]

    action.title = "Éducation"
    action.save()

    assert not JointAction.objects.search("sante").exists()
    assert JointAction.objects.search("education").exists()


def test_search_reaches_the_names_and_aliases_of_partners():
    bit = make_partner("BIT", name="Bureau international du travail")
    bit.aliases.create(name="ILO")
    action = make_action(lead=bit, places="طنجة")

    for query in ("bit", "ilo", "bureau TRAVAIL", "طَنجه", "ilo طنجة"):
        assert list(JointAction.objects.search(query)) == [action], query
    assert not JointAction.objects.search("ilo rabat").exists()


def test_search_does_not_betray_internal_notes():
    make_action(internal_notes="Confidentiel")

    assert not JointAction.objects.search("confidentiel").exists()
