"""Word documents that somebody sent: what is read of them, and every refusal with its sentence."""

from io import BytesIO
from time import thread_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from gtm.lib import word_reading
from gtm.lib.files import MEGABYTE, RefusedError
from gtm.lib.word_reading import Paragraph, Run, paragraphs
from tests.attachments import zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "<Types/>"


def upload(data, name="note.docx"):
    return SimpleUploadedFile(name, data)


def document(body, head=""):
    """A Word document of as few parts as it takes."""
    xml = f"<?xml version='1.0'?>{head}<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": xml})


def text(found):
    return ["".join(run.words for run in paragraph.runs) for paragraph in found]


def test_paragraphs_with_their_styles_and_runs():
    made, file = Document(), BytesIO()
    made.add_heading("Objet", 1)
    line = made.add_paragraph(style="List Bullet")
    line.add_run("Mme A").bold = True
    line.add_run(" a dit\nceci\tet cela")
    made.add_table(1, 1).cell(0, 0).text = "Dans un tableau"
    made.save(file)
    assert [one for one in paragraphs(upload(file.getvalue())) if one.runs] == [
        Paragraph("heading 1", False, [Run("Objet")]),
        Paragraph(
            "List Bullet",
            False,
            [Run("Mme A", bold=True), *map(Run, [" a dit", "\n", "ceci", "\t", "et cela"])],
        ),
        Paragraph("", False, [Run("Dans un tableau")]),
    ]


def test_deleted_passages_codes_and_doubles_are_passed_over():
    body = (
        "<w:p><w:r><w:t>Le </w:t></w:r><w:del><w:r><w:delText>vieux</w:delText><w:t>vieux</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>texte</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:AlternateContent><w:Choice><w:t>!</w:t></w:Choice><w:Fallback><w:t>?</w:t></w:Fallback>"
        "</w:AlternateContent></w:r><w:r><w:br w:type='page'/></w:r></w:p>"
    )
    assert text(paragraphs(upload(document(body)))) == ["Le texte!"]


def test_item_of_a_list_is_one_whatever_its_style():
    item = "<w:p><w:pPr><w:numPr><w:numId w:val='{}'/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
    found = paragraphs(upload(document(item.format(3) + item.format(0))))
    assert [one.is_item for one in found] == [True, False]


def test_strict_document_is_read():
    usual = document(PARAGRAPH.format("x"))
    with ZipFile(BytesIO(usual)) as archive:
        xml = archive.read("word/document.xml").decode()
    xml = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    data = zipped({"[Content_Types].xml": TYPES, "word/document.xml": xml})
    assert text(paragraphs(upload(data))) == ["x"]


# Refused ----------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def overwritten(data, old, new):
    assert old in data
    return data.replace(old, new)


def stored_twice():
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", "<b/>")
    return file.getvalue()


BAD = {
    "entities": (
        lambda: document(PARAGRAPH.format("&a9;"), f"<!DOCTYPE x [{LAUGHS}]>"),
        "type de document|document type",
    ),
    "entity of a file": (
        lambda: document(PARAGRAPH.format("&x;"), "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        "type de document|document type",
    ),
    "document type elsewhere": (
        lambda: document("", "<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'>"),
        "type de document|document type",
    ),
    "bomb": (lambda: document(PARAGRAPH.format("x" * (50 * MEGABYTE))), "bien plus qu’un document"),
    "long part": (
        lambda: document("".join(PARAGRAPH.format(f"{n:x}" * 9) for n in range(500_000))),
        "plus|more than minutes need",
    ),
    "many paragraphs": (lambda: document("<w:p/>" * 30_000), "plus|more than minutes need"),
    "deep": (lambda: document("<w:p>" * 300 + "</w:p>" * 300), "plus|more than minutes need"),
    "not well-formed": (lambda: document("<w:p>"), "est endommagé"),
    "unknown encoding": (
        lambda: zipped(
            {"[Content_Types].xml": TYPES, "word/document.xml": "<?xml version='1.0' encoding='x-none'?><a/>"}
        ),
        "est endommagé",
    ),
    "cut short": (lambda: document(PARAGRAPH.format("x"))[:-40], "est endommagé"),
    "wrong sum": (
        lambda: overwritten(
            (data := document(PARAGRAPH.format("x"))), data[data.index(b"word/document.xml") + 40 :][:8], bytes(8)
        ),
        "est endommagé",
    ),
    "two documents": (stored_twice, "est endommagé"),
    "workbook": (lambda: zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<a/>"}), "comme son contenu"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "type qui n’est pas accepté"),
    "text": (lambda: b"Bonjour", "comme son contenu"),
    "macros": (
        lambda: zipped({"[Content_Types].xml": TYPES, "word/document.xml": "<a/>", "word/vbaProject.bin": "x"}),
        "macros",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), BAD.values(), ids=BAD)
def test_bad_document_is_refused_with_the_reason(make, sentence):
    data, before = make(), thread_time()
    with pytest.raises(RefusedError) as error:
        paragraphs(upload(data))
    assert any(words in str(error.value) for words in sentence.split("|")), str(error.value)
    assert thread_time() - before < 3


def test_text_file_with_the_name_of_a_document_is_none():
    with pytest.raises(RefusedError):
        paragraphs(upload(b"Bonjour", "note.txt"))


def test_relations_to_other_places_are_left_alone(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_args: pytest.fail("asks another host"))
    relations = (
        "<Relationships><Relationship Id='r1' TargetMode='External' Target='http://127.0.0.1/t.dotx'/></Relationships>"
    )
    data = zipped(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": f"<w:document {W}><w:body>{PARAGRAPH.format('x')}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations,
        }
    )
    assert text(paragraphs(upload(data))) == ["x"]


def test_largest_document_is_read_in_time():
    body = "".join(PARAGRAPH.format(" ".join(str(n * k) for k in range(100))) for n in range(5_000))
    data, before = document(body), thread_time()
    assert len(data) < word_reading.MAX_PART
    assert len(paragraphs(upload(data))) == 5_000
    assert thread_time() - before < 3
