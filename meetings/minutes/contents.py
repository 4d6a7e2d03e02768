"""What minutes say, before or after they are rows of the database."""

import datetime
from dataclasses import dataclass, field


@dataclass
class Participant:
    """Somebody on the list, by the name that stands there; `capacity` is empty where the list has no groups."""

    name: str
    capacity: str = ""
    presence: str = "present"


@dataclass
class Statement:
    """An address or a presentation."""

    kind: str
    title: str = ""
    speaker: str = ""
    speaker_function: str = ""
    text: str = ""


@dataclass
class Point:
    """An idea or proposal that came out of the debate."""

    text: str


@dataclass
class Decision:
    """What was decided, who answers for it and by when."""

    text: str
    responsible: str = ""
    due: datetime.date | None = None


@dataclass
class Minutes:
    """The minutes of a meeting."""

    title: str = ""
    date: datetime.date | None = None
    place: str = ""
    author: str = ""
    participants: list[Participant] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    # What only introduces a list, and what could not be placed: shown to who imports, and kept nowhere.
    introductions: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    @property
    def size(self):
        """How many parts there are."""
        return len(self.participants) + len(self.statements) + len(self.points) + len(self.decisions)
