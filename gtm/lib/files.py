"""Files that people attach: recognised by what they hold, whatever they call themselves, or refused in a sentence."""

from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

# With which a file is sent: whatever it holds, it can neither run nor be taken for something else, nor stay in a shared
# cache.
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private",
}

MEGABYTE = 2**20
MAX_SIZE = 20 * MEGABYTE
MAX_PARTS = 5_000
MAX_UNPACKED = 300 * MEGABYTE
MAX_RATIO = 200  # of a part of more than a megabyte; text of a long sheet reaches 40
MAX_READ = MEGABYTE  # of the one part that is unpacked


class RefusedError(Exception):
    """A sentence that says why a file is refused, and what to do."""


@dataclass(frozen=True)
class Type:
    """A type of file that may be attached: what it is sent as, and how its name may end."""

    content_type: str
    endings: tuple[str, ...]


PDF = Type("application/pdf", (".pdf",))
PNG = Type("image/png", (".png",))
JPEG = Type("image/jpeg", (".jpg", ".jpeg"))
CSV = Type("text/csv; charset=utf-8", (".csv",))
TEXT = Type("text/plain; charset=utf-8", (".txt",))
OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = Type(OPEN_XML + "wordprocessingml.document", (".docx",))
XLSX = Type(OPEN_XML + "spreadsheetml.sheet", (".xlsx",))
PPTX = Type(OPEN_XML + "presentationml.presentation", (".pptx",))
ODT = Type("application/vnd.oasis.opendocument.text", (".odt",))
ODS = Type("application/vnd.oasis.opendocument.spreadsheet", (".ods",))
TYPES = [PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG, TEXT, CSV]

SIGNATURES = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/", "basic/", "scripts/")


def allowed():
    """The types in a line, as people know them: PDF, DOCX …"""
    return ", ".join(ending.removeprefix(".").upper() for kind in TYPES for ending in kind.endings[:1])


def recognise(file):
    """The Type of an uploaded file; raises RefusedError. Nothing but a small part of an archive is unpacked."""
    if not file.size:
        raise RefusedError(_("“%(name)s” is empty.") % {"name": file.name})
    if file.size > MAX_SIZE:
        raise RefusedError(
            _("“%(name)s” is larger than %(limit)s MB: reduce it, or cut it into several files.")
            % {"name": file.name, "limit": MAX_SIZE // MEGABYTE}
        )
    file.seek(0)
    head = file.read(16)
    found = next((kind for signature, kind in SIGNATURES.items() if head.startswith(signature)), None)
    if found is None:
        found = _in_archive(file) if head.startswith(b"PK\x03\x04") else _as_text(file)
    file.seek(0)
    if found is None:
        raise RefusedError(
            _("“%(name)s” is of a type that is not accepted. These are: %(allowed)s.")
            % {"name": file.name, "allowed": allowed()}
        )
    if PurePath(file.name).suffix.lower() not in found.endings:
        raise RefusedError(
            _("The name of “%(name)s” does not end as its content demands: %(endings)s.")
            % {"name": file.name, "endings": _(" or ").join(found.endings)}
        )
    return found


def _in_archive(file):
    """The office document that a zip archive is, judged by its table of contents before anything is unpacked."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if (
                len(parts) > MAX_PARTS
                or sum(part.file_size for part in parts) > MAX_UNPACKED
                or any(part.file_size > MEGABYTE and part.file_size > MAX_RATIO * part.compress_size for part in parts)
            ):
                raise RefusedError(_("“%(name)s” unpacks to far more than a document holds.") % {"name": file.name})
            if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
                raise RefusedError(
                    _("“%(name)s” is damaged or locked with a password: save it again without one.")
                    % {"name": file.name}
                )
            types = _read(archive, "[Content_Types].xml", names)
            if b"macroEnabled" in types or any(mark in name.lower() for name in names for mark in MACROS):
                raise RefusedError(
                    _("“%(name)s” holds macros: save it as a document without macros.") % {"name": file.name}
                )
            declared = _read(archive, "mimetype", names).decode("ascii", "replace")
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise RefusedError(_("“%(name)s” is damaged: open it and save it again.") % {"name": file.name}) from error
    if types:
        return next((kind for part, kind in MAIN_PARTS.items() if part in names), None)
    return next((kind for kind in (ODT, ODS) if kind.content_type == declared), None)


def _read(archive, name, names):
    """The beginning of a part, or nothing where there is no such part."""
    if name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(MAX_READ)


def _as_text(file):
    """Text in UTF-8 without control characters; its name says whether it is a table."""
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(char < " " and char not in "\t\n\r\f" for char in set(text)):
        return None
    return CSV if file.name.lower().endswith(CSV.endings) else TEXT
