"""Cells of a table that somebody else laid out, cut into what our columns hold.

People put in one cell what the table keeps in two: a lead and its partners, an amount and its currency, a beginning
and an end. Nothing is guessed: what cannot be cut for certain stays as it was written, and is refused where it is read.
"""

import calendar
import re
from datetime import date, datetime

from actions.models import JointAction
from gtm.lib.cells import DateCell
from gtm.lib.search import normalise

SEPARATORS = re.compile(r"\s*(?:[/,;+•|]|\n|\s-\s|\s–\s|\s(?:et|and|&|و)\s)\s*")
CURRENCIES = {
    **dict.fromkeys(["mad", "dh", "dhs", "dirham", "dirhams", "د.م."], JointAction.Currency.MAD),
    **dict.fromkeys(["eur", "€", "euro", "euros"], JointAction.Currency.EUR),
    **dict.fromkeys(["usd", "$", "us$", "dollar", "dollars"], JointAction.Currency.USD),
}
MONEY = re.compile("|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True)))
MONTHS = {
    normalise(name): number
    for names in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
BOUNDS = re.compile(
    r"^\s*(?:du|de|from)?\s*(.+?)\s*(?:\s(?:au|à|jusqu'à|jusqu’à|to|until)\s|[–—]|\s-\s|(?<=\d{4})\s*[-/]\s*(?=\d{4}))\s*(.+?)\s*$"
)


def names(text, known):
    """The names in a cell, one a line: separators inside a name of `known` (normalised) cut nothing.

    >>> names("OIM / Ministère de l’Emploi, UNICEF", known)
    "OIM\\nMinistère de l’Emploi\\nUNICEF"
    """
    if normalise(text) in known:
        return text
    starts, ends, at = [], [], 0
    for separator in SEPARATORS.finditer(text):
        starts.append(at)
        ends.append(separator.start())
        at = separator.end()
    starts.append(at)
    ends.append(len(text))
    found, number = [], 0
    while number < len(starts):
        # The longest run of pieces that is a name; else the piece alone, for whoever reads it to refuse.
        last = next(
            (
                last
                for last in range(len(starts) - 1, number, -1)
                if normalise(text[starts[number] : ends[last]]) in known
            ),
            number,
        )
        found.append(text[starts[number] : ends[last]].strip())
        number = last + 1
    return "\n".join(filter(None, found))


def amount(value, heading=""):
    """(amount, currency or None) of a cell such as ``1 250,00 MAD``, or of a number below ``Budget (MAD)``."""
    said = MONEY.findall(normalise(value)) if isinstance(value, str) else []
    above = MONEY.findall(
        " ".join(re.findall(r"\((.*?)\)", normalise(heading)) or re.findall(r"\ben (\w+)", normalise(heading)))
    )
    codes = {CURRENCIES[word] for word in said or above}
    if len(codes) != 1:
        return value, None
    if said:
        # Only a currency beside the digits: "3 MDH" or "50 à 60 000 DH" stay as they are, and are refused.
        rest = MONEY.sub("", normalise(value), count=1).strip()
        if not re.fullmatch(r"[\d\s.,]+", rest):
            return value, None
        value = rest
    return value, codes.pop()


def period(value):
    """(start, end) of a cell such as ``2009-2011``, ``janvier 2009 – juin 2010`` or ``du 01/02/2009 au 30/06/2010``.

    A year alone is the whole year. What cannot be read is left for both: (value, value).
    """
    text = str(value)
    bounds = BOUNDS.match(text)
    first, last = bounds.groups() if bounds else (text, text)
    start, end = day(first, last=False), day(last, last=True)
    if isinstance(start, date) and isinstance(end, date):
        return start, end
    return value, value


def day(value, *, last):
    """The first or the `last` day of a month or a year in words; anything else as it is."""
    if isinstance(value, datetime | date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = normalise(value)
    if re.fullmatch(r"(19|20)\d\d", text):
        return date(int(text), 12, 31) if last else date(int(text), 1, 1)
    match = re.fullmatch(r"(?:(\d{1,2})(?:er)? )?([a-z]+) ((?:19|20)\d\d)", text)
    if match and match[2] in MONTHS:
        year, month = int(match[3]), MONTHS[match[2]]
        length = calendar.monthrange(year, month)[1]
        if not match[1]:
            return date(year, month, length if last else 1)
        return date(year, month, int(match[1])) if 1 <= int(match[1]) <= length else value
    match = re.fullmatch(r"(\d{1,2})[/.-]((?:19|20)\d\d)", text)
    if match and 1 <= int(match[1]) <= 12:
        year, month = int(match[2]), int(match[1])
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    try:
        return DateCell().clean(
            re.sub(r"[.-](?=\d{1,2}[.-]|\d{4}$)", "/", text) if re.match(r"\d{1,2}[.-]", text) else value
        )
    except ValueError:
        return value
