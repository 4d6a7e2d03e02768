"""How much is read. What is larger is refused, never cut short.

A table of 100,000 rows × 25 columns is 32 MB and unpacks to 250 MB; one of 10,000 takes 3 MB and 0.7 s.
"""

from time import thread_time

from django.utils.translation import gettext as _

from gtm.lib.excel.reading.book import WorkbookRefused

MEGABYTE = 2**20
MAX_SIZE = 40 * MEGABYTE
MAX_PARTS = 2_000  # pictures and charts are parts, too
# Rows of empty cells pack 40 to 1. A small file may unpack to some megabytes, whatever it is made of.
MAX_RATIO = 60
ALWAYS_UNPACKED = 8 * MEGABYTE
MAX_UNPACKED = 400 * MEGABYTE
MAX_PART = 300 * MEGABYTE
# Parts that become objects as a whole, many times their size: styles, relationships, properties.
MAX_SHORT_PART = 4 * MEGABYTE
MAX_TOKEN = MEGABYTE  # a tag or an XML comment, which the parser has to keep whole; text comes in pieces
MAX_DEPTH = 50

MAX_SHEETS = 100
MAX_ROWS = 110_000  # that hold something: the largest table is of 100,000
MAX_COLUMNS = 1_000
MAX_CELLS = 3_000_000
MAX_STRINGS = 3_000_000
MAX_CHARACTERS = 200_000_000  # of all cells: a long text may be in the file once and in every cell
MAX_NOTES = 100_000
MAX_MERGED = 100_000
MAX_FORMATS = 65_490  # Excel's own limit
MAX_PROPERTIES = 1_000
MAX_LINE = MEGABYTE  # of a CSV file, in characters

# Excel's own
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Budget:
    """The processor time that a file may take: what is small has to be quick."""

    def __init__(self, size):
        self.end = thread_time() + min(1.5 + 3 * size / MEGABYTE, 60)

    def check(self):
        if thread_time() > self.end:
            raise WorkbookRefused(
                _("The workbook takes too long to read: copy the values of the table into a new workbook.")
            )
