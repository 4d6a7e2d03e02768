"""The minutes as a Word document, in the layout of those of 24 December 2008.

Every paragraph and every piece of it has a style by name, so that the document may be restyled in Word, and is read
back to the letter. What is said here stands on the page of the meeting, too; no joint action is named.
"""

from itertools import groupby

from django.utils import translation

from gtm.lib.word import Piece
from meetings.minutes import template
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


def write(minutes, content):
    """The Minutes in bytes, in the template `content`."""
    with translation.override("fr"):
        title = f"{LABELS[Part.TITLE]} · {minutes.title}"
        sheet = template.Sheet(content, title=title, subject=minutes.title, date=spelt(minutes.date))
        put(sheet, minutes)
        return sheet.bytes()


def put(sheet, minutes):
    """Write the Minutes into a template.Sheet."""
    _Writer(sheet, minutes).write()


class _Writer:
    """Goes through the minutes, part after part."""

    def __init__(self, sheet, minutes):
        self.add, self.minutes = sheet.add, minutes

    def write(self):
        self.add(Part.TITLE, _sign(LABELS[Part.TITLE]))
        self.add(Part.OBJECT, _label(Part.OBJECT), self.minutes.title)
        self._when()
        self._participants()
        self._statements()
        self._items(Part.DEBATE, Part.POINT, self.minutes.points)
        self._items(Part.DECISIONS, Part.DECISION, self.minutes.decisions)
        if self.minutes.author:
            self.add(Part.SIGNATORY, Piece(self.minutes.author, bold=True))

    def _when(self):
        place = [_sign(", "), _named(Named.PLACE, self.minutes.place)] if self.minutes.place else []
        self.add(Part.WHEN, _label(Part.WHEN), _named(Named.DATE, spelt(self.minutes.date)), *place)

    def _participants(self):
        listed = self.minutes.participants
        if listed:
            self.add(Part.PARTICIPANTS, _label(Part.PARTICIPANTS))
        for capacity in (Capacity.NATIONAL, Capacity.GTM_MEMBER, Capacity.COORDINATION, Capacity.GUEST):
            group = [one for one in listed if one.capacity == capacity]
            if group and capacity in GROUPS:
                self.add(GROUPS[capacity], _label(GROUPS[capacity]))
            for one in group:
                self._participant(one, is_last=one is group[-1])

    def _participant(self, participant, is_last):
        name, presence = participant.name, participant.presence
        end = "." if is_last else " ;"
        said = []
        if presence != Presence.PRESENT:
            said = [_sign(" ("), _named(Named.PRESENCE, PRESENCES[presence]), _sign(")")]
        if participant.capacity == Capacity.COORDINATION:
            before = "Et le " if name.startswith("Coordonnateur") else "Et "
            self.add(Part.COORDINATOR, _sign(before), Piece(name, bold=True), *said, _sign("."))
        else:
            mark = "✓\t" if presence == Presence.PRESENT else "–\t"
            self.add(Part.PARTICIPANT, _sign(mark), name, *said, _sign(end))

    def _statements(self):
        for (kind, title), group in groupby(self.minutes.statements, lambda one: (one.kind, one.title)):
            self._section(SECTIONS[kind], title, list(group))

    def _section(self, part, title, statements):
        """A heading and the statements under it; a presentation names its speaker itself and goes on in the line."""
        heading = _named(Named.HEADING, title) if title else _sign(LABELS[part])
        while part == Part.PRESENTATION and statements and _tells_who(statements[0]):
            self.add(part, heading, _sign(" : "), statements.pop(0).text)
        if statements:
            introduction = f" : {INTRODUCTIONS[part]}" if part in INTRODUCTIONS else " :"
            self.add(part, heading, _sign(introduction))
        for statement in statements:
            function = statement.speaker_function
            said = [_sign(", "), _named(Named.FUNCTION, function)] if function else []
            who = [_sign("✓\t"), _named(Named.SPEAKER, statement.speaker), *said, _sign(" : ")]
            self.add(Part.STATEMENT, *who, statement.text)

    def _items(self, heading, part, items):
        if items:
            introduction = [_sign(INTRODUCTIONS[heading])] if heading in INTRODUCTIONS else []
            self.add(heading, _label(heading), *introduction)
        for item in items:
            is_last = item is items[-1]
            self.add(part, _sign("✓\t"), item.text, _sign(_end(item.text, is_last)))
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
            self.add(Part.ANSWERS, *said)


def _tells_who(statement):
    return presenter(statement.text) == (statement.speaker, statement.speaker_function)


def _end(text, is_last):
    """What stands behind an item: the last one, and one that ends as a sentence does, go without."""
    return " ;" if text.endswith(";") or not (is_last or text.endswith(SENTENCE_END)) else ""


def _sign(words):
    """Words that belong to the layout."""
    return _named(Named.SIGN, words)


def _named(name, words):
    return Piece(words, style=name)


def _label(part):
    return Piece(f"{LABELS[part]} : ", bold=True, style=Named.SIGN)
