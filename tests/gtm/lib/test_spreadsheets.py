"""Files that come in: what is read, and each way of being refused."""

import time
import tracemalloc
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gtm.lib import spreadsheets
from gtm.lib.spreadsheets import UnreadableError, read_csv, read_xlsx
from tests.uploads import plain, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def rewritten(data, part, change):
    """The workbook `data` with one part, there or not, passed through `change`."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        parts = {part: b""} | {name: source.read(name) for name in source.namelist()}
        for name, content in parts.items():
            target.writestr(name, change(content) if name == part else content)
    return file.getvalue()


def refusal(read, data):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    return plain(caught.value)


def test_values_keep_their_type():
    assert read_xlsx(xlsx(["a", "b"], [1, 2.5], ["texte", True])) == [["a", "b"], [1, 2.5], ["texte", True]]


def test_missing_cells_are_none():
    assert read_xlsx(xlsx(["a", "b"], [None, 1], [2])) == [["a", "b"], [None, 1], [2, None]]


def test_escaped_characters_are_read_back():
    assert read_xlsx(xlsx(["a_x000D_b"])) == [["a\rb"]]


def test_wrong_dimension_loses_no_row():
    data = rewritten(xlsx(["a"], [1], [2], [3]), SHEET, lambda xml: xml.replace(b'ref="A1:A4"', b'ref="A1:A2"'))
    assert len(read_xlsx(data)) == 4


def test_rows_out_of_order_are_not_lost():
    swapped = lambda xml: xml.replace(b'r="1"', b'r="9"', 1).replace(b'r="A1"', b'r="A9"')  # noqa: E731
    assert read_xlsx(rewritten(xlsx(["a"], [1]), SHEET, swapped))[8] == ["a"]


def test_formula_counts_for_its_saved_result():
    data = rewritten(xlsx(["a"], ["=1+1"]), SHEET, lambda xml: xml.replace(b"<v />", b"<v>2</v>"))
    assert read_xlsx(data) == [["a"], [2]]


def test_formula_without_result_is_refused():
    assert refusal(read_xlsx, xlsx(["a", "b"], [1, "=1+1"])) == (
        "La cellule B2 contient une formule sans résultat enregistré : remplacez-la par sa valeur."
    )


def test_error_value_is_refused():
    assert refusal(read_xlsx, xlsx(["a"], ["#N/A"])) == "La cellule A2 contient une erreur : #N/A."


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 an old .xls"])
def test_other_files_are_refused(data):
    assert refusal(read_xlsx, data) == "Le fichier n’est pas un classeur Excel (.xlsx)."


def test_zip_of_something_else_is_refused():
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("lettre.txt", "Bonjour")
    assert refusal(read_xlsx, file.getvalue()).startswith("Le classeur est endommagé")


@given(start=st.integers(0, 5000), noise=st.binary(min_size=1, max_size=40))
def test_damaged_workbook_is_read_or_refused(start, noise):
    data = xlsx(["a", "b"], [1, "texte"])
    with suppress(UnreadableError):
        read_xlsx(data[:start] + noise + data[start + len(noise) :])


def test_entities_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = rewritten(xlsx(["a"]), SHEET, lambda xml: bomb + xml.replace(b"<sheetData>", b"<sheetData>&b;"))
    assert refusal(read_xlsx, data).startswith("Le classeur est endommagé")


def test_entities_in_utf_16_are_refused():
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = rewritten(xlsx(["a"]), SHEET, lambda xml: (bomb + xml.decode()).encode("utf-16"))
    assert refusal(read_xlsx, data).startswith("Le classeur est endommagé")


def test_cell_given_twice_is_refused():
    data = rewritten(xlsx(["a", "b"]), SHEET, lambda xml: xml.replace(b'r="B1"', b'r="A1"'))
    assert refusal(read_xlsx, data) == "La cellule A1 figure deux fois dans le classeur."


def test_row_before_the_first_is_refused():
    data = rewritten(xlsx(["a"], ["b"]), SHEET, lambda xml: xml.replace(b'r="A2"', b'r="A0"'))
    assert "A0" in refusal(read_xlsx, data)


def test_strict_workbook_is_refused_with_advice():
    transitional = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    data = rewritten(xlsx(["a"]), "xl/workbook.xml", lambda xml: xml.replace(transitional, strict))
    assert "Classeur Excel (.xlsx)" in refusal(read_xlsx, data)


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_zip_bomb_is_refused_unread(part):
    data = rewritten(xlsx(["a"]), part, lambda xml: xml + b" " * (80 * spreadsheets.MEGABYTE))
    tracemalloc.start()
    begun = time.perf_counter()
    sentence = refusal(read_xlsx, data)
    taken, (_now, peak) = time.perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence == "Le contenu décompressé du classeur est démesuré : il est refusé sans être lu."
    assert taken < 2
    assert peak < 10 * spreadsheets.MEGABYTE


def test_cell_at_the_far_corner_is_refused_at_once():
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    data = rewritten(xlsx(["a"]), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    begun = time.perf_counter()
    assert refusal(read_xlsx, data) == (
        "La feuille va jusqu’à la cellule XFD1048576 : elle ne peut dépasser 2000 lignes et 200 colonnes."
    )
    assert time.perf_counter() - begun < 2


def test_styled_empty_cells_far_away_are_no_matter():
    far = b'<row r="99999"><c r="XFD99999" s="0"/></row></sheetData>'
    data = rewritten(xlsx(["a"]), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert read_xlsx(data) == [["a"]]


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


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_with_the_delimiter_of_its_headings(delimiter):
    text = f'a{delimiter}b\r\n"une{delimiter}deux\nlignes"{delimiter}é\r\n'
    assert read_csv(text.encode("utf-8-sig")) == [["a", "b"], [f"une{delimiter}deux\nlignes", "é"]]


def test_csv_in_another_encoding_is_refused_with_advice():
    assert refusal(read_csv, "é".encode("cp1252")).startswith("Le fichier n’est pas en UTF-8")


def test_csv_with_an_open_quotation_mark_is_refused():
    assert "un guillemet n’est pas refermé" in refusal(read_csv, b'a;b\n"1;2\n')


def test_csv_beyond_the_limits_is_refused():
    assert "2000 lignes" in refusal(read_csv, b"a\n" * 2_001)
