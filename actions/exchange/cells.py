"""The cells of a returned table, read: what each says, and where it stands."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.columns import BY_NAME, Column
from actions.exchange import cutting
from actions.exchange.understanding import Understood, as_written, is_empty
from actions.models import Participation

NEVER_EMPTY = {"title", "axis", "status"}


@dataclass(slots=True)
class Cell:
    """A cell that did not come back as it left; `error` says why it could not be read."""

    column: Column
    raw: object
    base: object = None  # stored
    understood: Understood | None = None
    error: str = ""

    @property
    def proposed(self):
        return self.understood.stored if self.understood else None

    @property
    def value(self):
        """What stands there: stored, or else as it was written."""
        return self.understood.stored if self.understood else as_written(self.raw)

    def differs_from(self, values):
        """Whether it is news beside the stored `values` of the table."""
        return bool(self.error) or self.proposed != values.get(self.column.name)


class CellReader:
    """Reads the cells of an Incoming and says where they stand."""

    def __init__(self, incoming, reader):
        self.incoming, self.reader = incoming, reader

    def read(self, column, row, base=None):
        raw = row.cells.get(column.name)
        try:
            amount = self._without_currency(raw, row) if column.name == "budget" else raw
            understood = self.reader.read(column, amount)
            error = self._refusal(column, understood.stored)
        except ValueError as fault:
            understood, error = None, str(fault)
        if error:
            error = _("%(cell)s: %(sentence)s") % {"cell": self.address(column.name, row), "sentence": error}
        return Cell(column, raw, base, understood, error)

    def address(self, name, row):
        """As Excel writes it: 'Tableau'!C5."""
        return address(row.sheet or self.incoming.sheet, self.incoming.columns.get(name), row.number)

    def _without_currency(self, raw, row):
        """The amount of a cell that names the currency of its row, too."""
        amount, code = cutting.amount(raw)
        beside = row.cells.get("currency")
        if code is None:
            return raw
        if not is_empty(beside) and self.reader.read(BY_NAME["currency"], beside).stored != code:
            raise ValueError(
                _("“%(value)s” does not agree with the currency beside it, %(currency)s.")
                % {"value": as_written(raw), "currency": as_written(beside)}
            )
        return amount

    def _refusal(self, column, stored):
        """Why a value that can be read is none for this column."""
        if column.name in NEVER_EMPTY and stored is None:
            return _("“%(heading)s” cannot be empty.") % {"heading": capfirst(column.heading)}
        if column.role == Participation.Role.LEAD and len(stored) > 1:
            return _("An action has one lead only.")
        return ""


def address(sheet, position, number):
    return f"'{sheet}'!{get_column_letter(position) if position else ''}{number}"
