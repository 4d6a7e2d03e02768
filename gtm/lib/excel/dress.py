"""How every sheet looks: fonts, colours, headings and the printed page."""

from copy import copy
from datetime import UTC

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.protection import SheetProtection

from gtm.lib.excel.rows import write

BLUE = "0072BC"
INK = "262626"
GREY = "5F6B76"
LINE = "D0D7DE"

# On every machine, and as wide on all of them.
FONT = "Arial"
TITLE = Font(FONT, size=20, bold=True, color=BLUE)
SECTION = Font(FONT, size=13, bold=True, color=BLUE)
NOTE = Font(FONT, size=11, color=GREY)
BODY = Font(FONT, size=10, color=INK)
STRONG = Font(FONT, size=10, bold=True, color=INK)
HEADING = Font(FONT, size=10, bold=True, color="FFFFFF")

A4 = 9
TEXT = "@"
COUNT = '0;-0;"–"'


def workbook(*, title, author, made_at):
    """A new workbook whose own font, which the widths of columns are counted in, is that of its body."""
    book = Workbook()
    book._fonts = IndexedList([BODY])
    book._named_styles["Normal"].font = BODY
    book.properties.title, book.properties.creator = title, author
    book.properties.created = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return book


def fill(colour):
    return PatternFill("solid", start_color=colour, end_color=colour)


def line(colour=LINE, style="thin"):
    """A line below."""
    return Border(bottom=Side(style, colour))


def grid(top=LINE):
    """Lines on all sides."""
    thin = Side("thin", LINE)
    return Border(left=thin, right=thin, top=Side("thin", top), bottom=thin)


def put(cell, value, font=BODY):
    """Write `value` in a cell that belongs to no column."""
    write(cell, value)
    cell.font = font
    cell.alignment = Alignment(vertical="top", wrap_text=font in (BODY, STRONG))
    return cell


def title(sheet, text, note):
    """The first lines of a sheet that people read rather than filter."""
    sheet.sheet_view.showGridLines = False
    put(sheet["A1"], text, TITLE)
    put(sheet["A2"], note, NOTE)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 18


def headings(sheet, row, texts, samples):
    """The headings of columns, aligned like the cells below them."""
    for number, (text, below) in enumerate(zip(texts, samples, strict=True), 1):
        cell = sheet.cell(row, number)
        write(cell, text)
        cell.font = HEADING
        cell.fill = fill(BLUE)
        cell.alignment = Alignment(horizontal=below.alignment.horizontal, vertical="center", wrap_text=True)
        cell.border = Border(right=Side("thin", "FFFFFF"))
    sheet.row_dimensions[row].height = 32


def widths(sheet, characters):
    for number, width in enumerate(characters, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def sample(sheet, number_format=TEXT, horizontal=None, font=BODY, *, colour="", is_open=False):
    """A cell in no row, whose style the cells of a column take; `is_open` to whoever fills in a protected sheet."""
    cell = WriteOnlyCell(sheet)
    cell.font = font
    cell.number_format = number_format
    cell.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=True)
    cell.border = grid()
    if colour:
        cell.fill = fill(colour)
    if is_open:
        cell.protection = Protection(locked=False)
    return cell


def blank(sheet, number, like):
    """Let the cells of a column that are not written yet take text and dates like the sample `like`, and be as open."""
    column = sheet.column_dimensions[get_column_letter(number)]
    column._style = copy(like._style)
    column.border = Border()


def protect(sheet):
    """Lock what is not open, without a password: a guide, not a wall. Filtering and laying out stay allowed."""
    sheet.protection = SheetProtection(
        sheet=True, formatCells=False, formatColumns=False, formatRows=False, sort=False, autoFilter=False
    )


def page(sheet, *, head, note, foot, landscape=True, pages_wide=1, pages_high=0):
    """The printed page: A4, so many pages across and down (0: as needed), words at its head, its number at its foot."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = pages_high
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.6, header=0.3, footer=0.3)
    for part, text in (
        (sheet.oddHeader.left, head),
        (sheet.oddHeader.right, note),
        (sheet.oddFooter.left, foot),
        (sheet.oddFooter.right, "&P / &N"),
    ):
        part.text, part.size, part.color = text, 9, GREY
