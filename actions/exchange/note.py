"""The change note: what became of the table between two states of it, as a document to be sent."""

from collections import Counter, defaultdict

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actions.wording import How
from gtm.lib import word
from gtm.lib.word import Piece

LONGEST = 1500  # entries; a longer note nobody reads, and Word hardly opens
GONE, NEW = -1, 1  # how `pieces` call them
RED, GREEN = "9B1C1C", "14652B"
CHANGE, SAYS, SUMMARY, PARTNER = (2, 4, 4), (2, 8), (10, 2, 2, 2), (3, 10, 8)


class NoteTooLongError(Exception):
    """There are too many changes for a note; the text says what to do."""


def write(file, changes, names, *, remarks="", scope=""):
    """Write the note on `changes` to `file`; `names` are what the two states are called, `scope` what it is about."""
    if len(changes.entries) > LONGEST:
        raise NoteTooLongError(
            _("A change note holds %(limit)s actions at most: choose an axis or a partner, or take the workbook.")
            % {"limit": formats.number_format(LONGEST)}
        )
    group, table, title = _("Thematic Group on Migration, Morocco"), _("Table of joint actions"), _("Change note")
    document = word.document(title=title, author=group, head=f"{table} · {title}", foot=group)
    word.paragraph(document, title, style="Title")
    word.paragraph(document, table, style="Subtitle")
    _open(document, names, remarks, scope)
    _summary(document, changes)
    _by_axis(document, changes)
    _by_partner(document, changes)
    document.save(file)


def _open(document, names, remarks, scope):
    for label, text in (
        (_("Before"), names[0]),
        (_("After"), names[1]),
        (_("Only"), scope),
        (_("Drawn up on"), formats.date_format(timezone.localdate(), "DATE_FORMAT")),
        (_("Remarks"), remarks),
    ):
        if text:
            word.paragraph(document, Piece(_("%(label)s: ") % {"label": label}, bold=True), text)


def _summary(document, changes):
    word.paragraph(document, _("Summary"), style="Heading 1")
    if not changes.entries:
        word.paragraph(document, _("Nothing has changed."))
    for text, columns in (
        (_("New columns, which are not compared: %(names)s."), changes.columns_added),
        (_("Columns that are gone, and are not compared: %(names)s."), changes.columns_removed),
    ):
        if columns:
            word.paragraph(document, text % {"names": ", ".join(columns)})
    if not changes.entries:
        return
    word.paragraph(document, _totals(changes.counts))
    headings = [_("Axis"), pgettext("actions", "Added"), pgettext("actions", "Changed"), pgettext("actions", "Removed")]
    tally = Counter((entry.axis, entry.how) for entry in changes.entries)
    told = {axis for axis, _how in tally}
    rows = [
        [name, *(str(tally[axis, how] or "–") for how in How)] for axis, name, _count in changes.axes if axis in told
    ]
    word.table(document, headings, rows, SUMMARY)


def _totals(counts):
    """The counts in a sentence."""
    told = [
        (counts["added"], ngettext("%(number)s action added", "%(number)s actions added", counts["added"])),
        (counts["removed"], ngettext("%(number)s action removed", "%(number)s actions removed", counts["removed"])),
        (counts["changed"], ngettext("%(number)s action changed", "%(number)s actions changed", counts["changed"])),
        (counts["cells"], ngettext("%(number)s cell changed", "%(number)s cells changed", counts["cells"])),
    ]
    return ", ".join(text % {"number": formats.number_format(number)} for number, text in told if number) + "."


def _by_axis(document, changes):
    if not changes.entries:
        return
    word.paragraph(document, _("By axis and action"), style="Heading 1")
    for name, _count, entries in changes.groups(changes.entries):
        word.paragraph(document, name, style="Heading 2")
        for entry, cells in entries:
            _entry(document, entry, cells)


def _entry(document, entry, cells):
    word.paragraph(
        document,
        Piece(f"{entry.reference}  ", color=word.BLUE),
        entry.title,
        Piece(f"  ({entry.how.label.lower()})", bold=False, color=word.GREY),
        style="Heading 3",
    )
    if entry.how == How.CHANGED:
        rows = [[cell.heading, _side(cell, GONE), _side(cell, NEW)] for cell in cells]
        word.table(document, [_("Column"), _("Was"), _("Is now")], rows, CHANGE)
    else:
        rows = [[cell.heading, cell.after or cell.before] for cell in cells]
        word.table(document, [_("Column"), _("Says") if entry.how == How.ADDED else _("Said")], rows, SAYS)


def _side(cell, side):
    """What a cell said before (GONE) or says now (NEW); the words that differ are marked by more than a colour."""
    text = cell.before if side == GONE else cell.after
    if not text:
        return [Piece(_("(empty)"), italic=True, color=word.GREY)]
    marked = {"strike": True, "color": RED} if side == GONE else {"underline": True, "color": GREEN}
    return [Piece(words, **(marked if how else {})) for how, words in cell.pieces or [(side, text)] if how in {0, side}]


def _by_partner(document, changes):
    """Which actions of each partner changed, and in which columns."""
    entries = defaultdict(list)
    for entry in changes.entries:
        for partner in entry.partners:
            entries[partner].append(entry)
    if not entries:
        return
    word.paragraph(document, _("By partner"), style="Heading 1")
    for partner, name, _count in changes.partners:
        if partner in entries and changes.partner in {"", partner}:
            word.paragraph(document, name, style="Heading 2")
            rows = [[entry.reference, entry.title, _columns(entry)] for entry in entries[partner]]
            word.table(document, [_("Reference"), _("Joint action"), _("What changed")], rows, PARTNER)


def _columns(entry):
    if entry.how != How.CHANGED:
        return str(entry.how.label)
    return ", ".join(str(capfirst(difference.column.heading)) for difference in entry.differences)
