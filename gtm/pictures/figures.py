"""What a picture shows as a workbook: its figures, of which text stays text."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from gtm.lib import excel
from gtm.lib.excel import dress

HEADING_ROW = 4
FORMATS = {date: "dd/mm/yyyy", int: "0", Decimal: "#,##0.00"}


def workbook(picture, foot):
    """The bytes of the workbook of `picture`; `foot` says of when and for whom it is."""
    group, file = _("Thematic Group on Migration"), BytesIO()
    book = dress.workbook(title=picture.title, author=group, made_at=timezone.now())
    sheet = book.active
    sheet.title = _("Figures")
    dress.title(sheet, picture.title, foot)
    kinds = [_kind(column) for column in zip(*picture.rows, strict=True)]
    samples = [dress.sample(sheet, FORMATS.get(kind, dress.TEXT), "right" if kind else None) for kind in kinds]
    dress.headings(sheet, HEADING_ROW, picture.headings, samples)
    dress.widths(sheet, [14 if kind else 44 for kind in kinds])
    for row in picture.rows:
        excel.append(sheet, samples, [datum.value for datum in row])
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(kinds))}{sheet.max_row}"
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    dress.page(sheet, head=picture.title, note=foot, foot=group)
    book.save(file)
    return file.getvalue()


def _kind(column):
    """What the figures of a column are, or None of text."""
    kinds = {type(datum.value) for datum in column if datum.value not in (None, "")}
    return kinds.pop() if len(kinds) == 1 and kinds <= {*FORMATS} else None
