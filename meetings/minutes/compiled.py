"""The minutes of several meetings as one Word document: a list of them first, then one after the other."""

from django.utils import translation
from django.utils.translation import gettext as _

from gtm.lib.word import Piece
from meetings.minutes import making, template, writing
from meetings.minutes.contents import Minutes
from meetings.minutes.layout import Part, spelt
from meetings.minutes.styles import CONTENTS, MEETING
from meetings.models import MinutesVersion

SHARES = (5, 12, 8, 6)


def write(meetings, *, by, subject, since, until):
    """The minutes of `meetings`, which came with what they print, in bytes; `subject` is what they are of."""
    approved = MinutesVersion.objects.visible_to(by).filter(meeting__in=meetings, kind=MinutesVersion.Kind.APPROVED)
    kept = dict(approved.values_list("meeting", "said"))
    with translation.override("fr"):
        period = _("%(since)s to %(until)s") % {"since": spelt(since), "until": spelt(until)}
        content = template.content(template.in_use())
        sheet = template.Sheet(content, title=f"{_('Minutes')} · {subject}", subject=subject, date=period)
        sheet.add(Part.TITLE, _("Minutes of meetings"))
        sheet.add(Part.OBJECT, Piece(subject, bold=True), f"\n{period}")
        sheet.add(CONTENTS, _("Meetings"))
        headings = [_("Date"), _("Subject"), _("Place"), _("State of the minutes")]
        sheet.table(headings, [_row(one) for one in meetings], SHARES)
        for meeting in meetings:
            minutes = Minutes.of(kept[meeting.pk]) if meeting.pk in kept else making.of(meeting)
            sheet.add(MEETING, f"{spelt(minutes.date)} · {minutes.title}")
            writing.put(sheet, minutes)
        return sheet.bytes()


def _row(meeting):
    return [spelt(meeting.date), meeting.title, meeting.place or "–", meeting.get_minutes_state_display()]
