"""The table as a workbook to be read, filtered, printed, filled in and sent back."""

from functools import partial
from tempfile import TemporaryFile

from actions.exchange.sheets import directory, identity, read_me, summary
from actions.exchange.sheets.imprint import Imprint
from actions.exchange.sheets.table import TableSheet, WorkbookError
from actions.exchange.tally import Tally
from gtm.lib import excel
from gtm.lib.excel import dress

BUFFER = 2**18  # bytes of the rows that wait to be spliced in

__all__ = ["WorkbookError", "write"]


def write(file, issued, table, marks=None):
    """Write the IssuedWorkbook `issued`, which holds the rows of `table`, to the binary `file`, seekable or not.

    It draws on these arguments alone, so that the file is the same whenever it is written.
    Raises `WorkbookError`, whose text is for the person, if a row does not fit into a workbook.
    """
    imprint = Imprint(issued, table)
    book = dress.workbook(title=imprint.title, author=imprint.group, made_at=issued.made_at)
    cover = book.active
    tally = Tally(table.head, imprint.now.date())
    with TemporaryFile(buffering=BUFFER) as scratch:
        sheet = TableSheet(book, imprint, marks, partial(excel.Rows, scratch=scratch))
        for row in table:
            sheet.append(row)
            tally.add(row)
        read_me.fill(cover, tally, imprint, marks)
        directory.add(book, tally, imprint)
        summary.add(book, tally, imprint)
        sheet.finish(book)
        identity.add(book, issued, sheet)
        sheet.rows.save(book, file)
