"""What forms share that change a row of which somebody may have changed something meanwhile."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms import DateInput
from actions.forms.pickers import TickMany
from meetings.services.seen import plain
from partners.models import Partner


class TimeInput(forms.TimeInput):
    """The browser's own, which sends 24 hours whatever the language."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


# What meetings and series have in common.
WIDGETS = {"starts_at": TimeInput, "ends_at": TimeInput, "date": DateInput, "first": DateInput, "until": DateInput}


class SeenForm(forms.ModelForm):
    """Partners beside the fields of a model; `seen` is what the page showed of them all.

    A subclass has `said`, of the service: {name: value} of what may be changed of a row.
    """

    seen = forms.JSONField(widget=forms.HiddenInput)
    partners = forms.ModelMultipleChoiceField(
        Partner.objects.none(), label=gettext_lazy("Invited partners"), required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        now = self.said(self.instance)
        self.initial.setdefault("partners", now["partners"])
        self.initial["seen"] = plain(now)
        visible = Partner.objects.visible_to(user)
        offered = (visible.live() | visible.filter(pk__in=[one.pk for one in now["partners"]])).distinct()
        rows = {partner.pk: partner for partner in offered}
        field = self.fields["partners"]
        field.queryset, field.widget = offered, TickMany(rows)
        field.choices = [(key, partner.full_name) for key, partner in rows.items()]
        for field in self.fields.values():
            field.label = field.label and capfirst(field.label)

    def clean_seen(self):
        seen = self.cleaned_data["seen"]
        if not isinstance(seen, dict):
            raise ValidationError(_("This page is not complete: reload it."))
        return seen

    @property
    def then(self):
        """What the service takes."""
        values = {name: self.cleaned_data[name] for name in self.said(self.instance)}
        return values | {"partners": list(values["partners"])}

    def tell(self, stale):
        """Say beside each field what somebody else wrote there, which the next save replaces."""
        now = self.said(stale.row)
        for name in stale.names:
            told = _(
                "Somebody changed this after you opened the page. It now says: “%(now)s”. Save again to replace it."
            )
            self.add_error(name, told % {"now": self._in_words(stale.row, name, now[name])})
        self.data = self.data.copy()
        seen = self.cleaned_data["seen"] | plain({name: now[name] for name in stale.names})
        self.data["seen"] = json.dumps(seen)

    def _in_words(self, row, name, value):
        if isinstance(value, list):
            return ", ".join(map(str, value)) or "–"
        display = getattr(row, f"get_{name}_display", None)
        return display() if display else formats.localize(value) or "–"

    def refuse(self, error):
        """Say what the service refused, beside its field where it has one."""
        if hasattr(error, "error_dict"):
            for name, said in error.error_dict.items():
                self.add_error(name if name in self.fields else None, said)
        else:
            self.add_error(None, error)
