"""What the columns of somebody else's table mean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.models import Axis

LEFT_OUT = ("", _("Left out"))


class MappingForm(forms.Form):
    """For each table of the file: whether it is read, and our column for each of its own.

    `tables` is [(key, title, headings)], the first of them always read; a heading has `position`, `text` and `column`.
    """

    axis = forms.ModelChoiceField(
        Axis.objects.live(),
        label=_("axis of the rows that name none"),
        to_field_name="number",
        required=False,
        empty_label=_("None: such rows are refused"),
    )

    def __init__(self, *args, tables, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.tables = tables
        for number, (key, title, headings) in enumerate(tables):
            if number:
                label = _("Read the sheet “%(sheet)s” too") % {"sheet": title}
                self.fields[f"{key}-read"] = forms.BooleanField(label=label, required=False, initial=True)
            for heading in headings:
                self.fields[f"{key}-{heading.position}"] = forms.ChoiceField(
                    label=heading.text, choices=[LEFT_OUT, *choices], initial=heading.column, required=False
                )

    def is_read(self, key):
        """Whether the person wants the table `key`."""
        return f"{key}-read" not in self.fields or self.cleaned_data[f"{key}-read"]

    def column(self, key, heading):
        return self.cleaned_data[f"{key}-{heading.position}"]

    def sections(self):
        """[(title, the box that says whether it is read or None, [(heading, field)])] for the page."""
        return [
            (
                title,
                self[f"{key}-read"] if f"{key}-read" in self.fields else None,
                [(heading, self[f"{key}-{heading.position}"]) for heading in headings],
            )
            for key, title, headings in self.tables
        ]


class HeadingsForm(forms.Form):
    """Where the headings of a table are, for when they were looked for in the wrong place."""

    sheet = forms.ChoiceField(label=_("sheet"))
    first = forms.IntegerField(label=_("first row of headings"), min_value=1)
    last = forms.IntegerField(label=_("last row of headings"), min_value=1)

    def __init__(self, *args, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(title, title) for title in sheets]

    def clean(self):
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and not first <= last <= first + 2:
            raise forms.ValidationError(_("Headings take one to three rows: the first comes before the last."))
        return data
