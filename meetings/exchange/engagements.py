"""The dialogue as a workbook: a row each, for the secretariat."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.utils import get_column_letter

from gtm.lib import excel
from gtm.lib.excel import dress
from meetings.exchange.register import DAY

HEADING_ROW = 4
# Of each column: how wide it is in characters, and its format.
LOOKS = [(12, DAY), (16, None), (16, None), (26, None), (24, None), (32, None), (48, None), (30, None)]
LOOKS += [(32, None), (12, DAY), (12, DAY), (8, None), (20, None)]


def write(file, engagements):
    """Write `engagements`, an `EngagementQuerySet.with_rows`, to `file`."""
    title, group = _("Dialogue with civil society, research and the media"), _("Thematic Group on Migration")
    day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    book = dress.workbook(title=title, author=group, made_at=timezone.now())
    sheet = book.active
    sheet.title = _("Dialogue")
    dress.title(sheet, title, _("For the secretariat, on %(day)s.") % {"day": day})
    samples = [dress.sample(sheet, look or dress.TEXT, look and "left") for _width, look in LOOKS]
    dress.headings(sheet, HEADING_ROW, _headings(), samples)
    dress.widths(sheet, [width for width, _look in LOOKS])
    for engagement in engagements:
        excel.append(sheet, samples, _values(engagement))
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(LOOKS))}{sheet.max_row}"
    sheet.freeze_panes = f"B{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    dress.page(sheet, head=title, note=day, foot=group)
    book.save(file)


def _headings():
    return [
        _("Date"),
        _("Circle"),
        pgettext("means", "By"),
        _("Partner or organisation"),
        _("People met"),
        _("Subject"),
        _("What was said"),
        _("Joint actions"),
        _("What follows"),
        _("To be done by"),
        _("Done on"),
        _("Late"),
        _("Entered by"),
    ]


def _values(engagement):
    return [
        engagement.date,
        engagement.get_circle_display(),
        engagement.get_channel_display(),
        engagement.with_whom,
        engagement.people,
        engagement.subject,
        excel.fitting(engagement.text),
        excel.fitting("\n".join(f"{action.reference} {action.title}" for action in engagement.actions.all())),
        excel.fitting(engagement.follow_up),
        engagement.due,
        engagement.followed_up_at and timezone.localdate(engagement.followed_up_at),
        _("yes") if engagement.is_late else "",
        str(engagement.author),
    ]
