"""Forms of what hangs on an action: milestones and progress reports."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from actions.models import Milestone, ProgressReport
from gtm.lib.cells import squeeze
from gtm.lib.files import MAX_SIZE, MEGABYTE, RefusedError, allowed, recognise


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as [(file, Type)]; each refused one is named with the reason."""

    widget = FilesInput

    def clean(self, data, initial=None):
        found, errors = [], []
        for file in data or []:
            try:
                found.append((file, recognise(file)))
            except RefusedError as error:
                errors.append(str(error))
        if errors:
            raise ValidationError(errors)
        return found


class PartForm(forms.ModelForm):
    """`seen` is what the page showed of a part that is changed, as the ledger tells it."""

    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = str(self.instance)

    def see(self, current):
        """Let the next save begin from what the part says now."""
        self.data = self.data.copy()
        self.data["seen"] = json.dumps(current)


class MilestoneForm(PartForm):
    class Meta:
        model = Milestone
        fields = ["title", "due", "done_on"]
        widgets = {
            "due": forms.DateInput({"placeholder": "24/12/2008"}),
            "done_on": forms.DateInput({"placeholder": "24/12/2008"}),
        }


class ReportForm(PartForm):
    documents = FilesField(
        label=_("Documents"),
        required=False,
        help_text=format_lazy(_("{} MB at most each: {}."), MAX_SIZE // MEGABYTE, allowed()),
    )

    class Meta:
        model = ProgressReport
        fields = ["date", "text", "percentage"]
        widgets = {"text": forms.Textarea({"rows": 5}), "date": forms.DateInput({"placeholder": "24/12/2008"})}

    def __init__(self, *args, is_proposed=False, **kwargs):
        """`is_proposed`: the percentage does not become that of the action by itself."""
        super().__init__(*args, **kwargs)
        if is_proposed:
            self.fields["percentage"].help_text = _(
                "Your report is read at once. The percentage goes to the secretariat as a proposal for the table."
            )

    def clean_percentage(self):
        """The rule speaks beside its field."""
        percentage = self.cleaned_data["percentage"]
        (rule,) = ProgressReport._meta.constraints
        if percentage is not None and percentage > 100:
            raise ValidationError(rule.violation_error_message)
        return percentage

    def clean_text(self):
        return squeeze(self.cleaned_data["text"])
