"""The direction of Arabic words in a paragraph that was written by a program that knows nothing of it."""

import re
from copy import deepcopy

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from gtm.lib.word import ARABIC, DIRECTIONS, STRONG

# What follows the direction among the properties of a paragraph, where the order is not free.
AFTER_DIRECTION = ["w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"]
AFTER_DIRECTION += ["w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap"]
AFTER_DIRECTION += ["w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"]


def turn(line):
    """Have a paragraph begin where its first letter says, and give Arabic letters their direction; `line` is a w:p."""
    found = STRONG.search(words(line))
    if found and found[1]:
        properties = line.get_or_add_pPr()
        if properties.find(qn("w:bidi")) is None:
            properties.insert_element_before(OxmlElement("w:bidi"), *AFTER_DIRECTION)
    for run in line.findall(qn("w:r")):
        if re.search(ARABIC, words(run)):
            _cut(run)


def words(element):
    """The text of an element."""
    return "".join(part.text or "" for part in element.iter(qn("w:t")))


def _cut(run):
    """Put a run for each stretch that is written in one direction in the place of `run`."""
    for child in run.iterchildren():
        if child.tag == qn("w:t"):
            stretches = DIRECTIONS.split(child.text or "")
            pieces = [(number % 2, stretch) for number, stretch in enumerate(stretches) if stretch]
        else:
            pieces = [] if child.tag == qn("w:rPr") else [(0, child)]
        for is_from_right, held in pieces:
            piece = OxmlElement("w:r")
            run.addprevious(piece)
            if run.rPr is not None:
                piece.append(deepcopy(run.rPr))
            if isinstance(held, str):
                piece.add_t(held)
            else:
                piece.append(deepcopy(held))
            if is_from_right:
                Run(piece, None).font.rtl = True
    run.getparent().remove(run)
