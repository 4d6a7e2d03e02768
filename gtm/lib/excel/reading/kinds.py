"""What a file is, by its first bytes and by its name: a workbook, a CSV file, or something that is refused."""

from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gtm.lib.excel.reading.book import WorkbookRefused

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_EXCEL = _lazy("an old Excel workbook (.xls)")
BINARY = _lazy("a binary Excel workbook (.xlsb)")
MACROS = _lazy("a workbook with macros (.xlsm)")
OPEN_DOCUMENT = _lazy("an OpenDocument spreadsheet (.ods)")
TEMPLATE = _lazy("a template (.xltx)")
WORD = _lazy("a text document")
PDF = _lazy("a PDF document")
PICTURE = _lazy("a picture")
WEB_PAGE = _lazy("a web page")
XML = _lazy("an XML file")
OTHER = _lazy("of another kind than .xlsx or .csv")

NAMES = {
    ".xls": OLD_EXCEL,
    ".xlt": OLD_EXCEL,
    ".xlsb": BINARY,
    ".xlsm": MACROS,
    ".xltm": MACROS,
    ".xlam": MACROS,
    ".xltx": TEMPLATE,
    ".ods": OPEN_DOCUMENT,
    ".fods": OPEN_DOCUMENT,
    ".ots": OPEN_DOCUMENT,
    ".doc": WORD,
    ".docx": WORD,
    ".odt": WORD,
    ".rtf": WORD,
    ".pdf": PDF,
}
TEXT_NAMES = ("", ".csv", ".tsv", ".txt")
SIGNATURES = {
    b"%PDF-": PDF,
    b"{\\rtf": WORD,
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"BM": PICTURE,
    b"\t\x08": OLD_EXCEL,  # the stream of Excel 2 to 4, before there were compound files
    b"\t\x04\x06\x00": OLD_EXCEL,
    b"\t\x00\x04\x00": OLD_EXCEL,
}
WEB = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"mime-version:")


def refused_as(kind):
    return WorkbookRefused(
        _("The file is %(kind)s: open it in Excel or LibreOffice and save it as “Excel workbook (.xlsx)”.")
        % {"kind": kind}
    )


def is_workbook(data, name):
    """Whether the file is a zip archive, or else text. Raise WorkbookRefused for anything else."""
    suffix = PurePath(name).suffix.lower()
    if not data.strip(b"\0\t\n\r "):
        raise WorkbookRefused(_("The file is empty: send the workbook again."))
    if data.startswith(OLE):
        raise _compound(data)
    if suffix in NAMES:
        raise refused_as(NAMES[suffix])
    if data.startswith(ZIP):
        return True
    head = data[:1024].lstrip(b"\xef\xbb\xbf\t\n\r ").lower()
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature) and (kind is not PICTURE or b"\0" in data):
            raise refused_as(kind)
    if head.startswith(WEB):
        raise refused_as(WEB_PAGE)
    if head.startswith(b"<?xml"):
        raise refused_as(XML)
    if suffix not in TEXT_NAMES:
        raise refused_as(OTHER)
    return False


def _compound(data):
    """The refusal of an OLE compound file, whose streams are named in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return WorkbookRefused(_("The workbook is protected by a password: save it again without one."))
    return refused_as(WORD if "WordDocument".encode("utf-16-le") in data else OLD_EXCEL)
