"""The search of the directory."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """What somebody looks for: a name or acronym of a partner."""

    q = forms.CharField(
        label=_("Search the directory"),
        required=False,
        max_length=100,
        widget=forms.SearchInput({"class": "form-control", "placeholder": _("Name, acronym, former name …")}),
    )
