"""`manage.py import_workbook`: a dry run that says everything, and a change set only if asked."""

import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from actions.exchange import issuing
from actions.exchange.identity import KEY
from actions.models import ChangeSet, JointAction
from actions.snapshots import LiveTable
from tests import factories


@pytest.fixture
def action(partner_a):
    return factories.make_action(lead=partner_a, title="Guichet unique", places="Rabat")


@pytest.fixture
def path(action, tmp_path):
    """The workbook of the table in which somebody wrote two cells, one of them badly."""
    path = tmp_path / "retour.xlsx"
    with path.open("wb") as file:
        issuing.issue(by=None, table=LiveTable(JointAction.objects.live()), file=file)
    book = load_workbook(path)
    sheet = book.worksheets[1]
    columns = LiveTable(JointAction.objects.none()).head.columns
    assert sheet.cell(1, len(columns) + 1).value == KEY
    sheet.cell(2, columns.index("places") + 1).value = "Salé"
    sheet.cell(2, columns.index("end") + 1).value = "bientôt"
    book.save(path)
    return path


def run(*paths, **options):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_workbook", *map(str, paths), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def test_dry_run_names_each_cell_and_writes_nothing(path, action, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    said, errors = run(path)
    assert not errors
    assert f"{action.reference}  Lieux  'Rabat' → 'Salé'" in said
    assert "bientôt" in said
    assert not ChangeSet.objects.exists()
    assert not settings.MEDIA_ROOT.exists()
    action.refresh_from_db()
    assert action.places == "Rabat"


def test_kept_for_review_it_is_a_change_set(path, action, partner_b):
    said, _errors = run(path, keep=True, partner="bbb", sender="M. Idrissi")
    change_set = ChangeSet.objects.get()
    assert (change_set.state, change_set.partner, change_set.sender) == ("open", partner_b, "M. Idrissi")
    assert change_set.get_absolute_url() in said
    assert change_set.rows.get().cells.count() == 2
    assert change_set.file.read() == path.read_bytes()


def test_kept_twice_it_is_one_change_set(path):
    run(path, keep=True)
    run(path, keep=True)
    assert ChangeSet.objects.count() == 1


def test_file_that_cannot_be_read_fails_and_the_others_go_on(path, tmp_path):
    broken = tmp_path / "lettre.xlsx"
    broken.write_bytes(b"Monsieur le Directeur")
    _said, errors = run(broken, tmp_path / "nowhere.xlsx", path, keep=True)
    assert "2" in errors.splitlines()[-1]
    assert ChangeSet.objects.count() == 1


def test_unknown_partner_fails_before_anything_is_read(path):
    said, errors = run(path, partner="Personne")
    assert "Personne" in errors
    assert not said


@pytest.mark.django_db
def test_foreign_table_waits_for_a_person(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Intitulé;Avis\nCaravane;Bien\n", encoding="utf-8")
    _said, errors = run(path, keep=True)
    assert not errors
    assert ChangeSet.objects.get().state == "mapping"
