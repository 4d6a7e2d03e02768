"""The form of a whole action, made from the declaration of the columns."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actions.columns import BY_NAME, EDITABLE, Kind
from actions.forms.pickers import PICKER, PickOne, TickMany
from actions.models import JointAction, Participation
from actions.services import MONEY, Change

Status = JointAction.Status

GROUPS = {
    _("Content"): ["title", "axis", "description", "orientations", "themes"],
    _("Progress and period"): ["status", "progress", "start", "end"],
    _("Partners"): list(Participation.Role),
    _("Places"): ["regions", "places"],
    _("Results"): ["beneficiaries", "expected_results", "indicators"],
    _("Funding"): ["budget", "currency", "funding_source", "funding_secured"],
    _("Remarks"): ["remarks", "internal_notes"],
}
EXAMPLES = {Kind.DATE: "24/12/2008", Kind.AMOUNT: "1 250,00"}


class CellField(forms.Field):
    """What somebody typed, read as the column reads it."""

    def __init__(self, column, widget):
        super().__init__(label=capfirst(column.heading), required=_is_required(column), widget=widget)
        self.column = column

    def clean(self, value):
        try:
            value = self.column.cell().clean(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        self.validate(value)
        return value


class RowsField(forms.MultipleChoiceField):
    """Some of `rows` {stored key: row}."""

    def __init__(self, column, rows):
        widget = TickMany(rows) if column.role else forms.CheckboxSelectMultiple
        super().__init__(label=capfirst(column.heading), required=False, choices=_labels(rows), widget=widget)
        self.rows = rows

    def clean(self, value):
        return [self.rows[key] for key in super().clean(value)]


class RowField(forms.ChoiceField):
    """One of `rows`, or none; as a list where the column holds one."""

    def __init__(self, column, rows):
        required = _is_required(column)
        choices = _labels(rows) if required else [("", "–"), *_labels(rows)]
        self.rows, self.is_list = rows, column.kind == Kind.LIST
        super().__init__(
            label=capfirst(column.heading),
            required=required,
            choices=choices,
            widget=PickOne(rows) if self.is_list else forms.Select,
        )
        if self.is_list:
            self.widget.attrs |= PICKER

    def clean(self, value):
        row = self.rows.get(super().clean(value))
        return ([row] if row else []) if self.is_list else row


def _labels(rows):
    return [(key, str(row)) for key, row in rows.items()]


def _is_required(column):
    return not column.role and not JointAction._meta.get_field(column.name).blank


class ActionForm(forms.Form):
    """All that is edited of an action; `base` is what each cell held when the page was made."""

    base = forms.JSONField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False, help_text=_("Kept in the history."))

    def __init__(self, data=None, *, action=None, initial=None, columns=EDITABLE):
        self.action, self.columns = action, columns
        self.conflicts = {}
        self.values = {column.name: column.read(action) for column in columns} if action else initial or {}
        texts = {name: _text(BY_NAME[name], value) for name, value in self.values.items()}
        super().__init__(data, initial=texts | {"base": self.stored})
        self.known = {}
        for column in columns:
            self.fields[column.name] = self._field(column)

    @property
    def stored(self):
        return {name: BY_NAME[name].store(value) for name, value in self.values.items()}

    def _field(self, column):
        if column.rows:
            one = column.kind == Kind.ROW or column.role == Participation.Role.LEAD
            return (RowField if one else RowsField)(column, self._rows(column))
        return CellField(column, self._widget(column))

    def _rows(self, column):
        """{key: row} of the live rows and of what the column links to; partners that take part come first."""
        if column.rows not in self.known:
            self.known[column.rows] = list(column.rows.objects.live())
        held = self.values.get(column.name) or []
        held = held if column.kind == Kind.LIST else [held]
        live = self.known[column.rows]
        rows = [*held, *live] if column.role else [*live, *held]
        return {str(row.natural_key()[0]): row for row in rows if row}

    def _widget(self, column):
        match column.kind:
            case Kind.LONG_TEXT:
                return forms.Textarea({"rows": 3})
            case Kind.BOOLEAN:
                return forms.Select(choices=[("", "–"), ("true", _("Yes")), ("false", _("No"))])
            case Kind.CHOICE:
                return forms.Select(choices=self._choices(column))
        numeric = {"inputmode": "decimal"} if column.kind in {Kind.AMOUNT, Kind.PERCENT} else {}
        return forms.TextInput({"placeholder": EXAMPLES.get(column.kind, "")} | numeric)

    def _choices(self, column):
        """A closed list; of the statuses, those that may follow, and whatever was typed."""
        if column.name != "status":
            return [("", "–"), *column.choices.choices]
        if self.action is None:
            return Status.choices
        now = Status(self.values["status"])
        offered = {now, *now.successors, self.data.get("status")}
        return [(value, label) for value, label in Status.choices if value in offered]

    def clean_base(self):
        if not isinstance(base := self.cleaned_data["base"], dict):
            raise ValidationError(_("This page is not complete: reload it."))
        return base

    # What was changed ---------------------------------------------------------------------------

    def read_values(self):
        """{column name: value} of all fields."""
        return {column.name: self.cleaned_data[column.name] for column in self.columns}

    def changes(self):
        """A Change for every field that no longer says what the page said, unless the person gave way.

        Of an amount and its currency, one comes along with the other, lest they drift apart.
        """
        base = self.cleaned_data["base"]
        values = {
            name: value for name, value in self.read_values().items() if self.data.get(f"choice-{name}") != "theirs"
        }
        changed = {name for name, value in values.items() if BY_NAME[name].store(value) != base.get(name)}
        if changed & MONEY:
            changed |= MONEY
        return [
            Change(self.action.pk, BY_NAME[name], value, base.get(name))
            for name, value in values.items()
            if name in changed
        ]

    def tell(self, outcome):
        """Show beside each field why it was not saved, and let the next save begin from what the table holds now."""
        base = dict(self.cleaned_data["base"])
        for refusal in outcome.refusals:
            self.add_error(refusal.column and refusal.column.name, refusal.message)
        for conflict in outcome.conflicts:
            name = conflict.change.column.name
            base[name] = conflict.current
            self.conflicts[name] = conflict
        for cell in outcome.saved:
            base[cell.column] = cell.after
        self.data = self.data.copy()
        self.data["base"] = json.dumps(base)

    # How it is shown ----------------------------------------------------------------------------

    def refused(self):
        """The fields that were not saved."""
        return [field for field in self.visible_fields() if field.errors or field.name in self.conflicts]

    def groups(self):
        """[(heading, [(bound field, column, conflict or None, the value that stands there now)])]"""
        for heading, names in GROUPS.items():
            fields = []
            for name in filter(self.fields.__contains__, names):
                conflict = self.conflicts.get(name)
                column = BY_NAME[name]
                now = column.format(column.load(conflict.current)) if conflict else ""
                fields.append((self[name], column, conflict, now))
            yield heading, fields


def _text(column, value):
    """A value as its field shows it."""
    if column.kind == Kind.LIST:
        keys = column.store(value)
        return keys if column.role != Participation.Role.LEAD else next(iter(keys or []), "")
    if column.kind == Kind.ROW:
        return column.store(value)
    if column.kind == Kind.BOOLEAN:
        return "" if value is None else str(value).lower()
    if column.kind == Kind.CHOICE:
        return value
    return column.cell().render(value)
