"""`manage.py export_table FILE`."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from actions.models import JointAction
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_live_table_is_written(tmp_path, capsys):
    factories.make_action(reference="A1-01")
    factories.make_action(reference="A1-02", archived_at=timezone.now())
    file = tmp_path / "tableau.xlsx"
    call_command("export_table", str(file))
    assert [row[0] for row in load_workbook(file)["Tableau"].values] == ["Référence", "A1-01"]
    assert f"« {file} » est écrit." in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [file]


def test_an_existing_file_is_kept(tmp_path):
    file = tmp_path / "tableau.xlsx"
    file.write_text("before")
    with pytest.raises(CommandError, match="existe déjà : ajoutez --overwrite"):
        call_command("export_table", str(file))
    assert file.read_text() == "before"


def test_an_existing_file_is_replaced_on_request(tmp_path):
    file = tmp_path / "tableau.xlsx"
    file.write_text("before")
    call_command("export_table", str(file), "--overwrite")
    assert "Tableau" in load_workbook(file).sheetnames


def test_a_failure_keeps_the_file_and_leaves_no_draft(tmp_path):
    factories.make_action(reference="A1-01")
    JointAction.objects.update(remarks="é" * 40_000)  # no form would take it
    file = tmp_path / "tableau.xlsx"
    file.write_text("before")
    with pytest.raises(CommandError, match="n’a pas été écrit : A1-01"):
        call_command("export_table", str(file), "--overwrite")
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tableau.pdf", "ne se termine pas par .xlsx"),
        ("nowhere/tableau.xlsx", "Le dossier « .*nowhere » n’existe pas."),
    ],
)
def test_a_place_that_will_not_do_is_named(tmp_path, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_table", str(tmp_path / name))
