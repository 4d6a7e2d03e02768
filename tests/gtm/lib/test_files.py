"""Files that people attach: what is recognised, and every refusal with its sentence."""

from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gtm.lib import files
from gtm.lib.files import MEGABYTE, RefusedError, recognise
from tests.attachments import JPEG, PDF, PNG, office, open_document, zipped

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
GOOD = [
    ("rapport.pdf", PDF, files.PDF),
    ("RAPPORT.PDF", PDF, files.PDF),
    ("carte.png", PNG, files.PNG),
    ("photo.jpg", JPEG, files.JPEG),
    ("photo.jpeg", JPEG, files.JPEG),
    ("note.docx", office(), files.DOCX),
    ("tableau.xlsx", office("xl/workbook.xml"), files.XLSX),
    ("exposé.pptx", office("ppt/presentation.xml"), files.PPTX),
    ("note.odt", open_document(), files.ODT),
    ("tableau.ods", open_document(ODS_TYPE), files.ODS),
    ("note.txt", "Élaborée à Rabat\nأكادير".encode(), files.TEXT),
    ("liste.csv", "Réf.;Titre\r\nA1-01;Santé".encode("utf-8-sig"), files.CSV),
]


def upload(name, data):
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(("name", "data", "kind"), GOOD, ids=[name for name, _data, _kind in GOOD])
def test_good_file_is_recognised(name, data, kind):
    file = upload(name, data)
    assert recognise(file) is kind
    assert file.read() == data  # nothing of it was consumed


def test_every_allowed_type_is_tried():
    assert {kind for _name, _data, kind in GOOD} == set(files.TYPES)


LOCKED = office()
LOCKED = LOCKED.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
BAD = {
    "empty": ("vide.pdf", b"", "« vide.pdf » est vide."),
    "program": ("outil.exe", b"MZ\x90\x00" + bytes(100), "« outil.exe » est d’un type qui n’est pas accepté."),
    "program by another name": (
        "outil.pdf",
        b"MZ\x90\x00" + bytes(100),
        "type qui n’est pas accepté. Sont acceptés : PDF",
    ),
    "old Word": ("note.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "type qui n’est pas accepté"),
    "latin text": ("note.txt", "Élaborée".encode("latin-1"), "type qui n’est pas accepté"),
    "binary text": ("note.txt", b"abc\x00def", "type qui n’est pas accepté"),
    "page": ("page.html", b"<script>alert(1)</script>", "ne se termine pas comme son contenu le demande : .txt"),
    "drawing": ("dessin.svg", b"<svg onload='alert(1)'/>", "ne se termine pas comme son contenu"),
    "PDF as a picture": ("carte.png", PDF, "ne se termine pas comme son contenu le demande : .pdf"),
    "picture as JPEG": ("photo.jpg", PNG, "comme son contenu le demande : .png"),
    "without ending": ("rapport", PDF, "comme son contenu le demande : .pdf"),
    "sheet as text": ("note.docx", office("xl/workbook.xml"), "comme son contenu le demande : .xlsx"),
    "plain zip": ("lot.zip", zipped({"a.txt": "a"}), "type qui n’est pas accepté"),
    "Java archive": ("note.docx", zipped({"META-INF/MANIFEST.MF": "Main-Class: X"}), "type qui n’est pas accepté"),
    "presentation of ODF": ("x.odt", open_document("application/vnd.oasis.opendocument.graphics"), "n’est pas accepté"),
    "VBA": ("note.docx", office(more={"word/vbaProject.bin": "x"}), "contient des macros"),
    "VBA declared": ("note.docx", office(types="…macroEnabled.main+xml"), "contient des macros"),
    "Excel 4 macros": (
        "t.xlsx",
        office("xl/workbook.xml", more={"xl/macrosheets/sheet1.xml": "x"}),
        "contient des macros",
    ),
    "ActiveX": ("note.docx", office(more={"word/activeX/activeX1.bin": "x"}), "contient des macros"),
    "Basic": ("note.odt", open_document(more={"Basic/Standard/Module1.xml": "x"}), "contient des macros"),
    "Python in ODF": ("note.odt", open_document(more={"Scripts/python/x.py": "x"}), "contient des macros"),
    "cut short": ("note.docx", office()[:-30], "est endommagé"),
    "zip in name only": ("note.docx", b"PK\x03\x04" + bytes(100), "est endommagé"),
    "locked": ("note.docx", LOCKED, "protégé par un mot de passe"),
    "bomb": ("note.docx", office(more={"word/media/a.bin": bytes(50 * MEGABYTE)}), "bien plus qu’un document"),
    "many parts": (
        "note.docx",
        office(more={f"word/{number}.xml": "" for number in range(files.MAX_PARTS)}),
        "bien plus qu’un document",
    ),
}


@pytest.mark.parametrize(("name", "data", "sentence"), BAD.values(), ids=BAD)
def test_bad_file_is_refused_with_the_reason(name, data, sentence):
    with pytest.raises(RefusedError) as error:
        recognise(upload(name, data))
    said = " ".join(str(error.value).split())
    assert sentence in said
    assert f"« {name} »" in said


def test_large_file_is_refused_by_its_size_and_never_read():
    file = upload("long.pdf", PDF)
    file.size = files.MAX_SIZE + 1
    file.file = None
    with pytest.raises(RefusedError, match="dépasse 20"):
        recognise(file)
    file = upload("long.pdf", PDF)
    file.size = files.MAX_SIZE
    assert recognise(file) is files.PDF


def test_bomb_is_judged_without_unpacking_it(monkeypatch):
    monkeypatch.setattr(ZipFile, "open", None)
    with pytest.raises(RefusedError, match="bien plus"):
        recognise(upload(*BAD["bomb"][:2]))


def test_one_that_believed_the_name_would_take_most_of_them():
    """The negative control of the table above."""
    endings = tuple(ending for kind in files.TYPES for ending in kind.endings)
    assert sum(name.endswith(endings) for name, _data, _sentence in BAD.values()) > len(BAD) / 2
