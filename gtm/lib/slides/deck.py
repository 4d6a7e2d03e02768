"""Slides that leave the application: 16:9, dressed like the workbooks. Lengths are in points, as letters are."""

from typing import NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from gtm.lib.excel.dress import BLUE, FONT, GREY, INK
from gtm.lib.slides.master import FOOT_INDEX, HEAD, SLIDE, dress, holder, margins
from gtm.lib.slides.measure import fit
from gtm.lib.word import FORBIDDEN, STRONG

WHITE, PALE = "FFFFFF", "EAF4FB"


class Text(NamedTuple):
    """A paragraph that looks alike; `color` is RRGGBB, `gap` the room before it."""

    words: str
    size: float = 16
    bold: bool = False
    color: str = INK
    gap: float = 0


def deck(*, title, author):
    """A new deck: a master of our own on which only a title, a foot and the number of the slide stand."""
    made = Presentation()
    made.slide_width, made.slide_height = Pt(SLIDE.width), Pt(SLIDE.height)
    properties = made.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.subject = properties.comments = properties.keywords = ""
    for key, relation in list(made.part.package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            made.part.package.drop_rel(key)
    for layout in list(made.slide_layouts):
        if layout.name != "Title Only":
            made.slide_layouts.remove(layout)
    dress(made.slide_master)
    return made


def slide(deck, title, foot):
    """Add a slide with a title, as large as fits, and below it the `foot` and the number of the slide."""
    made = deck.slides.add_slide(deck.slide_layouts[0])
    _title(made, title, HEAD, (26, 22, 18, 15, 12), BLUE)
    for number, kind in enumerate(["ftr", "sldNum"], start=3):
        made.shapes._spTree.append(holder(kind, number))
    write(made.placeholders[FOOT_INDEX].text_frame, Text(foot, 10, color=GREY))
    return made


def cover(deck, title, box):
    """Add the slide that opens a deck, blue, with its title in a box."""
    made = deck.slides.add_slide(deck.slide_layouts[0])
    made.background.fill.solid()
    made.background.fill.fore_color.rgb = RGBColor.from_string(BLUE)
    holder = made.shapes.title
    holder.left, holder.top, holder.width, holder.height = box.emu()
    _title(made, title, box, (40, 34, 28, 24, 20), WHITE, MSO_ANCHOR.BOTTOM)
    return made


def _title(slide, words, box, sizes, color, anchor=MSO_ANCHOR.MIDDLE):
    size = fit(words, box, sizes, bold=True)
    write(slide.shapes.title.text_frame, Text(words, size, bold=True, color=color), anchor=anchor)


def put(slide, box, *texts, fill="", anchor=MSO_ANCHOR.MIDDLE, align=None, padding=0):
    """Add a rectangle with `texts`; `fill` is RRGGBB."""
    shape = slide.shapes.add_textbox(*box.emu())
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
    shape.text_frame.word_wrap, shape.text_frame.auto_size = True, MSO_AUTO_SIZE.NONE
    margins(shape.text_frame, padding)
    write(shape.text_frame, *texts, anchor=anchor, align=align)


def write(frame, *texts, anchor=None, align=None):
    """Have a frame say `texts`, each a paragraph, or one for each of its lines."""
    if anchor is not None:
        frame.vertical_anchor = anchor
    lines = [text._replace(words=words) for text in texts for words in _clean(text.words).split("\n")]
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        found = STRONG.search(line.words)
        if found and found[1]:
            paragraph._p.get_or_add_pPr().set("rtl", "1")
        paragraph.alignment = align or (PP_ALIGN.RIGHT if found and found[1] else PP_ALIGN.LEFT)
        paragraph.space_before = Pt(line.gap)
        run = paragraph.add_run()
        run.text = line.words
        run.font.name, run.font.size, run.font.bold = FONT, Pt(line.size), line.bold
        run.font.color.rgb = RGBColor.from_string(line.color)
        run.font.language_id = MSO_LANGUAGE_ID.FRENCH


def _clean(words):
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words.replace("\r\n", "\n")).replace("\t", " ")
