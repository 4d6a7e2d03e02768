"""Forms that say who is at a meeting."""

import re

from django import forms
from django.utils.translation import gettext_lazy

from actions.forms.pickers import PICKER, PickOne
from meetings.forms.names import NamesField
from meetings.models import Attendance
from partners.models import Partner


class MarksForm(forms.Form):
    """Who is there: of each row that was sent, its presence and the one that was seen."""

    def __init__(self, data):
        super().__init__(data)
        for name in data:
            if re.fullmatch(r"(partner|person)-\d{1,18}", name):
                self.fields[name] = forms.ChoiceField(choices=Attendance.Presence)
                self.fields[f"seen-{name}"] = forms.ChoiceField(choices=Attendance.Presence)

    @property
    def marks(self):
        """What the service takes."""
        said = self.cleaned_data
        names = [name.split("-") for name in said if not name.startswith("seen-")]
        return {(kind, int(pk)): (said[f"{kind}-{pk}"], said[f"seen-{kind}-{pk}"]) for kind, pk in names}


def _partners(user):
    return {partner.pk: partner for partner in Partner.objects.visible_to(user).live()}


class CameForm(forms.Form):
    """A partner that came without having been asked."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=gettext_lazy("Partner"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, auto_id="came-%s", **kwargs)
        field, rows = self.fields["partner"], _partners(user)
        field.queryset, field.widget = Partner.objects.visible_to(user).live(), PickOne(rows)
        field.choices = [("", "–"), *((key, row.full_name) for key, row in rows.items())]
        field.widget.attrs |= PICKER


class PersonForm(forms.Form):
    """A person who came."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=150, required=False)
    partner = NamesField(Partner, single=True, label=gettext_lazy("Partner"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, auto_id="person-%s", **kwargs)
        self.fields["partner"].user = user
