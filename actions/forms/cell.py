"""The form of one cell: the form of an action, of that column alone."""

import re
from dataclasses import replace
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actions.columns import BY_NAME, Kind
from actions.forms.action import ActionForm, CellField
from actions.forms.pickers import PICKER, PickMany
from actions.models import Participation

AMOUNT_AND_CURRENCY = re.compile(r"(.*\d)\s*([^\W\d]+)\s*", re.DOTALL)
HELP = {
    "axis": _("The action gets a new reference there; its present one will still be found."),
    "budget": _("With its currency: 1 250,00 MAD"),
}


class MoneyField(CellField):
    """An amount with its currency, as a pair; without one it keeps the currency that it had."""

    def clean(self, value):
        amount, currency = value, None
        if found := AMOUNT_AND_CURRENCY.fullmatch(value or ""):
            amount, currency = found.groups()
            try:
                currency = BY_NAME["currency"].cell().clean(currency)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return super().clean(amount), currency


class CellForm(ActionForm):
    """What one cell holds; `base` is what it held when the person opened it."""

    def __init__(self, data=None, *, action, column):
        self.column = column
        columns = [BY_NAME["budget"], BY_NAME["currency"]] if column.name == "budget" else [column]
        super().__init__(data, action=action, columns=columns)
        del self.fields["reason"]
        if column.name == "budget":
            del self.fields["currency"]
            if self.values["budget"] is not None:
                self.initial["budget"] += f" {self.values['currency']}"
        field = self.fields[column.name]
        field.help_text = HELP.get(column.name, "")
        css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
        field.widget.attrs |= {"class": f"{css} {css}-sm", "autofocus": True}
        if column.kind == Kind.LIST:
            field.widget.attrs |= PICKER

    def _field(self, column):
        if column.name == "budget":
            return MoneyField(column, forms.TextInput())
        field = super()._field(column)
        if column.kind == Kind.LIST and column.role != Participation.Role.LEAD:
            pick = partial(PickMany, field.rows) if column.role else forms.SelectMultiple
            field.widget = pick(choices=field.choices)
        return field

    def clean(self):
        if "budget" in self.cleaned_data:
            amount, currency = self.cleaned_data["budget"]
            if currency is None:
                currency = self.cleaned_data.get("base", {}).get("currency") or ""
            self.cleaned_data |= {"budget": amount, "currency": "" if amount is None else currency}

    @property
    def field(self):
        return self[self.column.name]

    def told(self, values):
        """`values` {column name: value} of the cell in words."""
        return " ".join(filter(None, (column.format(values[column.name]) for column in self.columns)))

    @property
    def theirs(self):
        """What stands in the cell that was changed meanwhile."""
        current = self.conflicts.values()
        return self.told(self.values | {one.change.column.name: one.change.column.load(one.current) for one in current})

    @property
    def last(self):
        """The change that came between, if it is known."""
        return next((conflict.last for conflict in self.conflicts.values() if conflict.last), None)

    def tell(self, outcome):
        """Whatever stands in the way is said beside the one field."""
        outcome.refusals = [replace(refusal, column=self.column) for refusal in outcome.refusals]
        super().tell(outcome)
