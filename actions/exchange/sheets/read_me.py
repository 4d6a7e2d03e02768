"""The cover: what the workbook is, of which moment, and how to read it."""

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.styles import Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from actions.exchange.sheets import signs
from gtm.lib import excel
from gtm.lib.excel import dress


def fill(sheet, tally, imprint, contents):
    """`contents` says in lines which actions the workbook holds."""
    sheet.title = _("Read me")
    dress.title(sheet, imprint.title, imprint.group)
    dress.widths(sheet, [24, 86])
    _section(sheet, _("This workbook"))
    _line(sheet, _("As of"), imprint.moment)
    _line(sheet, _("Contents"), contents)
    _line(sheet, _("Joint actions"), _count(tally))
    if tally.synthetic:
        _line(sheet, _("Beware"), _warning(tally))
    _section(sheet, _("Sheets"))
    _link(sheet, _("Table"), _("One row an action, by axis and reference. The arrows in the headings filter and sort."))
    _link(sheet, _("Partners"), _("The directory, and in how many actions each partner takes which part."))
    _link(sheet, _("Summary"), _("The actions counted by axis, lead and status, with charts."))
    _section(sheet, _("Legend"))
    for status, sign in signs.STATUS.items():
        cell = _line(sheet, str(status.label), str(sign.meaning))
        cell.fill = dress.fill(sign.paper)
        cell.font = Font(dress.FONT, size=10, bold=True, color=sign.ink)
    cell = _line(
        sheet, imprint.now.date(), _("Late: on the day of this workbook its end is past and it is still open.")
    )
    cell.number_format = signs.LATE_DATE
    cell.font = Font(dress.FONT, size=10, bold=True, color=signs.LATE_INK)
    imprint.page(sheet, landscape=False)


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
