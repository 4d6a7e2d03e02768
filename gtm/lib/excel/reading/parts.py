"""The parts of a workbook beside its cells: which sheets there are, texts, formats, properties, notes."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import limits
from gtm.lib.excel.reading.book import Note, WorkbookRefused
from gtm.lib.excel.reading.dates import BUILT_IN, is_date
from gtm.lib.excel.reading.kinds import BINARY, MACROS, OPEN_DOCUMENT, OTHER, refused_as
from gtm.lib.excel.reading.places import locate, name
from gtm.lib.excel.reading.text import Runs, clean
from gtm.lib.excel.reading.xml import Parser, damaged, too_large
from gtm.lib.excel.text import LONGEST

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_TYPES = tuple(
    f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}.main+xml" for kind in ("sheet", "template")
)
MACRO_PARTS = ("vbaproject.bin", "/macrosheets/", "/activex/")
TRUE = ("1", "true", "on")
PROPERTY_VALUES = ("lpwstr", "lpstr", "bstr", "i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint",
                   "r4", "r8", "decimal", "bool", "date", "filetime")  # fmt: skip
STAND_IN = "tc="  # begins the author of a note that stands for a comment in programs without comments


class Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    title: str
    hidden: bool
    part: str


def main_part(package):
    """The name of the part that lists the sheets. Raise WorkbookRefused if this is another kind of file."""
    if CONTENT_TYPES not in package:
        raise refused_as(OPEN_DOCUMENT if "mimetype" in package else OTHER)
    types = {}

    def override(attributes):
        types[attributes["PartName"].lstrip("/").lower()] = attributes["ContentType"]

    def default(attributes):
        types[f".{attributes['Extension'].lower()}"] = attributes["ContentType"]

    package.read(CONTENT_TYPES, {"Override": override, "Default": default})
    if any(mark in f"/{name}" for name in package.entries for mark in MACRO_PARTS):
        raise refused_as(MACROS)
    main = next((part for kind, part in package.relations().values() if kind == "officeDocument"), None)
    if main is None or main not in package:
        raise refused_as(OTHER)
    kind = types.get(main.lower()) or types.get(f".{main.rpartition('.')[2].lower()}", "")
    if "macroEnabled" in kind:
        raise refused_as(MACROS)
    if "binary" in kind:
        raise refused_as(BINARY)
    if kind not in WORKBOOK_TYPES:
        raise refused_as(OTHER)
    return main


def sheets(package, main, relations):
    """Every sheet of cells in order, and whether days are counted from 1904."""
    entries, settings = [], {}

    def sheet(attributes):
        title = clean(attributes["name"])
        ident = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        relation = relations.get(ident)
        if relation is None or relation.part not in package:
            raise WorkbookRefused(
                _("The sheet “%(sheet)s” is missing from the file: open it in Excel and save it again as .xlsx.")
                % {"sheet": title[:100]}
            )
        if "acrosheet" in relation.kind:
            raise refused_as(MACROS)
        if relation.kind == "worksheet":  # the others hold a chart or a dialogue
            entries.append(Entry(title, attributes.get("state", "visible") != "visible", relation.part))
        if len(entries) > limits.MAX_SHEETS:
            raise too_large(main)

    package.read(main, {"sheet": sheet, "workbookPr": settings.update})
    parts = {entry.part.lower() for entry in entries}
    if not entries:
        raise WorkbookRefused(_("The workbook has no sheet that can be read: save it as “Excel workbook (.xlsx)”."))
    if len(parts) < len(entries) or len({entry.title for entry in entries}) < len(entries):
        raise damaged(main)
    return entries, settings.get("date1904") in TRUE


def texts(package, part):
    """The texts that cells share, by number."""
    found, runs = [], Runs()

    def add(_text):
        text = runs.take()
        if len(text) > LONGEST:
            raise WorkbookRefused(
                _("The text “%(text)s…” has more than %(limit)s characters, as no cell can: shorten it.")
                % {"text": text[:40], "limit": LONGEST}
            )
        found.append(text)
        if len(found) > limits.MAX_STRINGS:
            raise too_large(part)

    if part:
        package.stream(Parser(part, runs.starts, runs.ends | {"si": add}))
    return found


def date_formats(package, part):
    """{number of a cell's format: whether it shows numbers as dates}, the numbers being text."""
    codes, formats, inside = {}, {}, []

    def code(attributes):
        codes[attributes["numFmtId"]] = is_date(attributes["formatCode"])

    def cell_format(attributes):
        if inside:
            ident = attributes.get("numFmtId", "0")
            shown = codes[ident] if ident in codes else ident.isdecimal() and int(ident) in BUILT_IN
            formats[str(len(formats))] = shown
            if len(formats) > limits.MAX_FORMATS:
                raise too_large(part)

    if part:
        starts = {"numFmt": code, "cellXfs": inside.append, "xf": cell_format}
        package.read(part, starts, {"cellXfs": lambda _text: inside.clear()})
    return formats or {"0": False}


def properties(package, part):
    """The custom properties of the document, as text."""
    found, named = {}, []

    def value(text):
        if named:
            found.setdefault(named[-1], clean(text))

    def start(attributes):
        named.append(clean(attributes["name"]))
        if len(named) > limits.MAX_PROPERTIES:
            raise too_large(part)

    if part:
        values = dict.fromkeys(PROPERTY_VALUES, value)
        package.read(part, {"property": start} | dict.fromkeys(PROPERTY_VALUES, _hear), values)
    return found


def persons(package, part):
    """{id: name} of those who comment."""
    found = {}

    def person(attributes):
        found[attributes["id"]] = clean(attributes.get("displayName", ""))

    if part:
        package.read(part, {"person": person})
    return found


def notes(package, relations, people, title):
    """The notes and comments on the cells of a sheet, in the order of the cells."""
    kinds = {"comments": [], "threadedComment": []}
    for relation in relations.values():
        if relation.kind == "comments":
            _notes(package, relation.part, kinds["comments"].append)
        elif relation.kind == "threadedComment":
            _comments(package, relation.part, people, kinds["threadedComment"].append)
        if sum(map(len, kinds.values())) > limits.MAX_NOTES:
            raise too_large(relation.part)
    commented = {note[:2] for note in kinds["threadedComment"]}
    found = [note for note in kinds["comments"] if not (note.author.startswith(STAND_IN) and note[:2] in commented)]
    found += kinds["threadedComment"]
    for note in found:
        if len(note.text) > LONGEST:
            raise WorkbookRefused(
                _("The note on cell %(cell)s of the sheet “%(sheet)s” is too long: shorten it.")
                % {"cell": name(note.row, note.column), "sheet": title}
            )
    return sorted(found, key=lambda note: note[:2])


def _notes(package, part, add):
    authors, at, runs = [], [], Runs()

    def comment(attributes):
        who = attributes.get("authorId", "")
        at[:] = *locate(attributes["ref"]), authors[int(who)] if who.isdecimal() and int(who) < len(authors) else ""

    def finish(_text):
        row, column, author = at
        add(Note(row, column, runs.take(), author))

    starts = {"author": _hear, "comment": comment}
    ends = {"author": lambda text: authors.append(clean(text)), "comment": finish}
    package.read(part, runs.starts | starts, runs.ends | ends)


def _comments(package, part, people, add):
    at = []

    def comment(attributes):
        at[:] = *locate(attributes["ref"]), people.get(attributes.get("personId"), "")

    def finish(text):
        row, column, author = at
        add(Note(row, column, clean(text), author))

    package.read(part, {"threadedComment": comment, "text": _hear}, {"text": finish})


def _hear(_attributes):
    """The text of this element is wanted, what came before it is not."""
