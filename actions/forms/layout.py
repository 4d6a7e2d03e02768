"""How the table is laid out."""

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from actions.columns import columns_for


class DateInput(forms.DateInput):
    """The browser's own date picker, which sends ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class LayoutForm(forms.Form):
    """How the table is laid out: grouping, order and columns, all kept in the address."""

    GROUPS = [("axis", _("Axis")), ("lead", _("Lead")), ("status", _("Status")), ("none", _("No grouping"))]

    group = forms.ChoiceField(label=_("Group by"), choices=GROUPS, required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False)
    columns = forms.MultipleChoiceField(label=_("Columns"), required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.available = columns_for(user)
        headings = {column.name: capfirst(column.heading) for column in self.available}
        self.fields["columns"].choices = headings.items()
        orders = [("", _("Order of the table"))]
        for column in self.available:
            if column.sort:
                heading = headings[column.name]
                orders += [(column.name, heading), (f"-{column.name}", format_lazy(_("{} (descending)"), heading))]
        self.fields["sort"].choices = orders

    def clean_group(self):
        return self.cleaned_data["group"] or "axis"

    def clean_columns(self):
        """The chosen columns in the table's own order; none chosen means the usual ones."""
        chosen = self.cleaned_data["columns"]
        return [column for column in self.available if (column.name in chosen if chosen else column.on_screen)]
