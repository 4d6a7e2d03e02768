"""Lines of minutes, from a text or a Word document: what each says, and what it looks like."""

import re
from dataclasses import dataclass, field

from gtm.lib.cells import LINE_ENDS
from meetings.minutes.layout import USES, Named, Part, is_sign

PARTS, NAMED = {part.value: part for part in Part}, {named.value: named for named in Named}
# A tick or a dash of a list, a number, a heading of Markdown.
BULLET = re.compile(r"(?:[-*•◦▪‣·●–—✓✔☑\uf0fc\uf0b7]|\d{1,2}[.)])[ \t\u00a0]+")
MOST_BULLETS = 3  # ``- ✓ 1.``
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff]")
HASHES = re.compile(r"#{1,6}[ \t]+")
BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


@dataclass
class Line:
    """A line; `lead` are the bold words with which it begins.

    In a document of ours `part` says what it is, and `named` which of its words are what.
    """

    text: str
    lead: str = ""
    is_item: bool = False
    is_heading: bool = False
    follows: bool = False  # directly under the line before
    part: Part | None = None
    named: dict[Named, str] = field(default_factory=dict)


def of_text(text):
    """The lines of a text that was pasted or uploaded, with or without the signs of Markdown."""
    found, follows = [], False
    for written in CONTROLS.sub("", re.sub("[\v\f]", "\n", LINE_ENDS.sub("\n", text))).split("\n"):
        line = _line(written.strip(), is_markdown=True)
        if line:
            line.follows = follows
            found.append(line)
        follows = bool(line)
    return found


def of_document(paragraphs):
    """The lines of a Word document; see gtm.lib.word_reading."""
    return [line for paragraph in paragraphs for line in _of_paragraph(paragraph)]


def _of_paragraph(paragraph):
    if part := PARTS.get(paragraph.style):
        line = Line("", part=part)
        for run in paragraph.runs:
            name = NAMED.get(run.style)
            if name in USES.get(part, ()):
                line.named[name] = line.named.get(name, "") + run.words
            elif name != Named.SIGN or not is_sign(run.words):
                line.text += run.words
        yield line
        return
    style = paragraph.style.lower()
    for number, runs in enumerate(_split(paragraph.runs)):
        text = "".join(run.words for run in runs)
        bold = 0
        for run in runs:
            if not run.bold and run.words.strip():
                break
            bold += len(run.words)
        line = _line(text.strip(), lead=text[:bold].strip())
        if line:
            line.follows = number > 0
            line.is_item |= paragraph.is_item or style.startswith(("list", "liste"))
            line.is_heading = style.startswith(("heading", "titre", "title"))
            yield line


def _split(runs):
    """The runs of each line of a paragraph."""
    lines = [[]]
    for run in runs:
        first, *others = run.words.split("\n")
        lines[-1].append(run._replace(words=first))
        lines.extend([run._replace(words=words)] for words in others)
    return lines


def _line(text, *, lead="", is_markdown=False):
    """A line without the signs of a list, or None if nothing is left of it."""
    bare, is_heading = HASHES.subn("", text, count=1) if is_markdown and HASHES.match(text) else (text, 0)
    is_item = False
    for _more in range(MOST_BULLETS):
        if not (bullet := BULLET.match(bare)):
            break
        bare, lead, is_item = bare[bullet.end() :], lead.removeprefix(bullet[0]), True
    if is_markdown:
        if bold := BOLD.match(bare):
            lead = bold[2].strip()
        bare = BOLD.sub(r"\2", bare)
    bare = bare.strip()
    lead = lead.strip()
    if not bare or not re.search(r"\w", bare):
        return None
    return Line(bare, lead if bare.startswith(lead) else "", is_item, bool(is_heading))
