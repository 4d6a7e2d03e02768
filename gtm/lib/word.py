"""Word documents that leave the application: A4, dressed like the workbooks, in which text is only ever text."""

import re

from django.utils.translation import get_language
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from gtm.lib.excel.dress import BLUE, FONT, GREY, INK, LINE

# XML cannot hold these, and a document has no way to spell them.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Letters of the scripts that are written from right to left; what stands between two of them goes with them.
RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^A-Za-z\u00c0-\u024f\n]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?"
)
LEFT_TO_RIGHT = re.compile(r"[A-Za-z\u00c0-\u024f]")
SIZES = {"Title": 22, "Subtitle": 13, "Heading 1": 16, "Heading 2": 13, "Heading 3": 10.5}
PAGE, MARGIN = (Cm(21), Cm(29.7)), Cm(2)  # A4
WIDTH = PAGE[0] - 2 * MARGIN


def document(*, title, author, head, foot):
    """A new document: `head` stands above each page, `foot` and the page's number below it."""
    made = Document()
    made.core_properties.title, made.core_properties.author = title, author
    made.core_properties.comments, made.core_properties.language = "", get_language()
    _dress(made.styles)
    section = made.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _edge(section.header.paragraphs[0], head)
    line = section.footer.paragraphs[0]
    _edge(line, foot)
    line.add_run("\t")
    for name in ("PAGE", "NUMPAGES"):
        if name == "NUMPAGES":
            line.add_run(" / ")
        line._p.append(_element("w:fldSimple", instr=name))
    return made


def _dress(styles):
    defaults = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    defaults.remove(defaults.rFonts)  # those of a theme
    defaults.xpath("w:lang")[0].set(qn("w:val"), get_language())
    normal = styles["Normal"]
    _font(normal)
    normal.font.size, normal.font.color.rgb = Pt(10), RGBColor.from_string(INK)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in SIZES.items():
        style = styles[name]
        _font(style)
        style.font.size, style.font.italic = Pt(size), False
        style.font.bold = name.startswith("Heading")
        style.font.color.rgb = RGBColor.from_string({"Subtitle": GREY, "Heading 3": INK}.get(name, BLUE))
        style.paragraph_format.keep_with_next = True
        for line in style.element.xpath("w:pPr/w:pBdr"):
            line.getparent().remove(line)
    styles["Title"].paragraph_format.space_after = Pt(2)


def _font(style):
    """One font for every script: Word would take others from its theme."""
    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _edge(paragraph, words):
    """The line above or below each page."""
    stops = paragraph.paragraph_format.tab_stops
    for style_stop in paragraph.style.paragraph_format.tab_stops:
        stops.add_tab_stop(style_stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style.font.size, paragraph.style.font.color.rgb = Pt(8), RGBColor.from_string(GREY)
    write(paragraph, words)


def _element(name, **attributes):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


# Text -------------------------------------------------------------------------------------------


def write(paragraph, words, **look):
    """Add `words` to a paragraph as they are; `look` sets bold, italic, strike, underline or color (RRGGBB)."""
    words = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words)
    first = next(iter(LEFT_TO_RIGHT.finditer(words)), None)
    arabic = RIGHT_TO_LEFT.search(words)
    if arabic and not paragraph.text and (first is None or arabic.start() < first.start()):
        paragraph.paragraph_format.element.get_or_add_pPr().append(_element("w:bidi"))
    place = 0
    for found in RIGHT_TO_LEFT.finditer(words):
        _run(paragraph, words[place : found.start()], look)
        _run(paragraph, found[0], look, rtl=True)
        place = found.end()
    _run(paragraph, words[place:], look)
    return paragraph


def _run(paragraph, words, look, rtl=False):
    if not words:
        return
    run = paragraph.add_run(words)
    for name, value in look.items():
        if name == "color":
            run.font.color.rgb = RGBColor.from_string(value)
        else:
            setattr(run.font, name, value)
    run.font.rtl = rtl or None


# Tables -----------------------------------------------------------------------------------------


def table(document, headings, widths):
    """A table without rows below its headings, which each page repeats; `widths` are shares of the page's."""
    made = document.add_table(0, len(widths))
    made.autofit = False
    _borders(made)
    for column, width in zip(made.columns, _absolute(widths), strict=True):
        column.width = width
    cells = row(made, headings, widths, bold=True, color="FFFFFF")
    for cell in cells:
        shade(cell, BLUE)
    made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    return made


def row(table, texts, widths, **look):
    """Add a row, which no page break cuts; return its cells. A None leaves its cell to the caller."""
    added = table.add_row()
    added._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    cells = added.cells
    for cell, words, width in zip(cells, texts, _absolute(widths), strict=True):
        cell.width = width
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        if words is not None:
            write(cell.paragraphs[0], words, **look)
    return cells


def shade(cell, colour):
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def _absolute(widths):
    return [int(WIDTH * width / sum(widths)) for width in widths]


def _borders(table):
    lines = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        lines.append(_element(f"w:{side}", val="single", sz=4, space=0, color=LINE))
    table._tbl.tblPr.append(lines)
