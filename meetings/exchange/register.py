"""The register of decisions as a workbook, and as a document: a row each, with what became of it."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from gtm.lib import excel, word
from gtm.lib.excel import dress
from gtm.lib.word import Piece

HEADING_ROW = 4
DAY = "dd/mm/yyyy"
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
    dress.title(sheet, title, _("What %(person)s may see of it, on %(day)s.") % {"person": by, "day": day})
    samples = [dress.sample(sheet, look or dress.TEXT, look and "left") for _width, look in LOOKS]
    dress.headings(sheet, HEADING_ROW, _headings(), samples)
    dress.widths(sheet, [width for width, _look in LOOKS])
    for decision in decisions:
        excel.append(sheet, samples, _values(decision))
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(LOOKS))}{sheet.max_row}"
    sheet.freeze_panes = f"D{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    dress.page(sheet, head=title, note=day, foot=group)
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
        excel.fitting(decision.text),
        decision.responsible,
        "\n".join(str(partner) for partner in decision.partners.all()),
        decision.due,
        decision.get_status_display(),
        _("yes") if decision.is_late else "",
        excel.fitting("\n".join(f"{action.reference} {action.title}" for action in decision.actions.all())),
        last and timezone.localdate(last.at),
        excel.fitting(last.text) if last else "",
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
