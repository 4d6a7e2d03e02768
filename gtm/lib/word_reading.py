"""The paragraphs of a Word document that somebody sent: read as a stream, and nothing of it but its text.

Nothing is built from the document but the lines themselves, and nothing is loaded from elsewhere: entities and document
types are refused, pictures, links, headers and deleted passages are passed over.
"""

from dataclasses import dataclass, field
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser
from django.utils.translation import gettext as _

from gtm.lib.files import DOCX, MEGABYTE, RefusedError, recognise

MAX_PART = 20 * MEGABYTE  # unpacked; the text of a thousand pages takes less
MAX_PARAGRAPHS, MAX_DEPTH = 20_000, 200
CHUNK = 2**16
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}", "sym": "✓"}
# Deleted passages, the codes of fields, and what stands there for programs that are older.
PASSED_OVER = {"del", "moveFrom", "instrText", "Fallback"}
FAULTS = (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, ValueError, LookupError, ParseError)


class Run(NamedTuple):
    """Words that look alike; `style` is the name of their character style."""

    words: str
    style: str = ""
    bold: bool = False


@dataclass
class Paragraph:
    """A paragraph with the name of its style, and whether it is an item of a list."""

    style: str = ""
    is_item: bool = False
    runs: list[Run] = field(default_factory=list)


def paragraphs(file):
    """The paragraphs of an uploaded Word document, in order; raises RefusedError with a sentence."""
    if recognise(file) != DOCX:
        raise RefusedError(_("“%(name)s” is not a Word document (DOCX).") % {"name": file.name})
    try:
        with ZipFile(file) as archive:
            names = _parsed(archive, "word/styles.xml", _Styles()) if "word/styles.xml" in archive.namelist() else {}
            return _parsed(archive, "word/document.xml", _Body(names))
    except _TooLargeError as error:
        raise RefusedError(
            _("“%(name)s” holds more than minutes need: copy their text into a new document.") % {"name": file.name}
        ) from error
    except DefusedXmlException as error:
        raise RefusedError(
            _("“%(name)s” holds a document type, which Word never writes: copy its text into a new document.")
            % {"name": file.name}
        ) from error
    except FAULTS as error:
        raise RefusedError(_("“%(name)s” is damaged: open it and save it again.") % {"name": file.name}) from error


class _TooLargeError(Exception):
    """More than is read."""


def _parsed(archive, name, target):
    if archive.getinfo(name).file_size > MAX_PART:
        raise _TooLargeError
    parser = XMLParser(target=target, forbid_dtd=True)
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            parser.feed(chunk)
    return parser.close()


class _Styles:
    """Hears which style has which name: {id: name}."""

    def __init__(self):
        self.names, self.style = {}, ""

    def start(self, tag, attributes):
        tag = tag.replace(STRICT, W)
        if tag == f"{W}style":
            self.style = _value(attributes, "styleId")
        elif tag == f"{W}name" and self.style:
            self.names.setdefault(self.style, _value(attributes, "val"))

    def end(self, _tag):
        """Styles do not stand inside each other."""

    def close(self):
        return self.names


class _Body:
    """Hears paragraphs, also those of tables and text boxes."""

    def __init__(self, names):
        self.names, self.found = names, []
        self.open, self.path, self.hidden = [], [], 0  # paragraphs around, elements around, those passed over
        self.style, self.bold = "", False

    def start(self, tag, attributes):
        name = tag.rpartition("}")[2]
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise _TooLargeError
        self.hidden += name in PASSED_OVER
        if name == "p" and tag in (f"{W}p", f"{STRICT}p"):
            self.found.append(Paragraph())
            self.open.append(self.found[-1])
            if len(self.found) > MAX_PARAGRAPHS:
                raise _TooLargeError
        elif self.open:
            self._inside(name, attributes, self.path[-2])

    def _inside(self, name, attributes, around):
        value = _value(attributes, "val")
        if name == "r":
            self.style, self.bold = "", False
        elif name == "pStyle":
            self.open[-1].style = self.names.get(value, value)
        elif name == "numId":
            self.open[-1].is_item = value != "0"
        elif name == "rStyle" and around == "rPr":
            self.style = self.names.get(value, value)
        elif name == "b" and around == "rPr":
            self.bold = value not in ("0", "false", "off")
        elif name in SIGNS and around == "r" and _value(attributes, "type") not in ("page", "column"):
            self._say(SIGNS[name])

    def end(self, tag):
        name = self.path.pop()
        self.hidden -= name in PASSED_OVER
        if name == "p" and tag in (f"{W}p", f"{STRICT}p"):
            self.open.pop()

    def data(self, words):
        if self.open and self.path[-1] == "t":
            self._say(words)

    def _say(self, words):
        if not self.hidden:
            self.open[-1].runs.append(Run(words, self.style, self.bold))

    def close(self):
        return self.found


def _value(attributes, name):
    return attributes.get(f"{W}{name}") or attributes.get(f"{STRICT}{name}") or ""
