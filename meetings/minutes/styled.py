"""Lines of a document of ours, which say by their styles what they are: read back to the letter."""

from meetings.minutes import words
from meetings.minutes.contents import Decision, Participant, Point, Statement
from meetings.minutes.layout import PRESENCES, SECTIONS, Capacity, Kind, Named, Part, Presence

KINDS = {part: kind for kind, part in SECTIONS.items()}
SAID = {word: presence for presence, word in PRESENCES.items()}


class Styled:
    """Takes the lines that have a style of ours; whoever reads the others goes on behind them."""

    def __init__(self, reader):
        self.reader = reader

    def take(self, line):
        """Find the place of a line by its style; False for a line without one."""
        if line.part is None:
            return False
        minutes, text = self.reader.minutes, line.text
        match line.part:
            case Part.OBJECT:
                self.reader.set("title", text)
            case Part.WHEN:
                self._when(line)
            case Part.SIGNATORY:
                self.reader.set("author", text)
                # What stands below is no decision.
                self.reader.flush()
                self.reader.begin(line.part)
                self.reader.is_fresh = False
            case Part.PARTICIPANT | Part.COORDINATOR:
                self._participant(line)
            case Part.STATEMENT:
                self._statement(line)
            case Part.POINT:
                minutes.points.append(Point(text))
            case Part.DECISION:
                minutes.decisions.append(Decision(text))
            case Part.ANSWERS if minutes.decisions:
                self._answer(line)
            case _:
                self._head(line)
        return True

    def _head(self, line):
        self.reader.flush()
        self.reader.begin(line.part, line.named.get(Named.HEADING, ""))
        # A presentation goes on where its title ends.
        if line.text and line.part in KINDS:
            self._statement(line)
        elif line.text:
            self.reader.minutes.unplaced.append(line.text)

    def _when(self, line):
        minutes, day = self.reader.minutes, line.named.get(Named.DATE, "")
        minutes.date, before, after = words.day(day)
        minutes.place = line.named.get(Named.PLACE, "")
        minutes.unplaced += filter(str.strip, [line.text, day if before or (after and after != day) else ""])
        minutes.unplaced += [day] if day and not minutes.date else []

    def _participant(self, line):
        capacity = Capacity.COORDINATION if line.part == Part.COORDINATOR else self.reader.capacity
        name, said = line.text, line.named.get(Named.PRESENCE, "")
        if said and said not in SAID:
            name = f"{name} ({said})"
        self.reader.minutes.participants.append(Participant(name, capacity, SAID.get(said, Presence.PRESENT)))

    def _statement(self, line):
        speaker, function = line.named.get(Named.SPEAKER, ""), line.named.get(Named.FUNCTION, "")
        statements = self.reader.minutes.statements
        if line.part in KINDS:
            speaker, function = words.presenter(line.text)
        elif not speaker and statements and not self.reader.is_fresh:
            # Somebody made two paragraphs of one.
            statements[-1].text += f"\n\n{line.text}"
            return
        self.reader.is_fresh = False
        kind = KINDS.get(self.reader.section, Kind.OTHER)
        statements.append(Statement(kind, self.reader.section_title, speaker, function, line.text))

    def _answer(self, line):
        decision, unplaced = self.reader.minutes.decisions[-1], self.reader.minutes.unplaced
        decision.responsible = line.named.get(Named.RESPONSIBLE, "")
        if due := line.named.get(Named.DUE):
            decision.due, before, after = words.day(due)
            unplaced += [due] if before.strip() or after.strip() else []
        unplaced += [line.text] if line.text.strip() else []
