"""What is read from the workbooks that people send, whatever program has saved them."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gtm.lib.excel.reading import Note, Row, Unreadable, dates, read
from tests.gtm.lib.hostile import MAIN, RELATIONS, SHEET, TYPES, changed, packed, unpacked, with_rows
from tests.gtm.lib.samples import FOLDER, ROWS, SINCE, workbook

BOOKS = [(maker, since) for maker in ("openpyxl", "libreoffice") for since in SINCE]


def sample(maker, since):
    return workbook(since) if maker == "openpyxl" else (FOLDER / f"libreoffice-{since}.xlsx").read_bytes()


def book_of(data, name="envoi.xlsx"):
    return read(BytesIO(data), name)


def cells_of(rows):
    """The rows of the first sheet of a workbook that holds the XML `rows`."""
    return [(row.number, row.cells) for row in book_of(with_rows(workbook(), rows)).sheets[0].rows]


def value_of(cell):
    """The value of A1 of a workbook in which that is the XML `cell`."""
    return cells_of(f"<row>{cell}</row>")[0][1][0]


@pytest.mark.parametrize(("maker", "since"), BOOKS)
def test_every_kind_of_value(maker, since):
    sheet = book_of(sample(maker, since)).sheet("Tableau d’actions")
    expected = [
        Row(number, values) for number, values in enumerate(ROWS, 1) if any(value is not None for value in values)
    ]
    assert sheet.rows == [*expected, Row(9, ["Total"])]
    assert [list(map(type, row.cells)) for row in sheet.rows[:-1]] == [
        [type(value) for value in row.cells] for row in expected
    ]


@pytest.mark.parametrize(("maker", "since"), BOOKS)
def test_what_lies_beside_the_cells(maker, since):
    book = book_of(sample(maker, since))
    assert [(sheet.title, sheet.hidden) for sheet in book.sheets] == [("Tableau d’actions", False), ("clés", True)]
    assert book.sheet("clés").rows == [Row(1, ["identité", "x" * 3000])]
    assert book.properties == {"gtm:edition": "Édition 1 & 2"}
    assert book.sheets[0].merged == [(9, 1, 10, 3)]
    author = "Alice" if maker == "openpyxl" else ""  # LibreOffice drops it
    assert [note._replace(author=author) for note in book.sheets[0].notes] == [
        Note(2, 2, "À revoir avec Rabat", author)
    ]
    assert book.name == "envoi.xlsx"
    assert book.sheet("absente") is None


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
values = st.one_of(
    st.none(), texts, st.booleans(), st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(lambda moment: moment.replace(microsecond=0)),
)  # fmt: skip


@given(table=st.lists(st.lists(values, max_size=6), max_size=8))
def test_any_table_is_read_as_openpyxl_reads_it(table):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("T")
    for row in table:
        sheet.append([None if isinstance(value, str) and value.startswith("=") else value for value in row])
    file = BytesIO()
    book.save(file)
    expected = [list(row) for row in load_workbook(file).worksheets[0].values]
    rows = {row.number: row.cells for row in read(file).sheets[0].rows}
    for number, row in enumerate(expected, 1):
        found = rows.pop(number, [])
        found += [None] * (len(row) - len(found))
        assert list(map(_as_moment, found)) == list(map(_as_moment, row))
    assert rows == {}


def _as_moment(value):
    """Text as this program reads it, a day as openpyxl reads it: it knows no date without a time."""
    if isinstance(value, str):
        return value or None
    return datetime.combine(value, time.min) if type(value) is date else value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c><v>12</v></c>", 12),
        ("<c><v>1.5E3</v></c>", 1500.0),
        ("<c><v> -0.5 </v></c>", -0.5),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="b"><v>oui</v></c>', Unreadable("oui")),
        ('<c t="e"><v>#N/A</v></c>', Unreadable("#N/A")),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', Unreadable("#DIV/0!")),
        ("<c><f>1+1</f><v>2</v></c>", 2),
        ('<c t="b"><f>TRUE()</f><v>1</v></c>', True),
        ("<c><f>A2+1</f></c>", Unreadable("=A2+1")),
        ("<c><f>A2+1</f><v/></c>", Unreadable("=A2+1")),
        ('<c t="str"><f>A2</f></c>', Unreadable("=A2")),
        ('<c t="str"><f>A2</f><v>texte</v></c>', "texte"),
        ('<c t="d"><v>2008-12-24</v></c>', date(2008, 12, 24)),
        ('<c t="d"><v>2008-12-24T10:30:00</v></c>', datetime(2008, 12, 24, 10, 30)),
        ('<c t="d"><v>hier</v></c>', Unreadable("hier")),
        ("<c><v>1_000</v></c>", Unreadable("1_000")),
        ("<c><v>nan</v></c>", Unreadable("nan")),
        ("<c><v>1e999</v></c>", Unreadable("1e999")),
        ("<c><v>١٢</v></c>", Unreadable("١٢")),
        ('<c t="inlineStr"><is><t> a </t></is></c>', " a "),
        ('<c t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
         "ab"),
        ("<c><is><t>sans type</t></is></c>", "sans type"),
        ('<c t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>', "a\rb_x000D_"),
        ('<c t="inlineStr"><is><t>_xD83D__xDE42_ _xD83D_ _x0000_</t></is></c>', "🙂 \ufffd \ufffd"),
    ],
)  # fmt: skip
def test_a_cell(cell, value):
    found = value_of(cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("cell", ["<c/>", "<c><v/></c>", '<c t="s"><v/></c>', '<c t="str"><f>""</f><v></v></c>'])
def test_an_empty_cell_is_no_value(cell):
    assert cells_of(f"<row>{cell}</row>") == []


def test_cells_without_a_name_follow_each_other():
    row = '<row><c><v>1</v></c></row><row r="5"><c r="C5"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    assert cells_of(row) == [(1, [1]), (5, [None, None, 2, 3]), (6, [4])]


def test_rows_and_cells_in_any_order():
    rows = '<row r="3"><c r="B3"><v>2</v></c><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>0</v></c></row>'
    assert cells_of(rows) == [(2, [0]), (3, [1, 2])]


def test_elements_with_a_prefix():
    data = with_rows(workbook(), "")
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert book_of(packed(unpacked(data) | {SHEET: xml})).sheets[0].rows == [Row(1, [7])]


def test_a_row_at_the_end_of_the_sheet_takes_no_room():
    assert cells_of('<row r="1048576"><c><v>1</v></c></row>') == [(1048576, [1])]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("dd/mm/yyyy", True), ("[$-40C]d mmmm yyyy;@", True), ("hh:mm", True), ("mm:ss.0", True), ("[Red]d", True),
        ("General", False), ("0.00", False), ("0 %", False), ('0 "mois"', False), ("0\\ \\d", False), ("0_d", False),
        ("[h]:mm", False), ('#,##0.00 [$MAD];[Red]-#,##0.00 "dh"', False), ("@", False), ("[" * 255, False),
        ("d" * 256, False),
    ],
)  # fmt: skip
def test_formats_that_show_a_date(code, shown):
    assert dates.is_date(code) == shown


@pytest.mark.parametrize(
    ("days", "since_1904", "moment"),
    [
        (1, False, date(1900, 1, 1)), (59, False, date(1900, 2, 28)), (61, False, date(1900, 3, 1)),
        (39806, False, date(2008, 12, 24)), (38344, True, date(2008, 12, 24)), (0.5, False, time(12)),
        (39806.5, False, datetime(2008, 12, 24, 12)), (39806.9999999999, False, date(2008, 12, 25)),
    ],
)  # fmt: skip
def test_serial_days(days, since_1904, moment):
    assert dates.from_serial(days, since_1904) == moment


@pytest.mark.parametrize("days", [-1, 60, 60.5, 3_000_000, 1e300])
def test_days_that_do_not_exist(days):
    with pytest.raises((ValueError, OverflowError)):
        dates.from_serial(days, since_1904=False)


KINDS = "http://schemas.microsoft.com/office/2017/10/relationships/"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


def test_comments_stand_for_the_notes_that_announce_them():
    data = changed(workbook(), "xl/comments/comment1.xml", b">Alice<", b">tc={1}<")
    parts = unpacked(data)
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    related = (
        '<Relationship Id="{0}" Type="http://schemas.microsoft.com/office/2017/10/relationships/{1}" Target="{2}"/>'
    )
    for part, more in (
        (relations, related.format("t1", "threadedComment", "/xl/threadedComments/threadedComment1.xml")),
        (RELATIONS, related.format("p1", "person", "persons/person.xml")),
    ):
        parts[part] = parts[part].replace(b"</Relationships>", more.encode() + b"</Relationships>")
    parts["xl/persons/person.xml"] = f'<personList xmlns="{THREADS}"><person id="p" displayName="Bob"/></personList>'
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="B2" personId="p" id="1"><text>Quand ?</text>'
        '</threadedComment><threadedComment ref="B2" personId="q" parentId="1"><text>Demain</text></threadedComment>'
        "</ThreadedComments>"
    )
    assert book_of(packed(parts)).sheets[0].notes == [Note(2, 2, "Quand ?", "Bob"), Note(2, 2, "Demain", "")]


def test_a_workbook_by_any_other_name():
    assert book_of(workbook(), "").name == ""
    assert book_of(workbook(), "classeur").sheets


def test_types_in_capitals_and_targets_from_the_root():
    data = changed(workbook(), RELATIONS, b"/xl/worksheets/", b"/XL/Worksheets/")
    assert len(book_of(changed(data, TYPES, b"/xl/workbook.xml", b"/XL/workbook.xml")).sheets) == 2
