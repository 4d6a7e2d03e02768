"""The agenda as a Word document, in French: what the invited have in front of them."""

from io import BytesIO

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actions.exchange.french import date
from gtm.lib import word
from gtm.lib.word import Piece

HOURS, NO_HOURS = (3, 14, 6, 3), (15, 6, 3)  # shares of the width of the page


def file_name(meeting):
    """``ordre-du-jour-2027-03-11.docx``"""
    return f"ordre-du-jour-{meeting.date:%Y-%m-%d}.docx"


def write(agenda):
    """An `Agenda`, which tells what its reader may see, in bytes."""
    with translation.override("fr"):
        meeting, group, title = agenda.meeting, _("Thematic Group on Migration, Morocco"), _("AGENDA")
        document = word.document(
            title=f"{title} · {meeting.title}", author=group, head=group, foot=f"{title}, {date(meeting.date)}"
        )
        word.paragraph(document, title, style="Title")
        word.paragraph(document, group, style="Subtitle")
        for label, said in _facts(meeting):
            if said:
                word.paragraph(document, Piece(_("%(label)s: ") % {"label": label}, bold=True), said)
        _items(document, agenda)
        file = BytesIO()
        document.save(file)
        return file.getvalue()


def _facts(meeting):
    hours = " – ".join(_hour(at) for at in (meeting.begins, meeting.ends) if at)
    return [
        (_("Object"), meeting.title),
        (_("Date"), date(meeting.date)),
        (_("Hours"), hours),
        (_("Place"), meeting.place),
        (_("Cancelled on"), meeting.cancelled_at and date(timezone.localdate(meeting.cancelled_at))),
    ]


def _items(document, agenda):
    if not agenda.items:
        word.paragraph(document, Piece(_("Nothing is on the agenda yet."), italic=True))
        return
    headings = [pgettext("agenda", "Item"), _("Speaker"), _("Duration")]
    rows = [[_item(item), item.speaker, _length(item.minutes)] for item in agenda.items]
    if agenda.meeting.begins:
        headings = [_("Hour"), *headings]
        rows = [[_hour(item.begins), *row] for item, row in zip(agenda.items, rows, strict=True)]
    word.paragraph(document, "")
    word.table(document, headings, rows, HOURS if agenda.meeting.begins else NO_HOURS)
    if agenda.minutes:
        word.paragraph(document, "")
        said = Piece(_("%(label)s: ") % {"label": _("Planned duration")}, bold=True)
        word.paragraph(document, said, _length(agenda.minutes))


def _item(item):
    """The words of an item, and the references of what it is about."""
    pieces = [Piece(f"{item.number}. {item.title}", bold=True)]
    if item.text:
        pieces.append(f"\n{item.text}")
    for label, said in _links(item):
        pieces.append(Piece("\n" + _("%(label)s: ") % {"label": label} + ", ".join(said), color=word.GREY))
    return pieces


def _links(item):
    """[(what is linked, [how each is called])]"""
    decisions = [
        _("No. %(number)s of %(date)s") % {"number": one.number, "date": date(one.meeting.date)}
        for one in item.decisions.all()
    ]
    found = [
        (_("Decisions"), decisions),
        (_("Joint actions"), [action.reference for action in item.actions.all()]),
        (_("Requests"), [request.number for request in item.requests.all()]),
    ]
    return [(label, said) for label, said in found if said]


def _hour(at):
    """``10 h 05`` with spaces that do not break; nothing where it is not known."""
    return f"{timezone.localtime(at):%H\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%M}" if at else ""


def _length(minutes):
    """``45 min``, ``1 h 35``"""
    hours, rest = divmod(minutes or 0, 60)
    if hours:
        return f"{hours}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{rest:02}"
    return f"{rest}\N{NO-BREAK SPACE}min" if rest else ""
