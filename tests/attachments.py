"""Files as people attach them, good and bad, made as their programs make them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def zipped(parts):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(main="word/document.xml", types="<Types/>", more=None):
    """An Office document whose main part is `main`."""
    return zipped({"[Content_Types].xml": types, main: "<document/>"} | (more or {}))


def open_document(content_type=ODT_TYPE, more=None):
    """An OpenDocument file that says it is of `content_type`."""
    return zipped({"mimetype": content_type, "content.xml": "<content/>"} | (more or {}))
