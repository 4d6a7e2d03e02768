"""The minutes as a Word document, in the layout of those of 24 December 2008.

Every paragraph and every piece of it has a style by name, so that the document may be restyled in Word, and is read
back to the letter. What is said here stands on the page of the meeting, too; no joint action is named.
"""

from io import BytesIO
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from gtm.lib import word
from gtm.lib.word import Piece
from meetings.minutes.layout import (
    DUE,
    GROUPS,
    INTRODUCTIONS,
    LABELS,
    PRESENCES,
    RESPONSIBLE,
    SECTIONS,
    Capacity,
    Named,
    Part,
    Presence,
    spelt,
)
from meetings.minutes.words import SENTENCE_END, presenter

HEADS = [Part.OBJECT, Part.WHEN, Part.PARTICIPANTS, *GROUPS.values(), *SECTIONS.values(), Part.DEBATE, Part.DECISIONS]
ITEMS = [Part.PARTICIPANT, Part.STATEMENT, Part.POINT, Part.DECISION, Part.ANSWERS]


def write(meeting):
    """The minutes of `meeting`, which came with what it is made of, in bytes."""
    with translation.override("fr"):
        return _Minutes(meeting).bytes()


class _Minutes:
    """The document, part after part."""

    def __init__(self, meeting):
        group = _("Thematic Group on Migration, Morocco")
        self.meeting = meeting
        self.document = word.document(
            title=f"{LABELS[Part.TITLE]} · {meeting.title}", author=group, head=group, foot=spelt(meeting.date)
        )
        _style(self.document.styles)

    def bytes(self):
        self._write(Part.TITLE, _sign(LABELS[Part.TITLE]))
        self._write(Part.OBJECT, _label(Part.OBJECT), self.meeting.title)
        self._when()
        self._participants()
        self._statements()
        self._items(Part.DEBATE, Part.POINT, self.meeting.debate_points.all())
        self._items(Part.DECISIONS, Part.DECISION, self.meeting.decisions.all())
        if self.meeting.minutes_author:
            self._write(Part.SIGNATORY, Piece(self.meeting.minutes_author, bold=True))
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()

    def _write(self, part, *pieces):
        word.paragraph(self.document, *pieces, style=part)

    def _when(self):
        place = [_sign(", "), _named(Named.PLACE, self.meeting.place)] if self.meeting.place else []
        self._write(Part.WHEN, _label(Part.WHEN), _named(Named.DATE, spelt(self.meeting.date)), *place)

    def _participants(self):
        listed = list(self.meeting.attendances.all())
        if listed:
            self._write(Part.PARTICIPANTS, _label(Part.PARTICIPANTS))
        for capacity in (Capacity.NATIONAL, Capacity.GTM_MEMBER, Capacity.COORDINATION, Capacity.GUEST):
            group = [attendance for attendance in listed if attendance.capacity == capacity]
            if group and capacity in GROUPS:
                self._write(GROUPS[capacity], _label(GROUPS[capacity]))
            for attendance in group:
                self._participant(attendance, is_last=attendance is group[-1])

    def _participant(self, attendance, is_last):
        name, presence = str(attendance.partner), attendance.presence
        end = "." if is_last else " ;"
        said = []
        if presence != Presence.PRESENT:
            said = [_sign(" ("), _named(Named.PRESENCE, PRESENCES[presence]), _sign(")")]
        if attendance.capacity == Capacity.COORDINATION:
            before = "Et le " if name.startswith("Coordonnateur") else "Et "
            self._write(Part.COORDINATOR, _sign(before), Piece(name, bold=True), *said, _sign("."))
        else:
            mark = "✓\t" if presence == Presence.PRESENT else "–\t"
            self._write(Part.PARTICIPANT, _sign(mark), name, *said, _sign(end))

    def _statements(self):
        for (kind, title), group in groupby(self.meeting.statements.all(), lambda one: (one.kind, one.title)):
            self._section(SECTIONS[kind], title, list(group))

    def _section(self, part, title, statements):
        """A heading and the statements under it; a presentation names its speaker itself and goes on in the line."""
        heading = _named(Named.HEADING, title) if title else _sign(LABELS[part])
        while part == Part.PRESENTATION and statements and _tells_who(statements[0]):
            self._write(part, heading, _sign(" : "), statements.pop(0).text)
        if statements:
            introduction = f" : {INTRODUCTIONS[part]}" if part in INTRODUCTIONS else " :"
            self._write(part, heading, _sign(introduction))
        for statement in statements:
            function = statement.speaker_function
            said = [_sign(", "), _named(Named.FUNCTION, function)] if function else []
            who = [_sign("✓\t"), _named(Named.SPEAKER, statement.speaker), *said, _sign(" : ")]
            self._write(Part.STATEMENT, *who, statement.text)

    def _items(self, heading, part, items):
        if items:
            introduction = [_sign(INTRODUCTIONS[heading])] if heading in INTRODUCTIONS else []
            self._write(heading, _label(heading), *introduction)
        for item in items:
            is_last = item is items[len(items) - 1]
            self._write(part, _sign("✓\t"), item.text, _sign(_end(item.text, is_last)))
            if part == Part.DECISION:
                self._answers(item)

    def _answers(self, decision):
        said = []
        if decision.responsible:
            said += [_sign(f"{RESPONSIBLE} : "), _named(Named.RESPONSIBLE, decision.responsible)]
        if decision.due:
            said += [_sign(" · ")] if said else []
            said += [_sign(f"{DUE} : "), _named(Named.DUE, spelt(decision.due))]
        if said:
            self._write(Part.ANSWERS, *said)


def _tells_who(statement):
    return presenter(statement.text) == (statement.speaker, statement.speaker_function)


def _end(text, is_last):
    """What stands behind an item: the last one, and one that ends as a sentence does, go without."""
    return " ;" if text.endswith(";") or not (is_last or text.endswith(SENTENCE_END)) else ""


def _sign(words):
    """Words that belong to the layout."""
    return _named(Named.SIGN, words)


def _named(name, words):
    return Piece(words, style=_id(name))


def _label(part):
    return Piece(f"{LABELS[part]} : ", bold=True, style=_id(Named.SIGN))


def _id(name):
    return name.replace(" ", "")


def _style(styles):
    """The styles by which the document says what each paragraph and each word is."""
    for name in Named:
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.bold = True if name in (Named.HEADING, Named.SPEAKER, Named.FUNCTION) else None
    for part in Part:
        style = styles.add_style(part, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, look = styles["Normal"], style.paragraph_format
        style.font.size, look.space_after = Pt(11), Pt(6)
        if part in HEADS:
            look.keep_with_next, look.space_before = True, Pt(10)
        if part in (*GROUPS.values(), Part.PARTICIPANTS, Part.COORDINATOR):
            look.space_before, look.space_after = Pt(6), Pt(3)
        if part in ITEMS:
            look.left_indent, look.first_line_indent = Cm(1.2), Cm(-0.6)
            look.tab_stops.add_tab_stop(Cm(1.2))
        if part in (Part.STATEMENT, Part.POINT, Part.DECISION, *SECTIONS.values()):
            look.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if part == Part.PARTICIPANT:
            look.space_after = Pt(1)
    answers, title, author = styles[Part.ANSWERS], styles[Part.TITLE], styles[Part.SIGNATORY]
    answers.paragraph_format.first_line_indent, answers.font.size = Cm(0), Pt(10)
    answers.font.italic = True
    title.font.bold, title.font.size = True, Pt(16)
    title.paragraph_format.alignment, title.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(14)
    author.paragraph_format.alignment, author.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.RIGHT, Pt(24)
