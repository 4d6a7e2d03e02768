"""Workbooks that come in: the one place where they are opened, within limits, or refused in a sentence.

No formula is evaluated, no link is followed, no macro is run, and nothing is cut short.
"""

import logging

from django.utils.translation import gettext as _

from gtm.lib.excel.reading import cells, delimited, limits, parts
from gtm.lib.excel.reading.book import Book, Note, Row, Sheet, Unreadable, WorkbookRefused
from gtm.lib.excel.reading.kinds import is_workbook
from gtm.lib.excel.reading.package import Package

__all__ = ["Book", "Note", "Row", "Sheet", "Unreadable", "WorkbookRefused", "read"]

logger = logging.getLogger(__name__)


def read(file, name=""):
    """The Book in a binary file, .xlsx or .csv, which its sender called `name`. Raise WorkbookRefused.

    Cells hold text, int, float, bool, date, datetime, for less than a day time, or Unreadable; a formula counts for
    the result that was saved with it.
    """
    file.seek(0)
    data = file.read(limits.MAX_SIZE + 1)
    if len(data) > limits.MAX_SIZE:
        raise WorkbookRefused(
            _("The file is larger than %(limit)s MB: delete the pictures and the sheets that are not needed.")
            % {"limit": limits.MAX_SIZE // limits.MEGABYTE}
        )
    budget = limits.Budget(len(data))
    try:
        if is_workbook(data, name):
            return _workbook(Package(data, budget), name)
        return delimited.read(data, name, budget)
    except WorkbookRefused:
        raise
    # Whatever somebody has thought of that we have not: it must not reach the screen as a fault of the application.
    except Exception as error:
        logger.exception("A workbook was refused for a reason nobody foresaw.")
        raise WorkbookRefused(
            _("The file cannot be read: open it in Excel, save it again as .xlsx and send that.")
        ) from error


def _workbook(package, name):
    main = parts.main_part(package)
    relations = package.relations(main)
    of_kind = {relation.kind: relation.part for relation in relations.values()}
    entries, since_1904 = parts.sheets(package, main, relations)
    people = parts.persons(package, of_kind.get("person"))
    values = cells.Values(
        parts.texts(package, of_kind.get("sharedStrings")),
        parts.date_formats(package, of_kind.get("styles")),
        since_1904,
    )
    sheets = []
    for entry in entries:
        sheet = Sheet(entry.title, entry.hidden)
        cells.read(package, sheet, entry.part, values)
        sheet.notes = parts.notes(package, package.relations(entry.part), people, entry.title)
        sheets.append(sheet)
    own = {relation.kind: relation.part for relation in package.relations().values()}
    return Book(name, sheets, parts.properties(package, own.get("custom-properties")))
