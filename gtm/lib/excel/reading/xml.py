"""XML parts, parsed as a stream by expat, which loads nothing from elsewhere; a document type is refused.

Elements are known by their names without prefix, for programs choose the prefix freely.
"""

import zlib
from xml.parsers import expat
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import limits
from gtm.lib.excel.reading.book import WorkbookRefused

CHUNK = 2**16
STRICT = "http://purl.oclc.org/ooxml/"
# Of zipfile, zlib and expat, and what Python says of an encoding, a number or an attribute that is not there.
FAULTS = (BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, NotImplementedError, LookupError, ValueError)


def damaged(part):
    return WorkbookRefused(
        _("The workbook is damaged (in %(part)s): open it in Excel, save it again as .xlsx and send that.")
        % {"part": part}
    )


def too_large(part):
    return WorkbookRefused(
        _("The workbook holds more than a table needs (in %(part)s): copy the table into a new workbook.")
        % {"part": part}
    )


class Parser:
    """A parser of one part: `starts` are called {name: with the attributes}, `ends` {name: with the text inside}.

    The text of an element begins after the last of `starts` or `ends` before it.
    """

    def __init__(self, part, starts, ends=None):
        self.part = part
        self.starts, self.ends = starts, ends or {}
        self.depth = 0
        self.element = ""  # the one that was heard of last, as it is written
        self.texts = []
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartDoctypeDeclHandler = self.expat.EntityDeclHandler = self._declared
        self.take_over(self.start, self.end, self.texts.append)

    def take_over(self, start, end, text):
        """Let other functions hear of the elements from now on."""
        self.expat.StartElementHandler = start
        self.expat.EndElementHandler = end
        self.expat.CharacterDataHandler = text

    def start(self, name, attributes):
        self.depth += 1
        if self.depth > limits.MAX_DEPTH:
            raise damaged(self.part)
        for value in attributes.values():
            if value.startswith(STRICT):
                raise WorkbookRefused(
                    _("The workbook is in the “Strict Open XML” format: save it as “Excel workbook (.xlsx)”.")
                )
        if hear := self.starts.get(name) or self.starts.get(name.rpartition(":")[2]):
            self.texts.clear()
            self.element = name
            hear(attributes)

    def end(self, name):
        self.depth -= 1
        if hear := self.ends.get(name) or self.ends.get(name.rpartition(":")[2]):
            text = "".join(self.texts)
            self.texts.clear()
            hear(text)

    def read(self, stream, budget):
        fed = 0
        try:
            while chunk := stream.read(CHUNK):
                budget.check()
                self.expat.Parse(chunk)
                fed += len(chunk)
                if fed - self.expat.CurrentByteIndex > limits.MAX_TOKEN:
                    raise too_large(self.part)
            self.expat.Parse(b"", True)
        except FAULTS as error:
            raise damaged(self.part) from error
        finally:
            # Each knows the other: what was read must not be kept alive.
            self.take_over(None, None, None)
            self.starts, self.ends = {}, {}

    def _declared(self, *_args):
        raise WorkbookRefused(
            _(
                "The workbook holds a document type (in %(part)s), which no spreadsheet program writes: "
                "copy the table into a new workbook."
            )
            % {"part": self.part}
        )
