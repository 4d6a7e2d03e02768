"""What a picture shows as a workbook: its figures, of which text stays text."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _

from gtm.lib.excel import dress, listing

FORMATS = {date: listing.DAY, int: "0", Decimal: "#,##0.00"}


def workbook(picture, foot):
    """The bytes of the workbook of `picture`; `foot` says of when and for whom it is."""
    group, file = _("Thematic Group on Migration"), BytesIO()
    book = dress.workbook(title=picture.title, author=group, made_at=timezone.now())
    sheet = book.active
    sheet.title = _("Figures")
    kinds = [_kind(column) for column in zip(*picture.rows, strict=True)]
    looks = [(14, FORMATS[kind]) if kind else (44, None) for kind in kinds]
    listing.fill(
        sheet,
        [(heading, *look) for heading, look in zip(picture.headings, looks, strict=True)],
        ([datum.value for datum in row] for row in picture.rows),
        title=picture.title,
        subtitle=foot,
        note=foot,
        foot=group,
        side="right",
    )
    book.save(file)
    return file.getvalue()


def _kind(column):
    """What the figures of a column are, or None of text."""
    kinds = {type(datum.value) for datum in column if datum.value not in (None, "")}
    return kinds.pop() if len(kinds) == 1 and kinds <= {*FORMATS} else None
