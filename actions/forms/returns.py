"""Files that come back: which ones, and from whom."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms.parts import FilesInput
from actions.models import ChangeSet
from gtm.lib.excel.reading import limits
from partners.models import Partner

LARGEST = limits.MAX_SIZE // limits.MEGABYTE


class TablesField(forms.FileField):
    """Any number of files; they are opened later, by whoever reads them."""

    widget = FilesInput

    def clean(self, data, initial=None):
        errors = []
        for file in data:
            if not file.size:
                errors.append(_("“%(name)s” is empty.") % {"name": file.name})
            elif file.size > limits.MAX_SIZE:
                errors.append(_("“%(name)s” is larger than %(limit)s MB.") % {"name": file.name, "limit": LARGEST})
        if errors or not data:
            raise ValidationError(errors or self.error_messages["required"])
        return data


class FilesForm(forms.Form):
    """Files that somebody sends back for his or her own partner."""

    files = TablesField(
        label=gettext_lazy("Files"),
        help_text=format_lazy(
            gettext_lazy(
                "Workbooks (.xlsx) or CSV files, {} MB at most each: ours as they came back, or any other table."
            ),
            LARGEST,
        ),
        widget=FilesInput({"accept": ".xlsx,.csv"}),
    )


class UploadForm(FilesForm):
    """Files that the secretariat hands in for others."""

    partner = forms.ModelChoiceField(
        Partner.objects.live(),
        label=gettext_lazy("Sent by"),
        required=False,
        empty_label=gettext_lazy("Whoever the workbook was made for"),
    )
    sender = forms.CharField(
        label=gettext_lazy("Person or address"),
        max_length=ChangeSet._meta.get_field("sender").max_length,
        required=False,
    )
