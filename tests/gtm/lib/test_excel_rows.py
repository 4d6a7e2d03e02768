"""Rows spliced in as XML are the same as those that openpyxl writes one by one."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gtm.lib import excel
from gtm.lib.excel import dress

NOW = datetime(2008, 12, 24, 9, 30, tzinfo=UTC)
WIDTHS = [10, 30, 12, 12]
HEADINGS = ["Text", "Long text", "Date", "Number"]
TEXTS = st.text(st.sampled_from("=+-@'\t\r\n\x01\x0b_x0D5Fa é😀ب<&>\"") | st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(
    st.tuples(
        TEXTS | st.none(),
        TEXTS | st.sampled_from(["=1+1", "007", "#N/A", "1e5", "TRUE", "  spaces  ", "24/12/2008"]),
        st.dates(min_value=date(1900, 3, 1)) | st.none(),
        st.decimals(0, 10**11, places=2) | st.integers(0, 100).map(lambda percent: percent / 100) | st.none(),
    ),
    max_size=30,
)


def new_sheet():
    book = dress.workbook(title="Title", author="Author", made_at=NOW)
    sheet = book.active
    looks = [(), (), ("dd/mm/yyyy", "center"), ("#,##0.00", "right")]
    samples = tuple(dress.sample(sheet, *look) for look in looks)
    dress.widths(sheet, WIDTHS)
    dress.headings(sheet, 1, HEADINGS, samples)
    return book, sheet, samples


def spliced(rows, file=None):
    file = file or io.BytesIO()
    book, sheet, samples = new_sheet()
    lines = excel.Rows(sheet, io.BytesIO())
    dressed = lines.dress(samples)
    for row in rows:
        lines.append(dressed, row)
    lines.save(book, file)
    return file


def plain(rows):
    book, sheet, samples = new_sheet()
    for row in rows:
        excel.append(sheet, samples, row)
    file = io.BytesIO()
    book.save(file)
    return file


def cells(file):
    """Everything that shows of every cell, as an independent reader finds it."""
    sheet = load_workbook(file).active
    found = [
        (
            cell.coordinate,
            cell.data_type,
            cell.value,
            cell.number_format,
            cell.quotePrefix,
            cell.alignment.wrap_text,
            cell.alignment.horizontal,
            cell.protection.locked,
            cell.font.name,
            cell.font.sz,
            cell.border.left and cell.border.left.style,
        )
        for row in sheet.iter_rows()
        for cell in row
    ]
    return found, sheet.dimensions, [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]


@settings(deadline=None, max_examples=20)
@given(ROWS)
def test_both_ways_give_the_same_cells(rows):
    assert cells(spliced(rows)) == cells(plain(rows))


@settings(deadline=None, max_examples=20)
@given(ROWS)
def test_values_come_back_equal_and_none_is_a_formula(rows):
    sheet = load_workbook(spliced(rows)).active
    for row, values in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        text, long_text, day, number = row
        for cell, value in zip((text, long_text), values, strict=False):
            assert cell.data_type in ("s", "n")
            assert excel.decode(cell.value or "") == (value or "").replace("\r\n", "\n")
        assert (day.value and day.value.date()) == values[2]
        assert number.value == (None if values[3] is None else pytest.approx(float(values[3]), abs=1e-9))


def test_text_that_begins_like_a_formula_is_quoted():
    sheet = load_workbook(spliced([("=1+1", "safe", None, None)])).active
    assert (sheet["A2"].data_type, sheet["A2"].value, sheet["A2"].quotePrefix) == ("s", "=1+1", True)
    assert not sheet["B2"].quotePrefix
    assert "<f>" not in part(spliced([("=1+1", "=cmd|' /C calc'!A0", None, None)]))


def test_the_extent_is_true():
    assert '<dimension ref="A1:D4"' in part(spliced([("a", "b", None, None)] * 3))


def test_the_rows_follow_each_other_once():
    numbers = [
        int(row.get("r")) for row in ElementTree.fromstring(part(spliced([("a", "", None, 1)] * 5))).iter(tag("row"))
    ]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_no_rows_leave_a_heading():
    file = spliced([])
    assert [cell.value for cell in load_workbook(file).active[1]] == HEADINGS
    assert '<dimension ref="A1:D1"' in part(file)


def test_spaces_at_either_end_are_kept_by_programs_that_would_trim_them():
    assert '<t xml:space="preserve">  two  </t>' in part(spliced([("  two  ", "", None, None)]))


def test_an_empty_cell_claims_no_type():
    assert re.search(r'<c r="A2" s="\d+"/>', part(spliced([("", "b", None, None)])))


def test_the_file_need_not_be_seekable():
    class Pipe(io.RawIOBase):
        """Takes bytes and remembers them, as a response or a socket does."""

        def __init__(self):
            self.taken = b""

        def writable(self):
            return True

        def write(self, data):
            self.taken += bytes(data)
            return len(data)

    pipe = spliced([("a", "b", None, Decimal("1.50"))], Pipe())
    assert load_workbook(io.BytesIO(pipe.taken)).active["D2"].value == 1.5


def test_text_that_is_too_long_is_refused_before_anything_is_written():
    file = io.BytesIO()
    with pytest.raises(excel.TextTooLongError):
        spliced([("a" * 40_000, "", None, None)], file)
    assert file.getvalue() == b""


@pytest.mark.parametrize(
    ("text", "lines"),
    [("short", 1), ("one\ntwo\nthree", 3), ("word " * 12, 6), ("x" * 200, 1)],
)
def test_a_row_is_as_high_as_its_text(text, lines):
    _book, sheet, samples = new_sheet()
    excel.append(sheet, samples, [text, "", None, None])
    assert sheet.row_dimensions[2].height == lines * 12.75 + 3.5


def part(file, name="xl/worksheets/sheet1.xml"):
    with ZipFile(file) as archive:
        return archive.read(name).decode()


def tag(name):
    return f"{{http://schemas.openxmlformats.org/spreadsheetml/2006/main}}{name}"
