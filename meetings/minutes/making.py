"""The minutes of a meeting as they are now, or as they were approved: what they say, and their document."""

import hashlib
import json
from typing import NamedTuple

from meetings.minutes import template, writing
from meetings.minutes.contents import Decision, Minutes, Participant, Point, Statement
from meetings.minutes.layout import Capacity

ORDER = [Capacity.NATIONAL, Capacity.GTM_MEMBER, Capacity.COORDINATION, Capacity.GUEST]


class Made(NamedTuple):
    """Minutes as a version keeps them."""

    said: dict
    content_hash: str
    document: bytes


def of(meeting):
    """The Minutes of a meeting that came with all that they print: see `MeetingQuerySet.with_minutes`."""
    listed = sorted(meeting.attendances.all(), key=lambda one: ORDER.index(one.capacity))
    return Minutes(
        title=meeting.title,
        date=meeting.date,
        place=meeting.place,
        author=meeting.minutes_author,
        participants=[Participant(str(one.partner), one.capacity, one.presence) for one in listed],
        statements=[
            Statement(one.kind, one.title, one.speaker, one.speaker_function, one.text)
            for one in meeting.statements.all()
        ],
        points=[Point(one.text) for one in meeting.debate_points.all()],
        decisions=[Decision(one.text, one.responsible, one.due) for one in meeting.decisions.all()],
    )


def digest(meeting):
    """What the minutes say, in a word: another one if they say something else."""
    return _digest(of(meeting).said)


def make(meeting):
    """The minutes of a meeting as they would be kept now."""
    minutes = of(meeting)
    return Made(minutes.said, _digest(minutes.said), document(minutes))


def document(minutes):
    """Minutes in the template that is in use, in bytes."""
    return writing.write(minutes, template.content(template.in_use()))


def _digest(said):
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
