"""What one looks for in the directory and in the outbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Mail


class SearchForm(forms.Form):
    """What somebody looks for: a name or acronym of a partner."""

    q = forms.CharField(
        label=_("Search the directory"),
        required=False,
        max_length=100,
        widget=forms.SearchInput({"class": "form-control", "placeholder": _("Name, acronym, former name …")}),
    )


class MailFilterForm(forms.Form):
    """The mails in one state."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Mail.State.choices])
