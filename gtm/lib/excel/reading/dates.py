"""Dates, which a workbook keeps as numbers of days that only the cell's format tells from other numbers."""

import re
from datetime import date, datetime, time, timedelta

# ECMA-376, 18.8.30: formats that programs know by number, also those of East Asian dates.
BUILT_IN = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
LONGEST_FORMAT = 255
# Quoted, escaped, padding and filling characters, colours and languages; elapsed time ([h]) is no date.
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
LEAP_DAY = 60  # 29 February 1900, which Excel believes in


def is_date(code):
    """Whether numbers in the format `code` are shown as a date or as a time of day."""
    if len(code) > LONGEST_FORMAT:
        return False
    shown = LITERAL.sub("", code).partition(";")[0]
    return not ELAPSED.search(shown) and "general" not in shown.lower() and bool(DATE.search(shown))


def from_serial(days, since_1904):
    """The date, the date and time, or for less than one day the time. Raise ValueError or OverflowError."""
    whole, fraction = divmod(days, 1)
    since_midnight = timedelta(milliseconds=round(fraction * 86_400_000))
    if days < 0 or (not since_1904 and int(whole) == LEAP_DAY):
        raise ValueError(f"no such day: {days}")
    if days < 1 and since_midnight.days == 0:
        return (datetime.min + since_midnight).time()
    if not since_1904 and whole < LEAP_DAY:
        whole += 1
    moment = EPOCHS[since_1904] + timedelta(days=whole) + since_midnight
    return moment if moment.time() != time.min else moment.date()


def from_iso(text):
    """The same from a text as in ISO 8601. Raise ValueError."""
    if "T" not in text:
        return date.fromisoformat(text) if "-" in text else time.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.utcoffset():
        raise ValueError(f"not a local time: {text[:40]}")
    return moment.replace(tzinfo=None)
