"""The change note: what became of the table between two states of it, as a document to be sent."""

from collections import Counter, defaultdict

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actions.wording import How
from gtm.lib import word

LONGEST = 1500  # entries; a longer note nobody reads, and Word hardly opens
GONE, NEW = "9B1C1C", "14652B"
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
    word.write(document.add_paragraph(style="Title"), title)
    word.write(document.add_paragraph(style="Subtitle"), table)
    _open(document, names, remarks, scope)
    _summary(document, changes)
    _by_axis(document, changes)
    _by_partner(document, changes)
    document.save(file)


def _open(document, names, remarks, scope):
    for label, text in (
        (_("From"), names[0]),
        (_("To"), names[1]),
        (_("Only"), scope),
        (_("Drawn up on"), formats.date_format(timezone.localdate(), "DATE_FORMAT")),
        (_("Remarks"), remarks),
    ):
        if text:
            line = word.write(document.add_paragraph(), _("%(label)s: ") % {"label": label}, bold=True)
            word.write(line, text)


def _summary(document, changes):
    word.write(document.add_paragraph(style="Heading 1"), _("Summary"))
    if not changes.entries:
        word.write(document.add_paragraph(), _("Nothing has changed."))
    for text, columns in (
        (_("New columns, which are not compared: %(names)s."), changes.columns_added),
        (_("Columns that are gone, and are not compared: %(names)s."), changes.columns_removed),
    ):
        if columns:
            word.write(document.add_paragraph(), text % {"names": ", ".join(columns)})
    if not changes.entries:
        return
    word.write(document.add_paragraph(), _totals(changes.counts))
    table = word.table(
        document,
        [_("Axis"), pgettext("actions", "Added"), pgettext("actions", "Changed"), pgettext("actions", "Removed")],
        SUMMARY,
    )
    tally = Counter((entry.axis, entry.how) for entry in changes.entries)
    for axis, name, _count in changes.axes:
        numbers = [tally[axis, how] for how in How]
        if any(numbers):
            word.row(table, [name, *(str(number or "–") for number in numbers)], SUMMARY)


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
    word.write(document.add_paragraph(style="Heading 1"), _("By axis and action"))
    for name, _count, entries in changes.groups(changes.entries):
        word.write(document.add_paragraph(style="Heading 2"), name)
        for entry, cells in entries:
            _entry(document, entry, cells)


def _entry(document, entry, cells):
    heading = document.add_paragraph(style="Heading 3")
    word.write(heading, f"{entry.reference}  ", color=word.BLUE)
    word.write(heading, entry.title)
    word.write(heading, f"  ({entry.how.label.lower()})", bold=False, color=word.GREY)
    if entry.how != How.CHANGED:
        table = word.table(document, [_("Column"), _("Says") if entry.how == How.ADDED else _("Said")], SAYS)
        for cell in cells:
            word.row(table, [cell.heading, cell.after or cell.before], SAYS)
        return
    table = word.table(document, [_("Column"), _("Was"), _("Is now")], CHANGE)
    for cell in cells:
        _label, before, after = word.row(table, [cell.heading, None, None], CHANGE)
        _pieces(before.paragraphs[0], cell, cell.before, -1, color=GONE, strike=True)
        _pieces(after.paragraphs[0], cell, cell.after, 1, color=NEW, underline=True)


def _pieces(paragraph, cell, text, side, **look):
    """One side of a change; the words that differ are marked by more than a colour."""
    if not text:
        word.write(paragraph, _("(empty)"), italic=True, color=word.GREY)
    for how, piece in cell.pieces or [(side, text)] if text else []:
        if how in {0, side}:
            word.write(paragraph, piece, **(look if how else {}))


def _by_partner(document, changes):
    """Which actions of each partner changed, and in which columns."""
    entries = defaultdict(list)
    for entry in changes.entries:
        for partner in entry.partners:
            entries[partner].append(entry)
    if not entries:
        return
    word.write(document.add_paragraph(style="Heading 1"), _("By partner"))
    for partner, name, _count in changes.partners:
        if partner in entries and changes.partner in {"", partner}:
            word.write(document.add_paragraph(style="Heading 2"), name)
            table = word.table(document, [_("Reference"), _("Joint action"), _("What changed")], PARTNER)
            for entry in entries[partner]:
                word.row(table, [entry.reference, entry.title, _columns(entry)], PARTNER)


def _columns(entry):
    if entry.how != How.CHANGED:
        return str(entry.how.label)
    return ", ".join(str(capfirst(difference.column.heading)) for difference in entry.differences)
