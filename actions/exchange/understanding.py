"""What a cell of a returned table means: the stored value, or a sentence that says why there is none.

People and their programs write one value in many ways; what may mean two things is refused, never guessed.
"""

import re
import unicodedata
from collections import defaultdict
from datetime import date, datetime
from difflib import get_close_matches
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel, to_excel

from actions.columns import COLUMNS, Kind
from actions.exchange import cutting
from actions.models import JointAction
from gtm.lib.cells import TextCell, squeeze
from gtm.lib.excel.reading import Unreadable
from gtm.lib.search import normalise
from partners.models import Partner

SPACES = re.compile(r"[^\S\n]")
# 1.250 or 1,250: one and a quarter to some, a thousand and more to others.
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?")
# A date whose cell lost its format is a number of days; a lesser one may as well be a year.
DAYS = range(int(to_excel(date(1950, 1, 1))), int(to_excel(date(2100, 1, 1))))


MOST = 100  # names in a cell
SHORT, LIKENESS = 3, 0.75
GUESSES = 1_000  # unknown names that are compared with all others, each in a millisecond
# {model: what gives all that a row of it may be called}, as the columns declare it
CALLED = {column.rows: column.cell().names for column in COLUMNS if column.rows}


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
            return self.names(column.rows).read(raw, single=column.kind == Kind.ROW)
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


def split_amount(raw):
    """(amount, currency or None) of a cell such as ``1 250,00 MAD``."""
    return cutting.amount(raw) if isinstance(raw, str) else (raw, None)


class Names:
    """What the rows of a model are called: today, and on the day when the workbook left."""

    def __init__(self, model, table):
        self.model = model
        self.keys = defaultdict(set)  # {normalised name: natural keys}
        self.shown = {}  # {natural key: name of today}
        self._guesses = {}  # {normalised unknown name: natural key or None}
        self.proper = set()  # (normalised name, natural key) of the names that stand in the table itself
        then = defaultdict(set)
        for key, names, others in _of_then(model, table):
            self._add(then, key, names, others)
        for key, shown, names, others in _of_today(model):
            self.shown[key] = shown
            self._add(self.keys, key, names, others)
        # The sender wrote in the words of that day.
        self.keys |= then

    def _add(self, index, key, names, others):
        for name in map(normalise, filter(None, names)):
            index[name].add(key)
            self.proper.add((name, key))
        for name in map(normalise, filter(None, others)):
            index[name].add(key)

    def read(self, raw, *, single):
        """The natural keys that a cell names, one a line or between semicolons."""
        text = as_written(raw)
        names = [text] if single else list(self._split(text))
        if len(names) > MOST:
            raise ValueError(_("More than %(number)s names stand in one cell.") % {"number": MOST})
        found, doubts, errors = {}, [], []
        for name in names:
            try:
                key = self._key(name.strip())
            except ValueError as error:
                errors.append(str(error))
                continue
            found[key] = None
            if (normalise(name), key) not in self.proper:
                words = {"written": name.strip(), "understood": self.shown.get(key, key)}
                doubts.append(_("“%(written)s” was understood as %(understood)s.") % words)
        if errors:
            raise ValueError(" ".join(errors))
        return Understood(next(iter(found)) if single else sorted(found), " ".join(doubts))

    def _split(self, text):
        for line in text.splitlines():
            # A name may hold a semicolon itself.
            yield from [line] if normalise(line) in self.keys else filter(str.strip, line.split(";"))

    def _key(self, name):
        keys = self.keys.get(normalise(name), ())
        if len(keys) == 1:
            return next(iter(keys))
        words = {"value": name, "rows": self.model._meta.verbose_name_plural}
        if keys:
            raise ValueError(_("“%(value)s” stands for more than one of the %(rows)s.") % words)
        if near := self._near(normalise(name)):
            words["near"] = self.shown.get(near, near)
            raise ValueError(_("“%(value)s” is not among the %(rows)s: was “%(near)s” meant?") % words)
        raise ValueError(_("“%(value)s” is not among the %(rows)s.") % words)

    def _near(self, name):
        """The key whose name is spelt much like `name`, or None; short names are near to each other by nature."""
        if name not in self._guesses and len(self._guesses) < GUESSES:
            names = get_close_matches(name, self.keys, 1, LIKENESS) if len(name) > SHORT else []
            keys = self.keys[names[0]] if names else ()
            self._guesses[name] = next(iter(keys)) if len(keys) == 1 else None
        return self._guesses.get(name)


def _of_then(model, table):
    """(natural key, names, other names) as the head of `table` has them."""
    if table is None:
        return
    for key, shown in table.head.names.get(model._meta.model_name, {}).items():
        yield key, [shown], []
    if model is Partner:
        for key, acronym, name, _kind, _involvement, others in table.head.partners:
            yield key, [acronym, name], others


def _of_today(model):
    """(natural key, what it is called on screen, names, other names)"""
    for row in model.objects.with_names():
        key = str(row.natural_key()[0])
        if model is Partner:
            yield key, str(row), [row.acronym, row.name, row.full_name], [alias.name for alias in row.aliases.all()]
        else:
            yield key, str(row), CALLED[model](row), []
