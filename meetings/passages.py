"""Where in its minutes a meeting says what somebody searches for."""

from typing import NamedTuple

from gtm.lib.search import normalise, words
from meetings.querysets import SEARCHED

# With which the places of the parts begin, on the page of the meeting.
ANCHORS = {"statements": "statement", "debate_points": "debate-point", "decisions": "decision"}
MOST = 5  # of a meeting
BEFORE, AFTER = 10, 25  # words around the one that was found


class Passage(NamedTuple):
    """Some words of a part of the minutes, and where they stand."""

    label: str
    url: str
    text: str


def passages(meeting, query):
    """The parts of `meeting` that hold every word of `query`, the first few."""
    wanted = words(query)
    found = []
    for name, columns in SEARCHED.items() if wanted else ():
        for part in getattr(meeting, name).all():
            text = normalise(" ".join(getattr(part, column) for column in columns))
            if all(word in text for word in wanted):
                url = f"{meeting.get_absolute_url()}#{ANCHORS[name]}-{part.number}"
                found.append(Passage(getattr(part, "label", "") or part.speaker, url, _excerpt(part.text, wanted)))
    return found[:MOST]


def _excerpt(text, wanted):
    """The words around the first one that is wanted."""
    said = text.split()
    first = next((n for n, one in enumerate(said) if any(word in normalise(one) for word in wanted)), 0)
    start, end = max(first - BEFORE, 0), first + AFTER
    cut = " ".join(said[start:end])
    return f"{'… ' if start else ''}{cut}{' …' if end < len(said) else ''}"
