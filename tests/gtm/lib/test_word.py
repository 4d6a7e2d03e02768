"""Word documents: text is only ever text, in whichever direction it is written."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from gtm.lib import word


def made(*texts):
    """The paragraphs of a document that holds `texts`, read back."""
    document = word.document(title="Titre", author="Groupe", head="En-tête", foot="Pied")
    for text in texts:
        word.paragraph(document, text)
    file = BytesIO()
    document.save(file)
    return Document(file).paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "<w:t>&amp;</w:t>",
        "  two  spaces  ",
        "line\nbreak",
        "tab\there",
        "{ PAGE }",
        "نص عربي",
        "OIM مع النص 2027",
        "",
    ],
)
def test_text_comes_back_as_it_was(text):
    assert made(text)[0].text == text


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ufffe", "\ud800", "\x0b"])
def test_what_a_document_cannot_hold_is_replaced(character):
    assert made(f"a{character}b")[0].text == "a\N{REPLACEMENT CHARACTER}b"


def directions(paragraph):
    return [(run.text, bool(run.font.rtl)) for run in paragraph.runs]


def is_from_right(paragraph):
    return paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:bidi")) is not None


def test_arabic_is_written_from_right_to_left():
    arabic, mixed, latin = made("النص العربي 2027", "Avec l’OIM: النص العربي et la suite", "Texte")
    assert directions(arabic)[0] == ("النص العربي", True)
    assert is_from_right(arabic)
    assert directions(mixed) == [("Avec l’OIM: ", False), ("النص العربي", True), (" et la suite", False)]
    assert not is_from_right(mixed)
    assert directions(latin) == [("Texte", False)]
