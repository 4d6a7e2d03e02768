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
        minutes, text, named = self.reader.minutes, line.text, line.named
        match line.part:
            case Part.OBJECT:
                minutes.title = text
            case Part.WHEN:
                minutes.date, _before, _after = words.day(named.get(Named.DATE, ""))
                minutes.place = named.get(Named.PLACE, "")
            case Part.SIGNATORY:
                minutes.author = text
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
        self.reader.begin(line.part, line.named.get(Named.HEADING, ""))
        # A presentation goes on where its title ends.
        if line.text and line.part in KINDS:
            self._statement(line)
        elif line.text:
            self.reader.minutes.unplaced.append(line.text)

    def _participant(self, line):
        capacity = Capacity.COORDINATION if line.part == Part.COORDINATOR else self.reader.capacity
        presence = SAID.get(line.named.get(Named.PRESENCE), Presence.PRESENT)
        self.reader.minutes.participants.append(Participant(line.text, capacity, presence))

    def _statement(self, line):
        speaker, function = line.named.get(Named.SPEAKER, ""), line.named.get(Named.FUNCTION, "")
        if line.part in KINDS:
            speaker, function = words.presenter(line.text)
        kind = KINDS.get(self.reader.section, Kind.OTHER)
        self.reader.minutes.statements.append(Statement(kind, self.reader.section_title, speaker, function, line.text))

    def _answer(self, line):
        decision = self.reader.minutes.decisions[-1]
        decision.responsible = line.named.get(Named.RESPONSIBLE, "")
        if due := line.named.get(Named.DUE):
            decision.due = words.day(due)[0]
