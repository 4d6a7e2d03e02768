"""What is read from CSV files, in the ways in which spreadsheet programs of several countries write them."""

from io import BytesIO

import pytest
from django.utils import translation

from gtm.lib.excel.reading import Row, WorkbookRefused, limits, read


def rows_of(data, name="tableau.csv"):
    (sheet,) = read(BytesIO(data), name).sheets
    return sheet.rows


def refusal(data, name="tableau.csv"):
    with translation.override(None), pytest.raises(WorkbookRefused) as caught:
        read(BytesIO(data), name)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_way_of_writing(encoding, delimiter, end):
    text = end.join([f"Référence{delimiter}Intitulé", f'A-1{delimiter}"un{delimiter}deux ""œ"""', "", f"{delimiter}3"])
    expected = [Row(1, ["Référence", "Intitulé"]), Row(2, ["A-1", f'un{delimiter}deux "œ"']), Row(4, [None, "3"])]
    assert rows_of(text.encode(encoding)) == expected


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Tableau, état; 2024\n\na;b;c\n1,5;2,5;3,5\n", 3),
        ("a;b\n1,5;x\n2,5;y\n", 2),
        ('a,b,c\n"x;y;z",2,3\n"x;y",2,3\n', 3),
        ("une, deux, trois\n", 3),
        ("seule\ncolonne\n", 1),
        ("sep=,\na,b;c\n1,2;3\n", 2),
    ],
)
def test_delimiter_is_the_one_on_which_the_rows_agree(text, width):
    assert max(len(row.cells) for row in rows_of(text.encode())) == width


def test_formulas_stay_text():
    assert rows_of(b"=1+1;'=2;@x\n") == [Row(1, ["=1+1", "'=2", "@x"])]


def test_line_break_in_a_cell():
    assert rows_of(b'a;"un\r\ndeux"\r\nb;2') == [Row(1, ["a", "un\r\ndeux"]), Row(2, ["b", "2"])]


def test_the_sheet_is_called_like_the_file():
    assert read(BytesIO(b"a;b"), "Retour AAA.csv").sheets[0].title == "Retour AAA"


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b'a;b\n1;"2\n', "Line 2"),
        (b'a;b\n1;"2"x\n', "Line 2"),
        ("a;b".encode("utf-16-le"), "another kind"),
        (b"\xff\xfe\x00", "another kind"),
        (b"a;\x00b", "another kind"),
        (b"a;\x81", "another kind"),
        (b";" * 2_000_000, "Line 1"),
        (b"a;b\n" + b";" * 5_000 + b"x\n", "columns"),
        (b"a\n" * 110_001, "rows"),
        (b'"' + b"a" * 40_000 + b'"', "line 1"),
        (b'"' + b"a\n" * 100_000, "Line"),
        (b"x" * (limits.MAX_SIZE + 1), "larger than"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:20],
)
def test_what_is_no_table_is_refused(data, because):
    assert because in refusal(data)


def test_text_by_the_name_of_a_workbook_is_refused():
    assert "another kind" in refusal(b"a;b", "tableau.xlsx")
