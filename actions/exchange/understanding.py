"""What a cell of a returned table means: the stored value, or a sentence that says why there is none.

People and their programs write one value in many ways; what may mean two things is refused, never guessed.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel, to_excel

from actions.columns import Kind
from actions.exchange.naming import Names
from actions.models import JointAction
from gtm.lib.cells import TextCell, squeeze
from gtm.lib.excel.reading import Unreadable

SPACES = re.compile(r"[^\S\n]")
# 1.250 or 1,250: one and a quarter to some, a thousand and more to others.
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?")
# A date whose cell lost its format is a number of days; a lesser one may as well be a year.
DAYS = range(int(to_excel(date(1950, 1, 1))), int(to_excel(date(2100, 1, 1))))


class Understood(NamedTuple):
    """A stored value, and the sentence that a person should read before it is taken."""

    stored: object
    doubt: str = ""


def is_empty(raw):
    return raw is None or (isinstance(raw, str) and not raw.strip())


def as_written(raw):
    """What the sender wrote, as text."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "VRAI" if raw else "FAUX"
    if isinstance(raw, date):
        return formats.date_format(raw, "SHORT_DATE_FORMAT")
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw)


def folded(text):
    """`text` without what passing through a program or a keyboard may change: padding, kinds of spaces, line ends."""
    return unicodedata.normalize("NFC", SPACES.sub(" ", squeeze(text)))


class Reader:
    """Reads cells. `table` is the StoredTable that its sender saw, whose names for things are understood too."""

    def __init__(self, table=None):
        self.table = table
        self._names = {}

    def read(self, column, raw):
        """Return what is Understood. Raises ValueError with a sentence for the person."""
        if isinstance(raw, Unreadable):
            raise ValueError(
                _("“%(value)s” is an error or a formula without a saved result: put its value there.") % {"value": raw}
            )
        if is_empty(raw):
            return Understood([] if column.kind == Kind.LIST else None)
        if column.rows:
            return Understood(*self.names(column.rows).read(as_written(raw), single=column.kind == Kind.ROW))
        value = READERS.get(column.kind, _text)(column, raw)
        if column.is_editable:
            _check(column, value)
        is_whole = column.kind == Kind.PERCENT and _is_number(raw) and raw == 1
        return Understood(
            column.store(value), _("The number 1 was taken for the whole, one hundred percent.") if is_whole else ""
        )

    def names(self, model):
        if model not in self._names:
            self._names[model] = Names(model, self.table)
        return self._names[model]

    def written(self, column):
        """A function that gives the value of the cell of `column` in which a stored value left.

        It is only a short cut: what differs from it is read, and compared by its meaning.
        """
        match column.kind:
            case Kind.TEXT | Kind.LONG_TEXT:
                return lambda stored: stored
            case Kind.DATE:
                make = date.fromisoformat
            case Kind.AMOUNT:
                make = float
            case Kind.PERCENT:
                make = lambda stored: stored / 100  # noqa: E731
            case _:
                make = lambda stored: self.table.text(column, stored) or None  # noqa: E731
        known = {None: None}

        def write(stored):
            key = tuple(stored) if isinstance(stored, list) else stored
            if key not in known:
                known[key] = make(stored)
            return known[key]

        return write

    def same(self, column, raw, understood, stored):
        """Whether a cell says what is `stored`, however it is written."""
        if understood.stored == stored:
            return True
        if column.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            return folded(understood.stored or "") == folded(stored or "")
        if column.kind == Kind.LIST and not column.rows:
            return sorted(map(folded, understood.stored)) == sorted(map(folded, stored or []))
        # A percentage without its sign or format: 1 is 1 % or the whole.
        return column.kind == Kind.PERCENT and stored is not None and _number(raw) in {stored, stored / 100}


def _is_number(raw):
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def _number(raw):
    try:
        return float(str(raw).strip(" %\u00a0\u202f").replace(",", "."))
    except ValueError:
        return None


def _text(column, raw):
    if isinstance(raw, bool | date):
        raw = as_written(raw)
    return TextCell().clean(raw)


def _lines(column, raw):
    return list(filter(None, map(str.strip, str(raw).splitlines())))


def _date(column, raw):
    if _is_number(raw) and raw in DAYS:
        raw = from_excel(raw)
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, str) and (match := MIDNIGHT.fullmatch(raw.strip())):
        raw = match[1]
    return column.cell().clean(raw)


def _amount(column, raw):
    if isinstance(raw, str):
        raw = _plain("".join(raw.split()))
    return column.cell().clean(raw)


def _plain(digits):
    """Digits without thousands separators, where these are certain."""
    if AMBIGUOUS.fullmatch(digits):
        raise ValueError(
            _("“%(value)s” may be read in two ways: write it as 1 250,00, with no point or comma between thousands.")
            % {"value": digits}
        )
    if GROUPED.fullmatch(digits):
        point = max(digits.rfind("."), digits.rfind(","))
        whole, fraction = (digits[:point], digits[point + 1 :]) if digits.count(digits[point]) == 1 else (digits, "")
        digits = re.sub("[.,]", "", whole) + (f".{fraction}" if fraction else "")
    return digits


def _percent(column, raw):
    if _is_number(raw) and 0 <= raw <= 1:
        raw = round(raw * 100, 9)
    elif isinstance(raw, str) and re.fullmatch(r"0[.,]\d{1,2}", raw.strip()):
        raw = round(float(raw.replace(",", ".")) * 100, 9)
    value = column.cell().clean(raw)
    if not 0 <= value <= 100:
        raise ValueError(_("“%(value)s” is not a percentage from 0 to 100.") % {"value": as_written(raw)})
    return value


def _word(column, raw):
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return column.cell().clean(raw)


# They return a value, or raise ValueError.
READERS = {
    Kind.LIST: _lines,
    Kind.DATE: _date,
    Kind.AMOUNT: _amount,
    Kind.PERCENT: _percent,
    Kind.CHOICE: _word,
    Kind.BOOLEAN: _word,
}


def _check(column, value):
    """Refuse what the field would never take."""
    try:
        JointAction._meta.get_field(column.name).clean(value, None)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
