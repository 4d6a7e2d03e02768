"""How every sheet looks: fonts, colours, headings and the printed page."""

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

BLUE = "0072BC"
INK = "262626"
GREY = "6B6B6B"
RULE = "D0D7DE"
PALE = "EAF3FA"

FONT = "Calibri"
TITLE = Font(FONT, size=22, bold=True, color=BLUE)
SUBTITLE = Font(FONT, size=13, color=GREY)
SECTION = Font(FONT, size=13, bold=True, color=BLUE)
BODY = Font(FONT, size=11, color=INK)
SMALL = Font(FONT, size=10, color=INK)
STRONG = Font(FONT, size=11, bold=True, color=INK)
HEADING = Font(FONT, size=10, bold=True, color="FFFFFF")

A4 = 9
TEXT = "@"


def fill(colour):
    return PatternFill("solid", start_color=colour, end_color=colour)


def rule(colour=RULE, style="hair"):
    """A line below."""
    return Border(bottom=Side(style, colour))


def sample(sheet, number_format=TEXT, horizontal=None, font=SMALL):
    """A cell that belongs to no row, whose style the cells of a column take."""
    cell = WriteOnlyCell(sheet)
    cell.font = font
    cell.number_format = number_format
    cell.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=True)
    cell.border = rule()
    return cell


def heading(cell):
    """Dress the heading of a column."""
    cell.font = HEADING
    cell.fill = fill(BLUE)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
    cell.border = Border(right=Side("thin", "FFFFFF"))


def page(sheet, *, title, note="", footer, landscape=False, pages_wide=1):
    """Set the printed page: A4, `pages_wide` pages across, a title and a note at its head, numbers at its foot."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.6, header=0.3, footer=0.3)
    for part, text in (
        (sheet.oddHeader.left, title),
        (sheet.oddHeader.right, note),
        (sheet.oddFooter.left, footer),
        (sheet.oddFooter.right, "&P / &N"),
    ):
        part.text, part.size, part.color = text, 9, GREY
