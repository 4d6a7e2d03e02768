"""The hidden sheet, and the property of the document, that say which workbook of the ledger this one is."""

from openpyxl.packaging.custom import StringProperty

from actions.exchange.identity import PROPERTY, SHEET
from gtm.lib import excel


def add(book, issued, table):
    """`table` is the TableSheet, whose columns are told under the headings that they leave with."""
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=str(issued.identity)))
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    lines = [(PROPERTY, str(issued.identity)), *table.headings.items()]
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line, 1):
            excel.write(sheet.cell(number, place), text)
