"""Workbooks: what leaves keeps text as text and is dressed alike, what enters is read within limits or refused."""

from gtm.lib.excel.reading import read
from gtm.lib.excel.rows import PlainRows, Rows, append, note, write
from gtm.lib.excel.text import LONGEST, TextTooLongError, decode, encode, fits_a_cell

__all__ = [
    "LONGEST",
    "PlainRows",
    "Rows",
    "TextTooLongError",
    "append",
    "decode",
    "encode",
    "fits_a_cell",
    "note",
    "read",
    "write",
]
