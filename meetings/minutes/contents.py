"""What minutes say, before or after they are rows of the database."""

import datetime
from dataclasses import asdict, dataclass, field


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
    def said(self):
        """What they say, as JSON holds it."""
        kept = asdict(self)
        for name in ("introductions", "unplaced"):
            del kept[name]
        for dated in (kept, *kept["decisions"]):
            for name in {"date", "due"} & dated.keys():
                dated[name] = dated[name] and dated[name].isoformat()
        return kept

    @classmethod
    def of(cls, said):
        """The minutes of which `said` tells."""
        parts = {"participants": Participant, "statements": Statement, "points": Point}
        minutes = cls(**said | {name: [kind(**one) for one in said[name]] for name, kind in parts.items()})
        minutes.date = _day(said["date"])
        minutes.decisions = [Decision(**one | {"due": _day(one["due"])}) for one in said["decisions"]]
        return minutes

    @property
    def size(self):
        """How many parts there are."""
        return len(self.participants) + len(self.statements) + len(self.points) + len(self.decisions)


def _day(written):
    return datetime.date.fromisoformat(written) if written else None
