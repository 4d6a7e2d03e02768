"""What the words of a line tell where no style does: headings, dates, places, who speaks."""

import re
from datetime import date
from enum import StrEnum

from gtm.lib.search import normalise
from meetings.minutes.layout import MONTHS, PRESENCES, Part, Presence


class Heading(StrEnum):
    """Headings that documents of ours do not have."""

    DATE, PLACE, EXCUSED, ABSENT = "date", "place", "excused", "absent"


LONGEST = 200  # of a heading
HEADINGS = [
    (Part.TITLE, r"(compte[- ]rendu|proces[- ]verbal)( de (la )?reunion)?"),
    (Part.OBJECT, r"objet( de la reunion)?"),
    (Part.WHEN, r"date et lieu|lieu et date"),
    (Heading.DATE, r"date( de la reunion)?"),
    (Heading.PLACE, r"lieu( de la reunion)?"),
    (Part.PARTICIPANTS, r"(liste des )?(participants|presents)|etaient presents"),
    (Part.OPENING, r"(seance d')?ouverture\b.*"),
    (Part.PRESENTATION, r"presentations?\b.*"),
    (Part.OTHER, r"(autres )?interventions?"),
    (Part.DEBATE, r"(resume|synthese) (du|des) (debat|discussion)s?|debats?|discussions?"),
    (Part.DECISIONS, r"(principales )?decisions?( prises| adoptees)?( par la reunion)?"),
    (Part.SIGNATORY, r"redige par|rapporteure?|secretaire de seance|signataire"),
]
AMONG_PARTICIPANTS = [
    (Part.NATIONAL, r"partenaires nationaux"),
    (Part.MEMBERS, r"membres? du (gtm|groupe( thematique)?( migration)?)"),
    (Heading.EXCUSED, r"(absents )?excuse(e)?s"),
    (Heading.ABSENT, r"absent(e)?s"),
    (Part.GUESTS, r"(autres )?(invites|participants|observateurs)"),
]
UNDER_DECISION = [(Part.ANSWERS, r"responsables?|echeance")]
COORDINATOR = re.compile(r"(?:et\s+)?(?:(?:le|la)\s+)?(?=Coordonnat)", re.IGNORECASE)
# ``du 24 décembre 2008``, ``1er janvier 2009``, ``24/12/2008``, ``2008-12-24``
WRITTEN = re.compile(rf"(?<!\w)(\d{{1,2}})(?:er)?\s+({'|'.join(MONTHS)}|fevrier|aout|decembre)\s+(\d{{4}})\b", re.I)
NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
# ``, le mercredi`` before a date, ``, au`` and ``à l’`` before a place
BEFORE_DAY = re.compile(r"[\s,;:–-]*(?:\ble\s*)?(?:\b(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)\s*)?$", re.I)
BEFORE_PLACE = re.compile(r"[\s,;:–—-]*(?:(?:à|dans) l['’]|(?:au|aux|à la|à|dans la|dans le|en)\s+)?", re.I)
SENTENCE_END = tuple(".!?…:;»)")
PERSON = re.compile(
    r"((?:MM?\.|Mme\.?|Mlle\.?|Mr\.?|Dr\.?|Pr\.?|S\.E\.(?:\s?M\.)?|Son Excellence)\s[^,:\n]{1,120}), "
    r"([^\n]{1,150}?),? (?:a|ont|avait)\s"
)


def heading(line, *, among_participants=False, under_decision=False):
    """(what it heads, its words, what follows them in the line), or None where it is no heading."""
    if line.is_item and not line.lead:
        return None
    label, rest = _label(line)
    key = normalise(label).rstrip(" :.")
    known = AMONG_PARTICIPANTS * among_participants + UNDER_DECISION * under_decision + HEADINGS
    found = next((part for part, pattern in known if re.fullmatch(pattern, key)), None)
    if found is None or (line.is_item and found not in (Part.ANSWERS,)):
        return None
    return found, label.rstrip(" \u00a0\u202f:."), rest


def _label(line):
    """The words of a line that may be its heading, and the others."""
    if line.lead and len(line.lead) <= LONGEST:
        return line.lead, line.text[len(line.lead) :].lstrip(" \u00a0\u202f:\t")
    label, colon, rest = line.text.partition(":")
    return (label, rest.strip()) if colon and len(label) <= LONGEST else (line.text[: LONGEST + 1], "")


def speaker(line):
    """(speaker, function, what was said) of a line that begins with them before a colon, or None."""
    label, rest = _label(line)
    is_led = label.rstrip().endswith(":") or line.text[len(label) :].lstrip(" \u00a0\u202f").startswith(":")
    if not is_led or not rest:
        return None
    name, _comma, function = label.rstrip(" \u00a0\u202f:").partition(",")
    return name.strip(), function.strip(), rest


def presenter(text):
    """(speaker, function) of a text that begins with them and says what they did, or two empty strings."""
    found = PERSON.match(text)
    return (found[1], found[2]) if found else ("", "")


def day(text):
    """(date or None, the text before it, the text after it)"""
    for pattern, order in ((WRITTEN, (3, 2, 1)), (NUMBERS, (3, 2, 1)), (ISO, (1, 2, 3))):
        if found := pattern.search(text):
            year, month, number = (found[index] for index in order)
            try:
                month = int(month) if month.isdecimal() else _month(month)
                return date(int(year), month, int(number)), text[: found.start()], text[found.end() :]
            except ValueError:
                continue
    return None, "", text


def _month(name):
    return [normalise(month) for month in MONTHS].index(normalise(name)) + 1


def place(text):
    """``Siège du MAEC`` of ``, au siège du MAEC.``"""
    found = text[BEFORE_PLACE.match(text).end() :].strip().removesuffix(".").rstrip()
    return _capitalised(found)


def title(text):
    """An object without its final point."""
    return _capitalised(text.strip().removesuffix(".").rstrip())


def _capitalised(text):
    return text[:1].upper() + text[1:]


def item(text):
    """The text of an item without the semicolon after it."""
    return re.sub(r"\s*;$", "", text)


def participants(text):
    """[(name, presence)] of a line of the list."""
    return [_participant(part) for part in text.split(";") if re.search(r"\w", part)]


def _participant(text):
    text = text.strip().removesuffix(".").rstrip()
    for presence, word in PRESENCES.items():
        if found := re.search(rf"\s*[(,]\s*{word}(?:e|s|es)?\)?$", text, re.IGNORECASE):
            return text[: found.start()], presence
    return text, Presence.PRESENT
