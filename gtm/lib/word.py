"""Word documents that leave the application: A4, dressed like the workbooks, in which text is only ever text.

Paragraphs and tables are written as XML text: python-docx takes ten times as long for the tables of a long note.
"""

import re
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.utils.translation import get_language, get_language_bidi
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor

from gtm.lib.excel.dress import BLUE, FONT, GREY, INK, LINE

# XML cannot hold these, and a document has no way to spell them.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# Letters of the scripts that are written from right to left; what stands between two of them goes with them.
ARABIC = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
LATIN = r"A-Za-z\u00c0-\u024f"
DIRECTIONS = re.compile(rf"({ARABIC}(?:[^{LATIN}\n]*{ARABIC})?)")
STRONG = re.compile(rf"({ARABIC})|[{LATIN}]")
SIZES = {"Title": 22, "Subtitle": 13, "Heading 1": 16, "Heading 2": 13, "Heading 3": 10.5}
PAGE, MARGIN = (Cm(21), Cm(29.7)), Cm(2)  # A4
WIDTH = Emu(PAGE[0] - 2 * MARGIN)


class Piece(NamedTuple):
    """Words that look alike; `color` is RRGGBB, `style` the id of a character style of the document."""

    words: str
    bold: bool | None = None
    italic: bool = False
    strike: bool = False
    underline: bool = False
    color: str = ""
    style: str = ""


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
    _edge(section.footer.paragraphs[0], f"{foot}\t", _field("PAGE"), " / ", _field("NUMPAGES"))
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


def _edge(line, *parts):
    """The line above or below each page: words, and elements as XML."""
    for stop in line.style.paragraph_format.tab_stops:
        line.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line.style.font.size, line.style.font.color.rgb = Pt(8), RGBColor.from_string(GREY)
    for part in parts:
        line._p.extend(part if isinstance(part, list) else _parsed(_runs(part)))


def _field(name):
    return _parsed(f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def _parsed(xml):
    """The elements that some XML holds."""
    return list(parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))


# Text -------------------------------------------------------------------------------------------


def paragraph(document, *pieces, style="Normal", before=None):
    """Add a paragraph of `pieces`, strings or `Piece`, as they are, `before` an element or else at the end."""
    key = style.replace(" ", "")
    styled = f'<w:pStyle w:val="{key}"/>'
    _put(document, _paragraph(pieces, styled, namespace=nsdecls("w")), before)


def _put(document, xml, before):
    (document.element.body[-1] if before is None else before).addprevious(parse_xml(xml))


def _paragraph(pieces, before="", after="", namespace=""):
    """A paragraph as XML; `before` and `after` are what its properties say before and after its direction."""
    found = STRONG.search("".join(piece if isinstance(piece, str) else piece.words for piece in pieces))
    from_right = bool(found[1]) if found else get_language_bidi()
    direction = "<w:bidi/>" if from_right else ""
    return f"<w:p {namespace}><w:pPr>{before}{direction}{after}</w:pPr>{''.join(map(_runs, pieces))}</w:p>"


def _runs(piece):
    """A piece as XML: a run for each stretch of it that is written in one direction."""
    piece = Piece(piece) if isinstance(piece, str) else piece
    look = "".join(
        element
        for element, is_wanted in (
            (f'<w:rStyle w:val="{piece.style}"/>', piece.style),
            ("<w:b/><w:bCs/>", piece.bold),
            ('<w:b w:val="0"/><w:bCs w:val="0"/>', piece.bold is False),
            ("<w:i/><w:iCs/>", piece.italic),
            ("<w:strike/>", piece.strike),
            (f'<w:color w:val="{piece.color}"/>', piece.color),
            ('<w:u w:val="single"/>', piece.underline),
        )
        if is_wanted
    )
    stretches = DIRECTIONS.split(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", piece.words))
    return "".join(
        f"<w:r><w:rPr>{look}{'<w:rtl/>' if number % 2 else ''}</w:rPr>{_text(words)}</w:r>"
        for number, words in enumerate(stretches)
        if words
    )


def _text(words):
    spelt = escape(words).replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    spelt = spelt.replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    return f"<w:t xml:space='preserve'>{spelt}</w:t>"


# Tables -----------------------------------------------------------------------------------------


def table(document, headings, rows, shares, before=None):
    """Add a table: `rows` of cells, each a string or a list of pieces; `shares` are the columns' of the page's width.

    Each page repeats the headings, and no page break cuts a row.
    """
    widths = [int(WIDTH.twips * share / sum(shares)) for share in shares]
    top = [[Piece(heading, bold=True, color="FFFFFF")] for heading in headings]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    mirrored = "<w:bidiVisual/>" if get_language_bidi() else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{BLUE}"/>'
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr>{mirrored}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        + _row(top, widths, "<w:tblHeader/>", shade, "<w:keepNext/>")
        + "".join(_row(row, widths) for row in rows)
        + "</w:tbl>"
    )
    _put(document, xml, before)


def _row(cells, widths, more="", shade="", keep=""):
    written = ""
    for cell, width in zip(cells, widths, strict=True):
        words = _paragraph([cell] if isinstance(cell, str) else cell, keep, '<w:spacing w:after="0"/>')
        written += f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{words}</w:tc>'
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{written}</w:tr>"
