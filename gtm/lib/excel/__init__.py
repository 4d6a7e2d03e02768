"""Workbooks that leave the application: text stays text, sheets are dressed alike, long ones are spliced in."""

from gtm.lib.excel.rows import Rows, append, save, write
from gtm.lib.excel.text import LONGEST, TextTooLongError, decode, encode, fits_a_cell

__all__ = ["LONGEST", "Rows", "TextTooLongError", "append", "decode", "encode", "fits_a_cell", "save", "write"]
