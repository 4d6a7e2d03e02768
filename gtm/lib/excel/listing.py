"""A sheet that lists rows: a title, headings with a filter, a row each, ready to print."""

from openpyxl.utils import get_column_letter

from gtm.lib.excel import dress
from gtm.lib.excel.rows import append
from gtm.lib.excel.text import fitting

HEADING_ROW = 4
DAY = "dd/mm/yyyy"


def fill(sheet, columns, rows, *, title, subtitle, note, foot, side="left", stays=0):
    """Fill an empty sheet with `rows` of values; texts are cut to what a cell holds.

    `columns` are (heading, width in characters, format or None for text), what has a format stands on the `side`;
    `note` and `foot` are printed on each page. The first columns, as many as `stays` says, stay when one scrolls.
    """
    dress.title(sheet, title, subtitle)
    samples = [dress.sample(sheet, look or dress.TEXT, look and side) for _heading, _width, look in columns]
    dress.headings(sheet, HEADING_ROW, [heading for heading, _width, _look in columns], samples)
    dress.widths(sheet, [width for _heading, width, _look in columns])
    for row in rows:
        append(sheet, samples, [fitting(value) if isinstance(value, str) else value for value in row])
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(columns))}{sheet.max_row}"
    sheet.freeze_panes = f"{get_column_letter(stays + 1)}{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    dress.page(sheet, head=title, note=note, foot=foot)
