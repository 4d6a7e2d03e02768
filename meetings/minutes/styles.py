"""The styles by which a document of ours says what each paragraph and each word is.

They are looked up by their names: whoever saved a template may have given them other keys. Those that it lacks are
added in their first look.
"""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from meetings.minutes.layout import GROUPS, SECTIONS, Named, Part

HEADS = [Part.OBJECT, Part.WHEN, Part.PARTICIPANTS, *GROUPS.values(), *SECTIONS.values(), Part.DEBATE, Part.DECISIONS]
ITEMS = [Part.PARTICIPANT, Part.STATEMENT, Part.POINT, Part.DECISION, Part.ANSWERS]
# Above the minutes of each meeting where there are several, each on a page of its own; and of the list of them.
MEETING, CONTENTS = "CR réunion", "CR réunions"
PARAGRAPHS = [*Part, MEETING, CONTENTS]


def complete(document):
    """Add the styles that are not there; return {name: key}."""
    styles = document.styles
    there = _keys(styles)
    for name in Named:
        if name not in there:
            style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            style.font.bold = True if name in (Named.HEADING, Named.SPEAKER, Named.FUNCTION) else None
    for name in PARAGRAPHS:
        if name not in there:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            _dress(style, name)
    return _keys(styles)


def _keys(styles):
    return {style.name_val: style.styleId for style in styles.element.style_lst}


def _dress(style, name):
    font, look = style.font, style.paragraph_format
    font.size, look.space_after = Pt(11), Pt(6)
    if name in HEADS:
        look.keep_with_next, look.space_before = True, Pt(10)
    if name in (*GROUPS.values(), Part.PARTICIPANTS, Part.COORDINATOR):
        look.space_before, look.space_after = Pt(6), Pt(3)
    if name in ITEMS:
        look.left_indent, look.first_line_indent = Cm(1.2), Cm(-0.6)
        look.tab_stops.add_tab_stop(Cm(1.2))
    if name in (Part.STATEMENT, Part.POINT, Part.DECISION, *SECTIONS.values()):
        look.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    match name:
        case Part.PARTICIPANT:
            look.space_after = Pt(1)
        case Part.ANSWERS:
            look.first_line_indent, font.size, font.italic = Cm(0), Pt(10), True
        case Part.TITLE:
            font.bold, font.size = True, Pt(16)
            look.alignment, look.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(14)
        case Part.SIGNATORY:
            look.alignment, look.space_before = WD_ALIGN_PARAGRAPH.RIGHT, Pt(24)
        case _ if name in (MEETING, CONTENTS):
            font.bold, font.size, look.keep_with_next = True, Pt(14), True
            look.page_break_before = name == MEETING
            _outline(style)


def _outline(style):
    """Have Word list the paragraphs of a style among the headings."""
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().append(level)
