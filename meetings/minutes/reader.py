"""Minutes taken line by line: each line finds its place by its style or by its words, or is kept to be shown."""

from meetings.minutes import lines, words
from meetings.minutes.contents import Decision, Minutes, Participant, Point, Statement
from meetings.minutes.layout import GROUPS, LABELS, SECTIONS, Capacity, Kind, Part, Presence
from meetings.minutes.styled import Styled
from meetings.minutes.words import Heading

SHORT, LONG = 100, 60  # characters of a signature at most, of a line that goes on at least
SIGNERS = 3  # lines of a signature
CAPACITIES = {part: capacity for capacity, part in GROUPS.items()}
KINDS = {part: kind for kind, part in SECTIONS.items()}


class Reader:
    """Goes through the lines, and knows under which heading it is."""

    def __init__(self):
        self.minutes = Minutes()
        self.styled = Styled(self)
        self.section = None
        self.section_title = ""
        self.is_fresh = True  # nothing stands under the heading yet
        self.capacity, self.presence = "", Presence.PRESENT
        self.ending = []  # short lines that may be the signature, if nothing comes after them

    def take(self, line):
        """Find the place of a line that only its words and its looks explain."""
        found = words.heading(
            line,
            among_participants=self.section == Part.PARTICIPANTS,
            under_decision=self.section == Part.DECISIONS and bool(self.minutes.decisions),
        )
        if found is None and line.lead == line.text and (line.is_heading or line.text.endswith(":")):
            found = self._unknown_heading(line)
        if found:
            self._head(*found)
        else:
            self._say(line)

    def _unknown_heading(self, line):
        """A heading of which only the looks tell: statements stand under it."""
        if self.section == Part.PARTICIPANTS and words.COORDINATOR.match(line.text):
            return None
        return Part.OTHER, line.text.rstrip(" \u00a0:"), ""

    def _head(self, part, label, rest):
        """Begin what a heading heads; `rest` stands behind it in the same line."""
        if part == Part.ANSWERS:
            self._answer(label, rest)
            return
        self.flush()
        if part == Part.TITLE and self.section:
            self.minutes.unplaced.append(f"{label} {rest}".strip())
            return
        if part == Part.TITLE:
            rest = ""
        self.begin(part, label)
        if rest:
            self._say(lines.Line(rest))

    def begin(self, part, label=""):
        """Stand under the heading of `part`; one of its own words, under which nothing stood, is kept to be shown."""
        self._leave()
        self.section, self.section_title, self.is_fresh = part, label, True
        if part in CAPACITIES:
            self.section, self.capacity, self.presence = Part.PARTICIPANTS, CAPACITIES[part], Presence.PRESENT
        elif part in (Heading.EXCUSED, Heading.ABSENT):
            self.section, self.presence = Part.PARTICIPANTS, Presence(part.value)
        elif part == Part.PARTICIPANTS:
            self.capacity, self.presence = "", Presence.PRESENT

    def _leave(self):
        if self.is_fresh and self.section in KINDS and self.section_title not in ("", *LABELS.values()):
            self.minutes.unplaced.append(self.section_title)

    def _say(self, line):
        """Put a line that is no heading where its section says."""
        introduces = self.is_fresh and not line.is_item and line.text.endswith(":") and len(line.text) <= words.LONGEST
        if introduces and self.section not in (None, Part.OBJECT, Part.WHEN, Part.TITLE):
            self.minutes.introductions.append(line.text)
            return
        was_fresh, self.is_fresh = self.is_fresh, False
        match self.section:
            case Part.OBJECT | Part.WHEN | Heading.DATE | Heading.PLACE | Part.SIGNATORY if was_fresh:
                self._state(line.text)
            case Part.PARTICIPANTS:
                self._participants(line.text)
            case Part.OPENING | Part.PRESENTATION | Part.OTHER:
                self._statement(line)
            case Part.DEBATE:
                self._item(line, self.minutes.points, Point)
            case Part.DECISIONS:
                self._item(line, self.minutes.decisions, Decision)
            case _:
                self.minutes.unplaced.append(line.text)

    def _state(self, text):
        match self.section:
            case Part.OBJECT:
                self.set("title", words.title(text))
            case Part.SIGNATORY:
                self.set("author", text)
            case Heading.PLACE:
                self.set("place", words.place(text))
            case _:
                day, before, after = words.day(text)
                if day:
                    self.set("date", day, text)
                if before := words.BEFORE_DAY.sub("", before):
                    after = f"{before}{after}"
                if found := words.place(after):
                    self.set("place", found)

    def set(self, name, value, said=""):
        """The first one holds; what comes after it is shown."""
        if getattr(self.minutes, name):
            self.minutes.unplaced.append(said or value)
        else:
            setattr(self.minutes, name, value)

    def _participants(self, text):
        if coordinator := words.COORDINATOR.match(text):
            [(name, presence)] = words.participants(text[coordinator.end() :].replace(";", ",").rstrip(" ,"))
            self.minutes.participants.append(Participant(name, Capacity.COORDINATION, presence))
            return
        for name, presence in words.participants(text):
            presence = self.presence if presence == Presence.PRESENT else presence
            self.minutes.participants.append(Participant(name, self.capacity, presence))

    def _statement(self, line):
        kind, statements = KINDS[self.section], self.minutes.statements
        is_first = not statements or (statements[-1].kind, statements[-1].title) != (kind, self.section_title)
        told = words.speaker(line) if line.is_item or line.lead or (is_first and kind == Kind.OPENING) else None
        if told is None and not (is_first or line.is_item):
            statements[-1].text = self._joined(statements[-1].text, line)
            return
        name, function, text = told or (*words.presenter(line.text), line.text)
        statements.append(Statement(kind, self.section_title, name, function, text))

    def _item(self, line, items, kind):
        """A point or a decision, or the rest of one; short lines wait, for they may be the signature."""
        goes_on = items and not line.is_item and not self.ending and self._goes_on(items[-1].text, line)
        if goes_on:
            items[-1].text = words.item(self._joined(items[-1].text, line))
        elif items and not line.is_item and self._may_sign(line):
            self.ending.append(line)
        else:
            self.flush()
            items.append(kind(words.item(line.text)))

    def _may_sign(self, line):
        return len(line.text) <= SHORT and not line.text.endswith((*words.SENTENCE_END, ","))

    def _goes_on(self, before, line):
        """Whether a page's end, or a line's, cut a sentence in two."""
        is_open = not before.endswith(words.SENTENCE_END)
        last = len(before) - before.rfind("\n") - 1
        return is_open and (line.text[:1].islower() or (line.follows and last >= LONG and not line.lead))

    def _joined(self, before, line):
        return before + (" " if self._goes_on(before, line) else "\n" if line.follows else "\n\n") + line.text

    def _answer(self, label, text):
        """Who answers for the last decision, or by when; « Responsable : X · Échéance : 30 juin 2009 » says both."""
        decision, unplaced = self.minutes.decisions[-1], self.minutes.unplaced
        if label.casefold().startswith("responsable"):
            said, _dot, text = (half.strip() for half in text.partition(" · "))
            if decision.responsible:
                unplaced.append(said)
            else:
                decision.responsible = said
        if text:
            due, before, after = words.day(text)
            if decision.due or not due or after.strip(" .") or before.strip(" :").casefold() not in ("", "échéance"):
                unplaced.append(text)
            decision.due = decision.due or due

    def flush(self):
        """Something came after the short lines: they were no signature."""
        for line in self.ending:
            items, kind = (
                (self.minutes.decisions, Decision) if self.section == Part.DECISIONS else (self.minutes.points, Point)
            )
            items.append(kind(words.item(line.text)))
        self.ending = []

    def finish(self):
        """What was read, once nothing comes any more."""
        if 0 < len(self.ending) <= SIGNERS and not self.minutes.author:
            self.minutes.author, self.ending = ", ".join(line.text for line in self.ending), []
        self.flush()
        self._leave()
        return self.minutes
