"""The dialogue as a workbook: a row each, for the secretariat."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gtm.lib.excel import dress, listing
from gtm.lib.excel.listing import DAY

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
    listing.fill(
        sheet,
        [(heading, *look) for heading, look in zip(_headings(), LOOKS, strict=True)],
        map(_values, engagements),
        title=title,
        subtitle=_("For the secretariat, on %(day)s.") % {"day": day},
        note=day,
        foot=group,
        stays=1,
    )
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
        engagement.text,
        "\n".join(f"{action.reference} {action.title}" for action in engagement.actions.all()),
        engagement.follow_up,
        engagement.due,
        engagement.followed_up_at and timezone.localdate(engagement.followed_up_at),
        _("yes") if engagement.is_late else "",
        str(engagement.author),
    ]
