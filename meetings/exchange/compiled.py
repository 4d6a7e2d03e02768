"""The minutes of several meetings as a workbook: a sheet each for meetings, statements, debate points and decisions."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from gtm.lib.excel import dress, listing
from gtm.lib.excel.listing import DAY


def write(file, meetings, *, by, subject):
    """Write the minutes of `meetings`, which came with what they print, to `file`; `subject` is what they are of."""
    book = dress.workbook(title=subject, author=_("Thematic Group on Migration"), made_at=timezone.now())
    book.remove(book.active)
    for title, columns, rows in _sheets(list(meetings)):
        _write(book.create_sheet(title), f"{subject} · {title}", columns, rows, by)
    book.save(file)


def _sheets(meetings):
    """[(title, [(heading, width, format)], rows)]"""
    of = [(_("Date"), 12, DAY), (_("Meeting"), 30, None)]
    number, partners = (_("Number"), 9, "0"), (_("Partners"), 22, None)

    def rows(name, values):
        return [(one.date, one.title, *values(part)) for one in meetings for part in getattr(one, name).all()]

    yield (
        _("Meetings"),
        [
            *of,
            (_("Place"), 30, None),
            (_("State of the minutes"), 22, None),
            (_("Present"), 36, None),
            (_("Minutes written by"), 22, None),
        ],
        [
            (one.date, one.title, one.place, one.get_minutes_state_display(), _present(one), one.minutes_author)
            for one in meetings
        ],
    )
    yield (
        _("Statements"),
        [
            *of,
            number,
            (_("Kind"), 18, None),
            (_("Title"), 26, None),
            (_("Speaker"), 24, None),
            (_("Function"), 26, None),
            (_("Text"), 80, None),
        ],
        rows(
            "statements",
            lambda one: [one.number, one.get_kind_display(), one.title, one.speaker, one.speaker_function, one.text],
        ),
    )
    yield (
        _("Debate points"),
        [*of, number, (_("Text"), 80, None), partners],
        rows("debate_points", lambda one: [one.number, one.text, _lines(one.partners.all())]),
    )
    yield (
        _("Decisions"),
        [
            *of,
            number,
            (_("Text"), 60, None),
            (_("Responsible"), 20, None),
            partners,
            (_("Due"), 12, DAY),
            (_("State"), 12, None),
        ],
        rows("decisions", _decided),
    )


def _decided(one):
    partners = _lines(one.partners.all())
    return [one.number, one.text, one.responsible, partners, one.due, one.get_status_display()]


def _present(meeting):
    return _lines(one.partner for one in meeting.attendances.all() if one.presence == one.Presence.PRESENT)


def _lines(rows):
    return "\n".join(map(str, rows))


def _write(sheet, title, columns, rows, by):
    day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    listing.fill(
        sheet,
        columns,
        rows,
        title=title,
        subtitle=_("What %(person)s may see of it, on %(day)s.") % {"person": by, "day": day},
        note=day,
        foot=_("Thematic Group on Migration"),
        stays=3,
    )
