"""Text in cells stays text."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from gtm.lib.excel.text import LONGEST, TextTooLongError, decode, encode, fits_a_cell, is_evaluated

# What people paste from Word and browsers, and what attackers type.
NASTY = st.text(
    st.sampled_from("=+-@'\t\r\n\x00\x01\x0b\x1f\ufffe_x0D5Faé €😀ب\u200f<&>]")
    | st.characters(exclude_categories=["Cs"])
)


@given(NASTY)
def test_text_comes_back_equal_but_for_the_kind_of_line_break(text):
    assert decode(encode(text)) == text.replace("\r\n", "\n")


@given(NASTY)
def test_any_reader_of_the_format_decodes_it(text):
    assert unescape(encode(text)) == decode(encode(text))


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("_x000D_", "_x005F_x000D_"),
        ("_x000d_x000D_", "_x005F_x000d_x005F_x000D_"),
        ("a\x0bb", "a_x000B_b"),
        ("a\r\nb\rc", "a\nb_x000D_c"),
        ("x_y_x12_", "x_y_x12_"),
    ],
)
def test_only_what_xml_cannot_hold_is_spelt(text, spelt):
    assert encode(text) == spelt


@pytest.mark.parametrize("text", ["=1+1", "+212 5", "-", "@SUM(A1)", "'quoted", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_program_might_run_is_told(text):
    assert is_evaluated(text)


@pytest.mark.parametrize("text", ["", " =1", "007", "1+1", "a=b", "é"])
def test_other_text_is_left_in_peace(text):
    assert not is_evaluated(text)


def test_the_longest_text_fits():
    assert encode("é" * LONGEST) == "é" * LONGEST


@pytest.mark.parametrize("text", ["a" * (LONGEST + 1), "😀" * (LONGEST // 2 + 1), "\x01" * LONGEST])
def test_longer_text_is_refused_rather_than_cut(text):
    with pytest.raises(TextTooLongError):
        encode(text)
    with pytest.raises(ValidationError, match=str(LONGEST)):
        fits_a_cell(text)
