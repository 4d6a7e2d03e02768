"""The zip archive that a workbook is: judged by its table of contents before anything is unpacked."""

import posixpath
import re
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import limits
from gtm.lib.excel.reading.book import WorkbookRefused
from gtm.lib.excel.reading.xml import FAULTS, Parser, damaged, too_large

CENTRAL_ENTRY = b"PK\x01\x02"
ABSURD_PATH = re.compile(r"^/|(^|/)\.\.?(/|$)|[\\:\x00]")
ENCRYPTED = 1


class Relation(NamedTuple):
    """What a part says of another one: its kind, the last word of the type, and its name in the archive."""

    kind: str
    part: str


class Package:
    """The parts of a workbook by name; capitals do not count in the names."""

    def __init__(self, data, budget):
        self.budget = budget
        # Each entry becomes an object as soon as the archive is opened.
        if data.count(CENTRAL_ENTRY) > limits.MAX_PARTS:
            raise too_large("zip")
        try:
            self.archive = ZipFile(BytesIO(data))
        except FAULTS as error:
            raise WorkbookRefused(
                _("The file is cut short or damaged: open it in Excel, save it again as .xlsx and send that.")
            ) from error
        entries = [entry for entry in self.archive.infolist() if not entry.is_dir()]
        self.entries = {entry.filename.lower(): entry for entry in entries}
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise WorkbookRefused(_("The workbook is protected by a password: save it again without one."))
        for entry in entries:
            if ABSURD_PATH.search(entry.filename) or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise damaged(entry.filename)
            if entry.file_size > limits.MAX_PART:
                raise too_large(entry.filename)
        # Two parts that unpack the same bytes would multiply them.
        if len(self.entries) < len(entries) or sum(entry.compress_size for entry in entries) > len(data):
            raise damaged("zip")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > min(limits.ALWAYS_UNPACKED + limits.MAX_RATIO * len(data), limits.MAX_UNPACKED):
            raise WorkbookRefused(
                _("The workbook unpacks to more than a table can hold: copy the table into a new workbook.")
            )

    def __contains__(self, part):
        return part.lower() in self.entries

    def read(self, part, starts, ends=None):
        """Hear of the elements of a part that is short in any honest workbook."""
        if part in self and self.entries[part.lower()].file_size > limits.MAX_SHORT_PART:
            raise too_large(part)
        self.stream(Parser(part, starts, ends))

    def stream(self, parser):
        """Read the part that the parser is for, however long."""
        try:
            stream = self.archive.open(self.entries[parser.part.lower()])
        except FAULTS as error:
            raise damaged(parser.part) from error
        with stream:
            parser.read(stream, self.budget)

    def relations(self, part=""):
        """{id: Relation} of a part, or of the whole package; what lies outside the file is left alone."""
        folder, name = posixpath.split(part)
        found = {}

        def relationship(attributes):
            if attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                found[attributes["Id"]] = Relation(attributes["Type"].rpartition("/")[2], target)

        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source in self:
            self.read(source, {"Relationship": relationship})
        return found
