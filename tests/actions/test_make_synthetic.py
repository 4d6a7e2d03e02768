"""`manage.py make_synthetic`."""

import pytest
from django.core.management import CommandError, call_command

from actions import synthetic
from actions.models import JointAction, Participation, Region
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference_data():
    for number in (1, 2):
        factories.make_axis(number)
        factories.make_partner(f"P{number}")
        factories.make_theme(f"Theme {number}")
    Region.objects.create(code="MA-04", name="Rabat-Salé-Kénitra")


@pytest.fixture
def make(reference_data):
    def make(count, **options):
        call_command("make_synthetic", actions=count, **options)
        return JointAction.objects.filter(is_synthetic=True).order_by("reference")

    return make


def content():
    """What a seed decides."""
    names = ["reference", "title", "status", "start", "budget", "partners", "themes", "regions"]
    return sorted(JointAction.objects.values_list(*names), key=str)


def test_every_row_says_that_it_is_synthetic(make):
    rows = make(30)
    assert len(rows) == 30
    assert all(row.title.startswith("[Synthétique] ") for row in rows)
    assert rows[0].reference == "S-000001"


def test_every_row_is_valid(make):
    for row in make(60):
        row.full_clean()
    for part in Participation.objects.all():
        part.full_clean()


@pytest.mark.parametrize("name", ["themes", "regions", "partners"])
def test_rows_are_linked_to_what_they_are_classified_by(make, name):
    make(30)
    assert JointAction.objects.filter(**{f"{name}__isnull": False}).exists()


def test_some_rows_are_late_and_some_text_is_arabic_and_found(make):
    make(60)
    assert JointAction.objects.late().exists()
    assert JointAction.objects.search("الرباط").exists()


def test_the_same_seed_gives_the_same_rows(make):
    make(20, seed=7)
    first = content()
    call_command("make_synthetic", delete=True)
    make(20, seed=7)
    assert content() == first
    call_command("make_synthetic", delete=True)
    make(20, seed=8)
    assert content() != first


def test_numbers_follow_those_that_are_there(make):
    make(2)
    assert [row.reference for row in make(2)] == ["S-000001", "S-000002", "S-000003", "S-000004"]


def test_batches_do_not_show(make, monkeypatch):
    monkeypatch.setattr(synthetic, "BATCH", 3)
    assert len(make(10)) == 10


def test_delete_removes_the_synthetic_rows_only(make, capsys):
    real = factories.make_action(title="[Synthétique] mais réelle")
    make(5)
    call_command("make_synthetic", delete=True)
    assert list(JointAction.objects.all()) == [real]
    assert "5 actions synthétiques supprimées." in capsys.readouterr().out


def test_without_reference_data_it_says_what_to_do():
    with pytest.raises(CommandError, match="lancez d’abord load_reference"):
        call_command("make_synthetic", actions=1)


@pytest.mark.parametrize("count", [0, -3])
def test_a_number_below_one_is_refused(make, count):
    with pytest.raises(CommandError, match="Indiquez un nombre à partir de 1"):
        make(count)
