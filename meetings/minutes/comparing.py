"""What became of the minutes from one version to the next, in words."""

from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.translation import gettext as _

from gtm.lib.pieces import WORDS, compare
from meetings.minutes.layout import PRESENCES, spelt

GONE, KEPT, NEW = -1, 0, 1


class Difference(NamedTuple):
    """What is said otherwise: `how` is -1, 0 or 1 for gone, changed or new; pieces as in `gtm.lib.pieces`."""

    label: str
    how: int
    pieces: list


def differences(old, new):
    """[Difference] of two Minutes, in the order of the minutes."""
    found = []
    for (label, before), (_label, after) in zip(_sections(old), _sections(new), strict=True):
        steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for how, start, end, first, last in steps:
            if how != "equal":
                found += _told(label, before[start:end], after[first:last])
    return found


def _told(label, before, after):
    """Some lines that others took the place of: each with its like, what is left over gone or new."""
    both = min(len(before), len(after))
    for one, other in zip(before, after, strict=False):
        yield Difference(label, KEPT, compare(one, other, WORDS))
    yield from (Difference(label, GONE, [(GONE, text)]) for text in before[both:])
    yield from (Difference(label, NEW, [(NEW, text)]) for text in after[both:])


def _sections(minutes):
    """[(what it is, [texts])], always the same ones."""
    return [
        (_("Subject"), [minutes.title]),
        (_("Date and place"), [", ".join(filter(None, [spelt(minutes.date), minutes.place]))]),
        (_("Participant"), [_participant(one) for one in minutes.participants]),
        (_("Statement"), [_statement(one) for one in minutes.statements]),
        (_("Debate point"), [one.text for one in minutes.points]),
        (_("Decision"), [_decision(one) for one in minutes.decisions]),
        (_("Signature"), [minutes.author] if minutes.author else []),
    ]


def _participant(one):
    return f"{one.name} ({PRESENCES[one.presence]})" if one.presence in PRESENCES else one.name


def _statement(one):
    who = ", ".join(filter(None, [one.title, one.speaker, one.speaker_function]))
    return f"{who} : {one.text}"


def _decision(one):
    return " · ".join(filter(None, [one.text, one.responsible, one.due and spelt(one.due)]))
