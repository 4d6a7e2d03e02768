"""How one cell of an imported or exported file is read and written.

Each reads what people and their programs put there for one meaning, and says in a sentence what it cannot read:
import-export would guess, or quietly turn it into something else.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.utils import formats
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from gtm.lib.search import normalise

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
LINE_ENDS = re.compile(r"\r\n?")


def squeeze(text):
    """`text` without what a round trip may change: padding and the kind of line ends."""
    return LINE_ENDS.sub("\n", text).strip()


def _refuse(sentence, value, **words):
    raise ValueError(sentence % {"value": value, **words})


class Cell(Widget):
    """Text. Other cells override `read` and `write`; an empty cell is `empty`."""

    empty = None

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, str):
            value = squeeze(value)
        return self.empty if value is None or value == "" else self.read(value)

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """The value for a workbook if `force_native_type`, else as people write it."""
        if value is None or value == "":
            return None if force_native_type else ""
        return self.native(value) if force_native_type else self.write(value)

    def read(self, value):
        raise NotImplementedError

    def write(self, value):
        return str(value)

    def native(self, value):
        return self.write(value)


class TextCell(Cell):
    empty = ""

    def read(self, value):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value)
        if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text):
            _refuse(_("“%(value)s” holds a control character."), text.encode("unicode_escape").decode())
        return text


class DateCell(Cell):
    """A date cell, or text as day/month/year or ISO 8601; never month first, never a bare number."""

    FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]

    def read(self, value):
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for form in self.FORMATS:
            try:
                return datetime.strptime(str(value), form).date()
            except ValueError:
                continue
        return _refuse(_("“%(value)s” is not a date: write it as 24/12/2008."), value)

    def write(self, value):
        return value.strftime(self.FORMATS[0])

    def native(self, value):
        return value


class AmountCell(Cell):
    """A number with at most two decimals, after a comma or a point; spaces of any kind between its digits."""

    def read(self, value):
        number = _number(value)
        if number is None:
            _refuse(_("“%(value)s” is not an amount: write it as 1 250,00."), value)
        # Binary fractions are off by a hair: 0.30000000000000004 is 0.30, but 12.345 stays, to be refused.
        rounded = round(number, 2)
        return rounded if abs(number - rounded) < Decimal("1e-9") else number

    def write(self, value):
        return formats.number_format(value, 2, use_l10n=True, force_grouping=True)

    def native(self, value):
        return value


class IntegerCell(Cell):
    """A whole number, with or without a percent sign."""

    def read(self, value):
        number = _number(value.removesuffix("%") if isinstance(value, str) else value)
        if number is None or number != number.to_integral_value():
            _refuse(_("“%(value)s” is not a whole number."), value)
        return int(number)

    def native(self, value):
        return value


def _number(value):
    """`value` as a Decimal, or None. A number of absurd length is none."""
    if isinstance(value, bool):
        return None
    digits = "".join(str(value).split()).replace(",", ".")
    return Decimal(digits) if len(digits) <= 30 and NUMBER.fullmatch(digits) else None


class BooleanCell(Cell):
    """Yes, no or nothing: no other word is taken for one of them."""

    WORDS = {
        **dict.fromkeys(["oui", "vrai", "yes", "true", "1"], True),
        **dict.fromkeys(["non", "faux", "no", "false", "0"], False),
    }

    def read(self, value):
        answer = self.WORDS.get(normalise(value))
        return _refuse(_("“%(value)s” is neither Yes nor No."), value) if answer is None else answer

    def write(self, value):
        return _("Yes") if value else _("No")


class ChoiceCell(Cell):
    """One of the choices of a field, by its label or its code."""

    empty = ""

    def __init__(self, choices):
        super().__init__()
        self.labels = dict(choices)

    def read(self, value):
        for code, label in self.labels.items():
            if normalise(value) in {normalise(code), normalise(label)}:
                return code
        allowed = ", ".join(str(label) for label in self.labels.values())
        return _refuse(_("“%(value)s” is not one of: %(allowed)s."), value, allowed=allowed)

    def write(self, value):
        return str(self.labels.get(value, value))


class RowCell(Cell):
    """A row of another table, by any of its `names`, whatever their accents and case. It is never created."""

    def __init__(self, queryset, names):
        super().__init__()
        self.queryset, self.names = queryset, names

    @cached_property
    def index(self):
        """{normalised name: rows}"""
        index = {}
        for row in self.queryset.all():
            for key in {normalise(name) for name in self.names(row)} - {""}:
                index.setdefault(key, []).append(row)
        return index

    def read(self, value):
        match self.index.get(normalise(TextCell().read(value)), []):
            case [row]:
                return row
            case []:
                sentence = _("“%(value)s” is not among the %(rows)s.")
            case _:
                sentence = _("“%(value)s” stands for more than one of the %(rows)s.")
        return _refuse(sentence, value, rows=self.queryset.model._meta.verbose_name_plural)


class RowsCell(RowCell):
    """Rows of another table, one a line or between semicolons, as a list in the order of the table."""

    empty = []

    def __init__(self, queryset, names, single=None):
        """`single` is the sentence that refuses a second row, where there may be one only."""
        super().__init__(queryset, names)
        self.single = single

    def read(self, value):
        rows, errors = {}, []
        for name in self._names(str(value)):
            try:
                row = super().read(name)
                rows[row.pk] = row
            except ValueError as error:
                errors.append(str(error))
        if self.single and len(rows) > 1:
            errors.append(self.single)
        if errors:
            raise ValueError(" ".join(map(str, errors)))
        return sorted(rows.values(), key=str)

    def _names(self, text):
        for line in text.splitlines():
            # A name may hold a semicolon itself.
            yield from [line] if normalise(line) in self.index else filter(str.strip, line.split(";"))

    def write(self, value):
        return "\n".join(map(str, value))
