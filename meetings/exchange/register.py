"""The register of decisions as a workbook, and as a document: a row each, with what became of it."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from gtm.lib import word
from gtm.lib.excel import dress, listing
from gtm.lib.excel.listing import DAY
from gtm.lib.word import Piece

# Of each column: how wide it is in characters, and its format.
LOOKS = [(12, DAY), (24, None), (9, "0"), (48, None), (18, None), (20, None), (12, DAY), (11, None), (8, None)]
LOOKS += [(28, None), (12, DAY), (36, None)]


def write(file, decisions, *, by):
    """Write `decisions`, a `DecisionQuerySet.with_rows`, to `file`."""
    title, group = _("Register of decisions"), _("Thematic Group on Migration")
    day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    book = dress.workbook(title=title, author=group, made_at=timezone.now())
    sheet = book.active
    sheet.title = _("Decisions")
    listing.fill(
        sheet,
        [(heading, *look) for heading, look in zip(_headings(), LOOKS, strict=True)],
        map(_values, decisions),
        title=title,
        subtitle=_("What %(person)s may see of it, on %(day)s.") % {"person": by, "day": day},
        note=day,
        foot=group,
        stays=3,
    )
    book.save(file)


def _headings():
    return [
        _("Date of the meeting"),
        _("Meeting"),
        _("Number"),
        _("Decision"),
        _("Responsible"),
        _("Partners who answer for it"),
        _("Due"),
        _("State"),
        _("Late"),
        _("Joint actions"),
        _("Last follow-up on"),
        _("What was done"),
    ]


def _values(decision):
    last = next(iter(decision.last_follow_ups), None)
    return [
        decision.meeting.date,
        decision.meeting.title,
        decision.number,
        decision.text,
        decision.responsible,
        "\n".join(str(partner) for partner in decision.partners.all()),
        decision.due,
        decision.get_status_display(),
        _("yes") if decision.is_late else "",
        "\n".join(f"{action.reference} {action.title}" for action in decision.actions.all()),
        last and timezone.localdate(last.at),
        last.text if last else "",
    ]


# As a document ----------------------------------------------------------------------------------

SHARES = (6, 15, 7, 6, 5, 8)


def write_document(file, decisions, *, by):
    """Write `decisions`, a `DecisionQuerySet.with_rows`, to `file` as a Word document."""
    title, group = _("Register of decisions"), _("Thematic Group on Migration, Morocco")
    day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    document = word.document(title=title, author=group, head=f"{group} · {title}", foot=day)
    word.paragraph(document, title, style="Title")
    word.paragraph(document, _("What %(person)s may see of it, on %(day)s.") % {"person": by, "day": day})
    headings = [_("Decision"), _("Text"), _("Who answers for it"), _("Due"), _("State"), _("Last follow-up")]
    word.table(document, headings, [_cells(decision) for decision in decisions], SHARES)
    document.save(file)


def _cells(decision):
    last = next(iter(decision.last_follow_ups), None)
    answering = [decision.responsible, *(str(partner) for partner in decision.partners.all())]
    late = [Piece(f"\n{_('Late')}", bold=True)] if decision.is_late else []
    return [
        [Piece(decision.label, bold=True), f"\n{formats.date_format(decision.meeting.date, 'SHORT_DATE_FORMAT')}"],
        decision.text,
        "\n".join(filter(None, answering)) or "–",
        formats.date_format(decision.due, "SHORT_DATE_FORMAT") if decision.due else "–",
        [decision.get_status_display(), *late],
        f"{formats.date_format(timezone.localdate(last.at), 'SHORT_DATE_FORMAT')}, {last.text}" if last else "–",
    ]
