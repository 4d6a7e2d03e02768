"""The table in figures and pictures: native charts, each below the figures that it draws."""

from collections import Counter
from math import ceil

from django.utils.translation import gettext as _
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties

from actions.exchange.sheets import signs
from gtm.lib import excel
from gtm.lib.excel import dress

LABEL_WIDTH, NAME_WIDTH, COUNT_WIDTH = 30, 50, 12
CM_PER_ROW = 0.53  # of the default height, 15 points
CHART_WIDTH = 31.5  # cm, as the columns together


def add(book, tally, imprint):
    sheet = book.create_sheet(_("Summary"))
    dress.title(sheet, sheet.title, imprint.day)
    dress.widths(sheet, [LABEL_WIDTH, NAME_WIDTH] + [COUNT_WIDTH] * (len(signs.STATUS) + 1))
    names = [_("Axis"), _("Title")]
    row = _block(sheet, 4, _("By axis and status"), names, _axes(tally, imprint.table.head), tally.by_axis)
    names = [_("Lead"), _("Name")]
    _block(sheet, row, _("By lead and status"), names, _leads(tally, imprint.table.head), tally.by_lead)
    imprint.page(sheet, landscape=False, pages_high=1)


def _axes(tally, head):
    """Each axis with the label of its bar and its title, in the order of the table."""
    names = head.names["axis"]
    label = _("Axis %(number)s")
    return [
        (axis, label % {"number": axis}, names[axis].removeprefix(f"{axis}. ")) for axis in sorted(tally.axes, key=int)
    ]


def _leads(tally, head):
    """Each lead with the label of its bar and its name, who has most first; at last what nobody leads."""
    totals = Counter()
    for (lead, _status), count in tally.by_lead.items():
        totals[lead] += count
    names = {key: (acronym or name, name if acronym else "") for key, acronym, name, *_about in head.partners}
    names[None] = (_("No lead"), "")
    leads = sorted(totals, key=lambda lead: (lead is None, -totals[lead], names[lead]))
    return [(lead, *names[lead]) for lead in leads]


def _block(sheet, row, title, names, rows, counts):
    """Write a heading, the counts of each of `rows` by status and their chart; return the row after them."""
    dress.put(sheet.cell(row, 1), title, dress.SECTION)
    sheet.row_dimensions[row].height = 22
    if not rows:
        dress.put(sheet.cell(row + 1, 1), _("No action."))
        return row + 3
    labels = [str(status.label) for status in signs.STATUS]
    samples, strong = (_samples(sheet, font) for font in (dress.BODY, dress.STRONG))
    samples[-1] = strong[-1]
    dress.headings(sheet, row + 1, [*names, *labels, _("Total")], samples)
    totals = Counter()
    for key, label, name in rows:
        numbers = {status: counts[key, status.value] for status in signs.STATUS}
        totals.update(numbers)
        excel.append(sheet, samples, [label, name, *numbers.values(), sum(numbers.values())])
    excel.append(sheet, strong, [_("Total"), "", *totals.values(), totals.total()])
    chart = _chart(sheet, title, row + 1, len(rows))
    anchor = sheet.max_row + 2
    sheet.add_chart(chart, f"A{anchor}")
    return anchor + ceil(chart.height / CM_PER_ROW) + 2


def _samples(sheet, font):
    words = [dress.sample(sheet, font=font) for _name in range(2)]
    return words + [dress.sample(sheet, dress.COUNT, "center", font) for _count in range(len(signs.STATUS) + 1)]


def _chart(sheet, title, heading_row, size):
    """A stacked bar for each of the `size` rows below `heading_row`."""
    chart = BarChart(barDir="bar", grouping="stacked", overlap=100, gapWidth=45)
    chart.title = title
    chart.title.tx.rich.p[0].pPr.defRPr = CharacterProperties(sz=1200, b=True)
    chart.width, chart.height = CHART_WIDTH, 4 + 0.75 * size
    last = heading_row + size
    chart.add_data(
        Reference(sheet, min_col=3, max_col=2 + len(signs.STATUS), min_row=heading_row, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=heading_row + 1, max_row=last))
    for series, sign in zip(chart.series, signs.STATUS.values(), strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=sign.bar)
    chart.legend.position = "b"
    # What openpyxl leaves out Excel takes for granted: a title and a legend over the bars, round corners.
    chart.title.overlay = chart.legend.overlay = chart.roundedCorners = False
    # The first row of the figures is the first bar; openpyxl would hide both axes.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0"
    chart.y_axis.crosses = "max"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=dress.LINE))
    return chart
