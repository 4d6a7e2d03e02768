"""How much room text takes on a slide; lengths in points.

Whoever opens a deck draws it with the letters of the font; here they are added up, rather too wide than too narrow.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from gtm.lib.word import ARABIC

LINE_HEIGHT = 1.2  # of the size of the letters
# Of the font's letters, in thousandths of its size; others are as wide as WIDE. Arial and its free twin agree.
WIDTHS = {
    letter: width
    for width, letters in {
        200: "'‘’|ijl",
        285: " \u00a0\u202f.,:;!/\\tfI[]",
        340: "r-()`“”{}°",
        400: '"*^',
        505: "cksvxyzJ",
        560: "abdeghnopquL?$_#«»–0123456789",
        590: "+<>=~",
        615: "FTZ",
        672: "ABEKPSVXY&",
        726: "CDHNRUw",
        782: "GOQ",
        840: "mM",
    }.items()
    for letter in letters
}
IN_ARABIC, WIDE, BOLD = 600, 1020, 1.09


@lru_cache(10_000)
def _width(letter):
    base = normalize("NFD", letter)[0]
    return WIDTHS.get(base) or (IN_ARABIC if re.match(ARABIC, base) else WIDE)


def width(words, size, bold=False):
    """How long a line is."""
    return sum(map(_width, words)) * size / 1000 * (BOLD if bold else 1)


def lines(words, room, size, bold=False):
    """How many lines `words` take where `room` is how long a line may be; a word that is too long is broken."""
    return sum(_lines(line, room, size, bold) for line in words.split("\n"))


def _lines(line, room, size, bold):
    count, used, space = 1, 0, width(" ", size, bold)
    for word in line.split(" "):
        long = width(word, size, bold)
        if used and used + space + long > room:
            count, used = count + 1, 0
        elif used:
            used += space
        used += long
        while used > room:
            count, used = count + 1, used - room + size
    return count


def height(words, room, size, bold=False):
    return lines(words, room, size, bold) * size * LINE_HEIGHT


def fit(words, box, sizes, bold=False):
    """The first of `sizes` in which `words` fit into a box, or else the last."""
    return next((size for size in sizes if height(words, box.width, size, bold) <= box.height), sizes[-1])
