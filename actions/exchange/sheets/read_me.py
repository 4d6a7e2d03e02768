"""The cover: what the workbook is, of which moment, and how to read it."""

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.styles import Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from actions.exchange.sheets import signs
from actions.exchange.sheets.imprint import numbered
from gtm.lib import excel
from gtm.lib.excel import dress

SHOWN = 50  # references of actions that are gone


def fill(sheet, tally, imprint, marks=None):
    sheet.title = _("Read me")
    dress.title(sheet, imprint.title, imprint.group)
    dress.widths(sheet, [24, 86])
    _section(sheet, _("This workbook"))
    for label, text in _about(tally, imprint, marks):
        if text:
            _line(sheet, label, text)
    _section(sheet, _("How to fill it in"))
    for number, text in enumerate(_advice(imprint), 1):
        _line(sheet, f"{number}.", text)
    _section(sheet, _("Sheets"))
    _link(sheet, _("Table"), _("One row an action, by axis and reference. The arrows in the headings filter and sort."))
    _link(sheet, _("Partners"), _("The directory, and in how many actions each partner takes which part."))
    _link(sheet, _("Summary"), _("The actions counted by axis, lead and status, with charts."))
    _section(sheet, _("Legend"))
    _legend(sheet, imprint, marks)
    imprint.page(sheet, landscape=False, pages_high=1)


def _about(tally, imprint, marks):
    """Labels, and what there is to say under them, if anything."""
    edition = imprint.issued.edition
    yield _("Edition"), imprint.edition
    yield _("As of") if not edition else _("Made on"), imprint.moment
    yield _("For"), imprint.addressee
    yield _("To be sent back by"), imprint.due
    yield _("Contents"), imprint.contents
    yield _("Joint actions"), _count(tally)
    yield _("Changes"), marks and _changes(marks)
    yield _("Remarks"), edition and edition.remarks
    yield _("Beware"), tally.synthetic and _warning(tally)


def _advice(imprint):
    """What to do, in the order in which one does it."""
    if imprint.addressee:
        yield _(
            "In the sheet “Table”, change the cells on a white ground: they are those of the actions in which "
            "%(partner)s takes part. The grey ones are locked."
        ) % {"partner": imprint.addressee}
        yield _(
            "You may filter and widen. To sort, first lift the protection of the sheet, which has no password "
            "(Review, Unprotect sheet)."
        )
    else:
        yield _("In the sheet “Table”, change the cells where they stand. You may filter, sort and hide as you like.")
    yield _("Several partners, domains or regions stand in one cell, one a line.")
    yield _("Write a new action in the first empty row below the table; it will be given its reference.")
    yield _(
        "A row that you delete is not taken for an action to be given up: change its status, or say so in a note. "
        "Notes on cells are read as your remarks."
    )
    if imprint.due:
        yield _("Send the workbook back to the secretariat by %(date)s, under any name.") % {"date": imprint.due}
    else:
        yield _("Send the workbook back to the secretariat, under any name.")


def _legend(sheet, imprint, marks):
    for status, sign in signs.STATUS.items():
        cell = _line(sheet, str(status.label), str(sign.meaning))
        cell.fill = dress.fill(sign.paper)
        cell.font = Font(dress.FONT, size=10, bold=True, color=sign.ink)
    cell = _line(
        sheet, imprint.now.date(), _("Late: on the day of this workbook its end is past and it is still open.")
    )
    cell.number_format = signs.LATE_DATE
    cell.font = Font(dress.FONT, size=10, bold=True, color=signs.LATE_INK)
    if marks:
        text = _("Changed since edition %(number)s; a note on the cell says what it was.")
        cell = _line(sheet, _("Changed cell"), text % {"number": marks.edition.number})
        cell.fill = dress.fill(signs.CHANGED)
    if imprint.addressee:
        cell = _line(sheet, _("Locked cell"), _("Not yours to change. Say in a note what you would change."))
        cell.fill = dress.fill(signs.LOCKED)


def _changes(marks):
    """How many there are since the edition, in lines."""
    cells = ngettext("%(count)s changed cell", "%(count)s changed cells", marks.cells)
    added = ngettext("%(count)s new action", "%(count)s new actions", marks.added)
    lines = [
        _("Since edition %(number)s of %(date)s:") % numbered(marks.edition),
        cells % {"count": localize(marks.cells)},
        added % {"count": localize(marks.added)},
    ]
    if marks.removed:
        text = ngettext("%(count)s action gone: %(which)s", "%(count)s actions gone: %(which)s", len(marks.removed))
        shown = ", ".join(marks.removed[:SHOWN]) + (" …" if len(marks.removed) > SHOWN else "")
        lines.append(text % {"count": localize(len(marks.removed)), "which": shown})
    return "\n".join(lines)


def _section(sheet, text):
    row = sheet.max_row + 2
    sheet.row_dimensions[row].height = 22
    for cell in (dress.put(sheet.cell(row, 1), text, dress.SECTION), sheet.cell(row, 2)):
        cell.border = dress.line(dress.BLUE, "medium")


def _line(sheet, label, text):
    """Add a label and what it stands for; return the cell of the label."""
    excel.append(sheet, [dress.sample(sheet, horizontal="left", font=dress.STRONG), dress.sample(sheet)], [label, text])
    return sheet.cell(sheet.max_row, 1)


def _link(sheet, title, text):
    cell = _line(sheet, title, text)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A1")
    cell.font = Font(dress.FONT, size=10, bold=True, color=dress.BLUE, underline="single")


def _count(tally):
    count = localize(tally.actions)
    late = ngettext("of which %(count)s late", "of which %(count)s late", tally.late) % {"count": localize(tally.late)}
    return f"{count}, {late}" if tally.late else count


def _warning(tally):
    return ngettext(
        "%(count)s row is synthetic, made for demonstration: its title says so.",
        "%(count)s rows are synthetic, made for demonstration: their titles say so.",
        tally.synthetic,
    ) % {"count": localize(tally.synthetic)}
