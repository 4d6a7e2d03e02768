"""Tables for the admin's import: how they come out of the reader, and what more is refused than there."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from gtm.lib import spreadsheets
from gtm.lib.spreadsheets import UnreadableError, read_csv, read_xlsx
from tests.gtm.lib.hostile import SHEET, changed
from tests.uploads import plain, xlsx


def refusal(read, data):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    return plain(caught.value)


def with_formula(result):
    data = xlsx(["a"], ["b"])
    cell = b'<c r="A2" t="str"><f>1+1</f>' + result + b"</c></row></sheetData>"
    return changed(data, SHEET, b"</row></sheetData>", b"</row><row>" + cell.replace(b"A2", b"A3"))


def test_values_keep_their_type():
    assert read_xlsx(xlsx(["a", "b"], [1, 2.5], ["texte", True])) == [["a", "b"], [1, 2.5], ["texte", True]]


def test_missing_cells_are_none():
    assert read_xlsx(xlsx(["a", "b"], [None, 1], [None, None], [2])) == [
        ["a", "b"], [None, 1], [None, None], [2, None],
    ]  # fmt: skip


def test_missing_cells_of_csv_are_empty():
    assert read_csv(b"a;b\n\n1\n") == [["a", "b"], ["", ""], ["1", ""]]


def test_nothing_at_all():
    assert read_xlsx(xlsx([])) == []


def test_formula_counts_for_its_saved_result():
    assert read_xlsx(with_formula(b"<v>2</v>")) == [["a"], ["b"], ["2"]]


def test_formula_without_result_is_refused():
    assert refusal(read_xlsx, with_formula(b"")) == (
        "La cellule A3 contient une formule sans résultat enregistré : remplacez-la par sa valeur."
    )


def test_error_value_is_refused():
    assert refusal(read_xlsx, xlsx(["a"], ["#N/A"])) == "La cellule A2 contient une erreur : #N/A."


@pytest.mark.parametrize(
    ("read", "data"),
    [(read_xlsx, b""), (read_xlsx, b"a;b\n1;2"), (read_xlsx, b"PK\x03\x04 cut off"), (read_csv, b'a;b\n"1;2\n')],
)
def test_what_the_reader_refuses_is_refused(read, data):
    assert refusal(read, data)


@pytest.mark.parametrize("far", [b'<row r="2001"><c><v>1</v></c></row>', b'<row r="9"><c r="GS9"><v>1</v></c></row>'])
def test_cell_far_away_is_refused(far):
    data = changed(xlsx(["a"]), SHEET, b"</sheetData>", far + b"</sheetData>")
    assert refusal(read_xlsx, data).endswith("elle ne peut dépasser 2000 lignes et 200 colonnes.")


def test_csv_beyond_the_limits_is_refused():
    assert "2000 lignes" in refusal(read_csv, b"a\n" * 2_001)


@pytest.mark.parametrize("read", [read_xlsx, read_csv])
def test_file_beyond_20_megabytes_is_refused(read):
    assert refusal(read, b"x" * (spreadsheets.MAX_SIZE + 1)) == "Le fichier dépasse 20 Mo."


def test_first_sheet_is_read_whichever_was_left_selected():
    book = Workbook()
    book.active.append(["première"])
    book.create_sheet("Autre").append(["autre"])
    book.active = 1
    file = BytesIO()
    book.save(file)
    assert read_xlsx(file.getvalue()) == [["première"]]
