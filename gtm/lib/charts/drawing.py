"""Marks on a sheet, and how they are written as SVG. Lengths are pixels of a sheet that is `WIDTH` wide."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

from gtm.lib.slides.measure import width as measure

WIDTH = 760
SIZE = 13  # of letters
LINE = 16  # from one line of text to the next
PIECES = re.compile(r"\s*[^\s/-]+[/-]?|\s*[/-]")
# XML cannot hold these, whatever they are escaped to.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Mark:
    """An element of the picture: text, or other marks."""

    tag: str
    attributes: dict = field(default_factory=dict)
    words: str = ""
    marks: list = field(default_factory=list)

    def svg(self, *, with_links=True):
        """The element; in a file, which has no site around it, links are plain groups."""
        tag, attributes = self.tag, self.attributes
        if tag == "a" and not with_links:
            tag, attributes = "g", {}
        inside = format_html_join("", "{}", ((mark.svg(with_links=with_links),) for mark in self.marks))
        return format_html("<{}{}>{}{}</{}>", tag, flatatt(attributes), UNFIT.sub("\ufffd", self.words), inside, tag)


class Drawing:
    """A sheet on which marks are put from the top; its height is that of what was put."""

    def __init__(self):
        self.width, self.height = WIDTH, 0
        self.marks = []
        self._into = self.marks

    @contextmanager
    def link(self, href, title) -> Iterator[None]:
        """What is put inside leads to `href`, if there is one, and says `title` to whoever points at it or hears it."""
        outside, self._into = self._into, []
        said = [Mark("title", {}, title)] if title else []
        try:
            yield
        finally:
            group = Mark("a", {"href": href}) if href else Mark("g")
            group.marks = said + self._into
            outside.append(group)
            self._into = outside

    def put(self, tag, kind, words="", **attributes):
        """A mark of the class `kind`; numbers are rounded, `_` in names stands for `-`."""
        written = {"class": kind} if kind else {}
        for name, value in attributes.items():
            written[name.replace("_", "-")] = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
        self._into.append(Mark(tag, written, str(words)))

    def rect(self, x, y, width, height, kind):
        self.reach(y + height)
        self.put("rect", kind, x=x, y=y, width=width, height=height)

    def line(self, x, y, to_x, to_y, kind):
        self.reach(max(y, to_y))
        self.put("line", kind, x1=x, y1=y, x2=to_x, y2=to_y)

    def diamond(self, x, y, kind, size=6):
        self.reach(y + size)
        self.put("path", kind, d=f"M{x:.1f} {y - size:.1f}l{size} {size}l-{size} {size}l-{size} -{size}z")

    def text(self, x, y, words, kind="", anchor="start", turn=None):
        """A line of text whose foot is at `y`; `turn` it by so many degrees."""
        self.reach(y + 4)
        turned = {} if turn is None else {"transform": f"rotate({turn} {x:.1f} {y:.1f})"}
        self.put("text", kind, words, x=x, y=y, text_anchor=anchor, **turned)

    def reach(self, y):
        """The sheet goes on down to `y`."""
        self.height = max(self.height, round(y + 0.5))

    def legend(self, entries, x=0, y=12, diamonds=()):
        """Pairs of a tone and what it means, in rows; return where the next thing may begin."""
        start = x
        for tone, words in entries:
            room = 18 + measure(words, SIZE) + 18
            if x > start and x + room > self.width:
                x, y = start, y + LINE + 4
            if tone in diamonds:
                self.diamond(x + 6, y - 4, tone)
            else:
                self.rect(x, y - 10, 12, 12, tone)
            self.text(x + 18, y, words, "quiet")
            x += room
        return y + 18

    def svg(self, *, with_links=True):
        """The marks, as they stand inside an `svg` element."""
        return format_html_join("", "{}", ((mark.svg(with_links=with_links),) for mark in self.marks))


def cut(words, room, size=SIZE, bold=False):
    """`words`, or as much of them as goes into `room`, with an ellipsis."""
    words = " ".join(str(words).split())
    if measure(words, size, bold) <= room:
        return words
    while words and measure(words + "…", size, bold) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def wrap(words, room, most=2, size=SIZE):
    """`words` in at most so many lines of `room`, broken at spaces and after hyphens and slashes; the last is cut."""
    lines, pieces = [], PIECES.findall(str(words).strip())
    while pieces and len(lines) < most - 1:
        count = 1
        while count < len(pieces) and measure("".join(pieces[: count + 1]).strip(), size) <= room:
            count += 1
        lines.append(cut("".join(pieces[:count]), room, size))
        pieces = pieces[count:]
    return lines + ([cut("".join(pieces), room, size)] if pieces else [])
