"""Slides: what stands on them fits, and says what it was told."""

from io import BytesIO

import pytest
from pptx import Presentation
from pptx.util import Pt

from gtm.lib.slides import deck, measure
from gtm.lib.slides.deck import Text, put
from gtm.lib.slides.master import BODY, FOOT, Box
from gtm.lib.slides.tables import pages, row_height, table

WIDTHS = [80, 400, 150]


def opened(made):
    file = BytesIO()
    made.save(file)
    return Presentation(file)


@pytest.fixture
def made():
    return deck.deck(title="Titre", author="Groupe")


@pytest.mark.parametrize(
    ("words", "count"),
    [("", 1), ("Court", 1), ("mot " * 40, 3), ("W" * 100, 4), ("un\ndeux\n\nquatre", 4), ("الهجرة " * 40, 5)],
)
def test_lines_are_counted(words, count):
    """In a room of 400 points, at 14: what Arial takes, or a little more."""
    assert count <= measure.lines(words, 400, 14) <= count + 1


def test_bold_and_larger_letters_take_more():
    assert measure.width("Action", 14) < measure.width("Action", 14, bold=True) < measure.width("Action", 18)


def test_largest_size_that_fits_is_taken():
    box = Box(0, 0, 300, 40)
    assert measure.fit("Court", box, (24, 18, 12)) == 24
    assert measure.fit("Un objet bien plus long que les autres, et encore", box, (24, 18, 12)) == 12


@pytest.mark.parametrize("text", ["Court", "Long " * 50, "W" * 300, "تكوين أعوان " * 20])
def test_pages_hold_all_rows_in_order_and_none_is_too_tall(text):
    rows = [[f"A2-{number:02}", text if number % 2 else "Court", "HCR"] for number in range(40)]
    cut = list(pages(rows, WIDTHS, 14))
    assert [row for page in cut for row in page] == rows
    for page in cut:
        assert sum(row_height(row, WIDTHS, 14) for row in page) < BODY.height


def test_table_says_what_it_was_told_and_stands_above_the_foot(made):
    rows = [["A1-01", "Former & <b>accueillir</b>\x07\nensuite", "HCR"], ["A1-02", "تكوين أعوان السجون", ""]]
    table(deck.slide(made, "Un", "Pied"), ["Référence", "Action", "Chef de file"], rows, WIDTHS, 14)

    (slide,) = opened(made).slides
    (frame,) = [shape for shape in slide.shapes if shape.has_table]
    said = [[cell.text for cell in row.cells] for row in frame.table.rows]
    assert said[1] == ["A1-01", "Former & <b>accueillir</b>�\nensuite", "HCR"]
    arabic = frame.table.cell(2, 1).text_frame.paragraphs[0]
    assert arabic._p.pPr.get("rtl") == "1"
    assert frame.top + sum(row.height for row in frame.table.rows) <= Pt(FOOT.top)


def test_deck_is_wide_and_ours(made):
    deck.cover(made, "Titre", Box(80, 150, 800, 170))
    put(deck.slide(made, "Deuxième", "Pied de page"), BODY, Text("Un"), Text("Deux"), fill="EAF4FB")

    made = opened(made)
    assert made.slide_width * 9 == made.slide_height * 16
    assert (made.core_properties.title, made.core_properties.author) == ("Titre", "Groupe")
    assert made.core_properties.last_modified_by == "Groupe"
    assert [layout.name for layout in made.slide_layouts] == ["Title Only"]
    first, second = made.slides
    assert (first.shapes.title.text, second.shapes.title.text) == ("Titre", "Deuxième")
    assert "Pied de page" in [shape.text_frame.text for shape in second.placeholders]
    fonts = {run.font.name for shape in second.shapes for line in shape.text_frame.paragraphs for run in line.runs}
    assert fonts == {"Arial"}
