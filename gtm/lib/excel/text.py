"""Text in cells: kept as text, whatever it begins with and whatever it holds."""

import re
from xml.sax import saxutils

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

# In UTF-16 code units, as Excel counts.
LONGEST = 32_767
# What a spreadsheet program takes for the beginning of a formula or a command, or for its own text mark.
EVALUATED = ("=", "+", "-", "@", "'", "\t", "\r", "\n")
# XML cannot hold these: the format spells them `_xHHHH_` (ECMA-376, ST_Xstring), and text that looks like that too.
SPELT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
SPELLING = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What may need another spelling in XML or in the format, as bytes of UTF-8.
SPECIAL = b"&<>\r" + bytes(code for code in range(32) if chr(code) not in "\t\n")


class TextTooLongError(ValueError):
    """Excel would cut this text, or refuse the workbook."""


def encode(text):
    """Spell `text` as a cell holds it; line breaks become Excel's own. Raise TextTooLongError."""
    spelt = SPELT.sub(lambda match: f"_x{ord(match[0]):04X}_", text.replace("\r\n", "\n"))
    if len(spelt) > LONGEST // 2 and len(spelt.encode("utf-16-le")) // 2 > LONGEST:
        raise TextTooLongError(f"{len(text)} > {LONGEST}")
    return spelt


def fitting(text):
    """`text` cut to what a cell surely holds: the page that it is taken from holds it all."""
    return Truncator(text).chars(LONGEST // 2) if len(text) > LONGEST // 2 else text


def decode(text):
    """The text that `encode` spelt."""
    return SPELLING.sub(lambda match: chr(int(match[1], 16)), text)


def to_xml(text):
    """`encode` as the text of an XML element."""
    return saxutils.escape(encode(text))


def is_plain(text):
    """Whether `to_xml` leaves all parts of `text` as they are, told quickly: it may say no where it does."""
    data = text.encode()
    return (
        len(text) <= LONGEST // 2
        and len(data.translate(None, SPECIAL)) == len(data)
        and "_x" not in text
        and b"\xef\xbf" not in data
    )


def is_evaluated(text):
    """Whether a program might run this text instead of showing it, unless the cell's quote prefix forbids it."""
    return text.startswith(EVALUATED)


def fits_a_cell(text):
    """A validator of texts that go out in a workbook."""
    try:
        encode(text)
    except TextTooLongError as error:
        sentence = _("This text is too long: a cell of a workbook holds %(limit)s characters at most.")
        raise ValidationError(sentence % {"limit": LONGEST}) from error
