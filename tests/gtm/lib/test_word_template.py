"""Letters from a template: only names, and text that is only ever text."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml.ns import qn

from gtm.lib.files import RefusedError
from gtm.lib.word_template import Lines, check, fill

SAMPLE = {"name": "nom", "text": "texte", "annexes": Lines(["une", "deux"])}
GOOD = ["{{ name }}", "{{ text }}", "{%p for one in annexes %}", "{{ one }}", "{%p endfor %}"]


def template(*paragraphs, head="", foot=""):
    document, file = Document(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = head
    document.sections[0].footer.paragraphs[0].text = foot
    document.save(file)
    return file.getvalue()


def upload(content, name="lettre.docx"):
    return SimpleUploadedFile(name, content)


def try_out(content, name="lettre.docx"):
    return check(upload(content, name), sample=SAMPLE, needed=list(SAMPLE))


def filled(content, **values):
    values = {"name": "Amina", "text": "Bonjour", "annexes": Lines(["une", "deux"])} | values
    return Document(BytesIO(fill(content, values, title="Titre", author="Groupe")))


def lines(document):
    return [line.text for line in document.paragraphs]


def test_names_are_filled_in():
    document = filled(template(*GOOD, head="{{ name }}", foot="{{ text }}"))
    assert lines(document) == ["Amina", "Bonjour", "une", "deux"]
    section = document.sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("Amina", "Bonjour")
    properties = document.core_properties
    assert (properties.title, properties.author, properties.comments) == ("Titre", "Groupe", "")


def test_list_may_be_named_as_a_whole():
    assert lines(filled(template("{{ annexes }}"))) == ["une\ndeux"]


def test_name_that_word_wrote_in_pieces_is_known():
    document, file = Document(), BytesIO()
    line = document.add_paragraph("Objet : ")
    for piece in ("{", "{ na", "me ", "}}"):
        line.add_run(piece).bold = True
    document.save(file)
    (written,) = filled(file.getvalue()).paragraphs
    assert written.text == "Objet : Amina"
    assert written.runs[-1].bold


@pytest.mark.parametrize(
    "text",
    ["<w:p>&amp; \"quoted\" 'too'", "{{ name }} {% for %}", "{_{ name }_}", "=1+1", "a\tb", "Été – ½ €"],
)
def test_text_is_only_ever_text(text):
    assert lines(filled(template("{{ text }}"), text=text)) == [text]


def test_lines_and_paragraphs_are_kept():
    document = filled(template("{{ text }}"), text="Un\r\ndeux\n\n\ntrois")
    assert lines(document) == ["Un\ndeux", "trois"]


def test_what_xml_cannot_hold_is_shown_as_such():
    assert lines(filled(template("{{ text }}"), text="a\x07b\x0cc\ud800")) == ["a�b�c�"]


def test_arabic_goes_from_right_to_left():
    document = filled(template("Objet : {{ name }}", "{{ text }}"), name="طنجة 2008 أصيلة", text="الهجرة (OIM)")
    mixed, arabic = document.paragraphs
    assert [(run.text, bool(run.font.rtl)) for run in mixed.runs] == [("Objet : ", False), ("طنجة 2008 أصيلة", True)]
    assert mixed._p.pPr is None or mixed._p.pPr.find(qn("w:bidi")) is None
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert arabic.text == "الهجرة (OIM)"


def test_good_template_is_taken():
    content = template(*GOOD)
    assert try_out(content) == content


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{{ nom }}", "nom"),
        ("{{ name.__class__ }}", "annexes"),
        ("{{ name|upper }}", "annexes"),
        ("{{ ''.join(name) }}", "annexes"),
        ("{{ 10**9 }}", "annexes"),
        ("{{ range(10) }}", "annexes"),
        ("{% for i in range(10**9) %}x{% endfor %}", "annexes"),
        ("{% for i in annexes %}{% for j in annexes %}x{% endfor %}{% endfor %}", "annexes"),
        ("{% for i in name %}x{% endfor %}", "annexes"),
        ("{% if name %}x{% endif %}", "annexes"),
        ("{% set a = name %}", "annexes"),
        ("{% include 'x' %}", "annexes"),
        ("{% macro m() %}{% endmacro %}", "annexes"),
        ("{{ name ", "lettre.docx"),
        ("{% for one in annexes %}", "lettre.docx"),
        ("{% nothing %}", "lettre.docx"),
    ],
)
@pytest.mark.parametrize("place", ["body", "head", "foot"])
def test_template_that_asks_for_more_is_refused(place, wrong, said):
    content = template(*GOOD, wrong) if place == "body" else template(*GOOD, **{place: wrong})
    with pytest.raises(RefusedError, match=said):
        try_out(content)


def test_missing_names_are_told():
    with pytest.raises(RefusedError, match="text, annexes"):
        try_out(template("{{ name }}"))


def test_name_that_does_not_come_out_is_told():
    """Word hides what stands outside of its paragraphs: a loop that is cut in two would swallow the rest."""
    with pytest.raises(RefusedError):
        try_out(template("{{ name }}", "{% for one in annexes %}", "{{ one }}{{ text }}"))


def parts(content):
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        packed(parts(template(*GOOD)) | {"word/media/image.png": b"\0" * 30_000_000}),
        template(*GOOD, "mot " * 300_000),
        template(*GOOD, "{" * 600),
        template(*GOOD, "{{" * 200_000),
    ],
    ids=["bomb", "long", "braces", "many braces"],
)
def test_what_is_no_letter_is_refused(content):
    with pytest.raises(RefusedError):
        try_out(content)


def entity_bomb():
    files = parts(template(*GOOD))
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    body = files["word/document.xml"].decode().split("?>", 1)[1].replace("{{ name }}", "&a8;")
    files["word/document.xml"] = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>{body}'.encode()
    return packed(files)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.4", "lettre.pdf"),
        (b"PK\x03\x04 nothing", "lettre.docx"),
        (b"", "lettre.docx"),
        (packed({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "lettre.docx"),
        (packed(parts(template(*GOOD)) | {"word/document.xml": b"<broken"}), "lettre.docx"),
        (packed(parts(template(*GOOD)) | {"word/vbaProject.bin": b"macro"}), "lettre.docx"),
        (entity_bomb(), "lettre.docx"),
    ],
    ids=["pdf", "cut", "empty", "hollow", "broken", "macros", "entities"],
)
def test_hostile_file_is_refused_in_a_sentence(content, name):
    with pytest.raises(RefusedError, match=name):
        try_out(content, name)
