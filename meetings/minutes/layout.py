"""The layout of the minutes, as that of 24 December 2008 has it: the same for who writes them and for who reads them.

Its words are French whatever the language of the screen: the partners write to each other in that language. In a
document of ours each paragraph and each piece of it has a style that says what it is, so that it is read back to the
letter; in anybody else's the words have to do.
"""

import re
from enum import StrEnum

from gtm.lib.search import normalise
from meetings.models import Attendance, Statement

Capacity, Presence, Kind = Attendance.Capacity, Attendance.Presence, Statement.Kind


class Part(StrEnum):
    """What a paragraph is, by the name of its style."""

    TITLE = "CR titre"
    OBJECT = "CR objet"
    WHEN = "CR date et lieu"
    PARTICIPANTS = "CR participants"
    NATIONAL = "CR partenaires nationaux"
    MEMBERS = "CR membres du GTM"
    GUESTS = "CR invités"
    PARTICIPANT = "CR participant"
    COORDINATOR = "CR coordonnateur"
    OPENING = "CR ouverture"
    PRESENTATION = "CR présentation"
    OTHER = "CR interventions"
    STATEMENT = "CR intervention"
    DEBATE = "CR débat"
    POINT = "CR point du débat"
    DECISIONS = "CR décisions"
    DECISION = "CR décision"
    ANSWERS = "CR responsable et échéance"
    SIGNATORY = "CR signature"


class Named(StrEnum):
    """What words of a paragraph are, by the name of their style; those without one are its text."""

    SIGN = "CR signe"  # ticks, labels and points: of the layout, not of the meeting
    HEADING = "CR intitulé"
    SPEAKER = "CR intervenant"
    FUNCTION = "CR fonction"
    DATE = "CR date"
    PLACE = "CR lieu"
    PRESENCE = "CR présence"
    RESPONSIBLE = "CR responsable"
    DUE = "CR échéance"


GROUPS = {Capacity.NATIONAL: Part.NATIONAL, Capacity.GTM_MEMBER: Part.MEMBERS, Capacity.GUEST: Part.GUESTS}
SECTIONS = {Kind.OPENING: Part.OPENING, Kind.PRESENTATION: Part.PRESENTATION, Kind.OTHER: Part.OTHER}
# In the order of the minutes.
LABELS = {
    Part.TITLE: "COMPTE RENDU DE REUNION",
    Part.OBJECT: "Objet",
    Part.WHEN: "Date et lieu",
    Part.PARTICIPANTS: "Participants",
    Part.NATIONAL: "Partenaires nationaux",
    Part.MEMBERS: "Membres du GTM",
    Part.GUESTS: "Invités",
    Part.OPENING: "Ouverture de la réunion",
    Part.PRESENTATION: "Présentation",
    Part.OTHER: "Interventions",
    Part.DEBATE: "Résumé du débat",
    Part.DECISIONS: "Décisions prises",
}
PRESENCES = {Presence.EXCUSED: "excusé", Presence.ABSENT: "absent", Presence.INVITED: "invité"}
INTRODUCTIONS = {
    Part.OPENING: "la séance d’ouverture a été marquée par les allocutions suivantes :",
    Part.DEBATE: "le débat a dégagé les idées et propositions suivantes :",
}
RESPONSIBLE, DUE = "Responsable", "Échéance"
# Of which words a paragraph makes use; others are its text, whoever typed them in whatever style.
USES = {
    Part.WHEN: [Named.DATE, Named.PLACE],
    Part.PARTICIPANT: [Named.PRESENCE],
    Part.COORDINATOR: [Named.PRESENCE],
    Part.STATEMENT: [Named.SPEAKER, Named.FUNCTION],
    Part.ANSWERS: [Named.RESPONSIBLE, Named.DUE],
    **{part: [Named.HEADING] for part in SECTIONS.values()},
}
# All the signs that hold letters, in one text.
SIGNS = normalise(" | ".join([*LABELS.values(), *INTRODUCTIONS.values(), "Et le", RESPONSIBLE, DUE]))
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre"]
MONTHS += ["novembre", "décembre"]


def is_sign(words):
    """Whether words in the style of signs are some, and not what somebody typed beside one."""
    return not re.search(r"\w", words) or normalise(words).strip(" :.()") in SIGNS


def spelt(day):
    """``24 décembre 2008``, ``1er janvier 2009``"""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
