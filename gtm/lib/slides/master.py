"""The master of the slides: our colours and font, a stripe, and places for a title, a foot and a number only."""

from typing import NamedTuple

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from gtm.lib.excel.dress import BLUE, FONT, GREY


class Box(NamedTuple):
    """Where something stands on a slide."""

    left: float
    top: float
    width: float
    height: float

    def emu(self):
        return [Pt(length) for length in self]


SLIDE = Box(0, 0, 960, 540)
HEAD = Box(44, 30, 872, 64)
BODY = Box(44, 112, 872, 378)
FOOT = Box(44, 504, 780, 22)
NUMBER = Box(836, 504, 80, 22)
PLACES = {"title": HEAD, "ftr": FOOT, "sldNum": NUMBER}
FOOT_INDEX = 11  # of the placeholders in the layout; the number follows


def dress(master):
    """Take out of the master of python-pptx what is not ours."""
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b"Calibri", FONT.encode()).replace(b"4F81BD", BLUE.encode())
    for holder in list(master.placeholders):
        box = PLACES.get(holder.element.ph.get("type"))
        if box is None:
            holder.element.getparent().remove(holder.element)
        else:
            holder.left, holder.top, holder.width, holder.height = box.emu()
            margins(holder.text_frame)
    style = master.element.find(".//" + qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    style.set("algn", "l")
    look = style.find(qn("a:defRPr"))
    look.set("sz", "2600")
    look.set("b", "1")
    look.replace(look.find(qn("a:solidFill")), fill(BLUE))
    master.shapes._spTree.insert(2, _stripe())
    for layout in master.slide_layouts:
        for holder in list(layout.placeholders):
            if holder.element.ph.get("type") not in PLACES:
                holder.element.getparent().remove(holder.element)


def margins(frame, across=0, down=None):
    """The room between the edge and the text of a frame or a cell."""
    frame.margin_left = frame.margin_right = Pt(across)
    frame.margin_top = frame.margin_bottom = Pt(across if down is None else down)


# Elements ---------------------------------------------------------------------------------------


def fill(color):
    return parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{color}"/></a:solidFill>')


def _stripe():
    """That which stands above each slide."""
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Stripe"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{Pt(SLIDE.width)}" cy="{Pt(10)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{BLUE}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )


def holder(kind, number):
    """The foot or the number of a slide, which stands where the master says; `number` tells it from other shapes."""
    index = {"ftr": FOOT_INDEX, "sldNum": FOOT_INDEX + 1}[kind]
    field = (
        '<a:pPr algn="r"/><a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
        f'<a:rPr sz="1000"><a:solidFill><a:srgbClr val="{GREY}"/></a:solidFill></a:rPr><a:t>‹#›</a:t></a:fld>'
    )
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{kind}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f'</p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>'
        f"<a:bodyPr/><a:lstStyle/><a:p>{field if kind == 'sldNum' else ''}</a:p></p:txBody></p:sp>"
    )
