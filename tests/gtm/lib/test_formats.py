"""What goes out in a workbook or a CSV file comes back equal, and no program evaluates it."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from gtm.lib.cells import TextCell, squeeze
from gtm.lib.formats import CSV, XLSX
from gtm.lib.spreadsheets import UnreadableError
from tests.uploads import plain

FORMATS = [XLSX, CSV]
HOSTILE = ["=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "'", "'=1", "''", "\t=1", "007", "_x000D_", "a;b", '"', "é\nسلام"]
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1)


def there_and_back(form, *values):
    data = form().export_data(tablib.Dataset(["clé", *values], headers=["titre"] * (len(values) + 1)))
    return list(form().create_dataset(data)[0])[1:]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_equal(form, text):
    assert there_and_back(form, text) == [text]


@pytest.mark.parametrize("form", FORMATS)
@given(text=texts)
def test_any_text_comes_back_equal(form, text):
    assert there_and_back(form, text) == [text]


@given(text=texts)
def test_any_text_is_read_without_its_padding_only(text):
    if squeeze(text):
        assert TextCell().clean(text) == squeeze(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_workbook_holds_no_formula(text):
    data = XLSX().export_data(tablib.Dataset([text], headers=["titre"]))
    cell = load_workbook(BytesIO(data)).active["A2"]
    assert cell.data_type == "s"
    assert bool(cell.quotePrefix) == (text[0] in "=+-@'\t")


@pytest.mark.parametrize("text", [text for text in HOSTILE if text[0] in "=+-@\t"])
def test_csv_puts_what_a_program_would_evaluate_behind_an_apostrophe(text):
    data = CSV().export_data(tablib.Dataset([text], headers=["titre"])).decode("utf-8-sig")
    assert data.splitlines()[1].lstrip('"').startswith("'")


def test_workbook_keeps_dates_and_numbers():
    values = [date(2008, 12, 24), Decimal("1250.50"), 40, None]
    day, amount, percent, nothing = there_and_back(XLSX, *values)
    assert (day, Decimal(str(amount)), percent, nothing) == (values[0], Decimal("1250.5"), 40, None)


def test_csv_opens_in_french_excel():
    data = CSV().export_data(tablib.Dataset(["é", "b"], headers=["titre", "autre"]))
    assert data == b"\xef\xbb\xbftitre;autre\r\n" + "é;b\r\n".encode()


@pytest.mark.parametrize("form", FORMATS)
def test_file_without_rows_is_refused(form):
    data = form().export_data(tablib.Dataset(headers=["titre"]))
    with pytest.raises(UnreadableError) as caught:
        form().create_dataset(data)
    assert plain(caught.value) == "Le fichier ne contient aucune ligne sous ses en-têtes."


def test_forgotten_upload_is_told():
    with pytest.raises(UnreadableError) as caught:
        XLSX().create_dataset(None)
    assert plain(caught.value) == "Le fichier de l’aperçu n’est plus conservé : envoyez-le de nouveau."
