"""Tables on slides, cut so that each part fits on one."""

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from gtm.lib.excel.dress import BLUE, LINE
from gtm.lib.slides.deck import PALE, WHITE, Text, write
from gtm.lib.slides.master import BODY, fill, margins
from gtm.lib.slides.measure import LINE_HEIGHT, lines

PADDING = (7.2, 4)  # of a cell, across and down
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # neither fills nor lines
HEADINGS = 12  # the size of their letters


def pages(rows, widths, size, height=BODY.height):
    """Cut `rows` of texts into those that fit into a table of this `height` with headings of one line."""
    room, page = height - row_height(["X"] * len(widths), widths, HEADINGS), []
    left = room
    for row in rows:
        tall = row_height(row, widths, size)
        if page and tall > left:
            yield page
            page, left = [], room
        page.append(row)
        left -= tall
    if page:
        yield page


def row_height(row, widths, size):
    """What a row of texts needs; the first is bold."""
    across, down = PADDING
    most = max(
        lines(words, width - 2 * across, size, bold=not place)
        for place, (words, width) in enumerate(zip(row, widths, strict=True))
    )
    return most * size * LINE_HEIGHT + 2 * down


def table(slide, headings, rows, widths, size):
    """Add a table to the body of a slide: `rows` as `pages` cut them."""
    heights = [row_height(headings, widths, HEADINGS), *(row_height(row, widths, size) for row in rows)]
    place = [Pt(BODY.left), Pt(BODY.top), Pt(sum(widths)), Pt(sum(heights))]
    frame = slide.shapes.add_table(len(heights), len(widths), *place)
    frame.table.horz_banding = False
    frame.element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    for column, width in zip(frame.table.columns, widths, strict=True):
        column.width = Pt(width)
    for number, (line, height, texts) in enumerate(zip(frame.table.rows, heights, [headings, *rows], strict=True)):
        line.height = Pt(height)
        for place, (cell, words) in enumerate(zip(line.cells, texts, strict=True)):
            if number:
                _put(cell, Text(words, size, bold=not place), WHITE if number % 2 else PALE)
            else:
                _put(cell, Text(words, HEADINGS, bold=True, color=WHITE), BLUE)


def _put(cell, text, colour):
    margins(cell, *PADDING)
    write(cell.text_frame, text)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    properties = cell._tc.get_or_add_tcPr()
    line = f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:lnB>'
    properties.append(parse_xml(line))
    properties.append(fill(colour))
