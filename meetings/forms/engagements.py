"""An exchange with civil society, research or the media, as it is written down."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms import DateInput
from actions.forms.pickers import PICKER, PickOne
from actions.models import JointAction
from gtm.lib.cells import squeeze
from meetings.forms import references
from meetings.models import Engagement
from meetings.services.engagements import FIELDS, seen, values_of
from partners.models import Partner

TEXTS = {"text": 6, "follow_up": 3}  # how many lines they show


class EngagementForm(forms.ModelForm):
    """An exchange; `seen` is what the page showed of each field, nothing of a new one."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)
    actions = forms.CharField(
        label=gettext_lazy("Joint actions concerned"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Their references, such as A2-07, A3-01, or words of a title: you are told which fit."),
    )

    class Meta:
        model = Engagement
        fields = ["date", "circle", "channel", "partner", "organisation", "people", "subject", "text", "actions"]
        fields += ["follow_up", "due"]
        widgets = {name: forms.Textarea({"rows": rows}) for name, rows in TEXTS.items()}
        widgets |= {"date": DateInput, "due": DateInput}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        partners = Partner.objects.visible_to(user)
        offered = partners.live() | partners.filter(pk=self.instance.partner_id)
        rows = {partner.pk: partner for partner in offered}
        field = self.fields["partner"]
        field.queryset, field.widget = offered, PickOne(rows)
        field.choices = [("", _("None of the directory")), *((key, row.full_name) for key, row in rows.items())]
        field.widget.attrs |= PICKER
        for field in self.fields.values():
            field.label = field.label and capfirst(field.label)
        self.initial["token"] = self.instance.token
        self.initial["seen"] = seen(values_of(self.instance)) if self.instance.pk else {}
        if self.instance.pk:
            self.initial["actions"] = references.written(self.instance.actions.visible_to(user))

    def clean_seen(self):
        found = self.cleaned_data["seen"] or {}
        if not isinstance(found, dict):
            raise ValidationError(_("This page is not complete: reload it."))
        return found

    def clean_actions(self):
        return references.find(self.cleaned_data["actions"], self.user)

    def clean(self):
        said = super().clean()
        for name in TEXTS:
            said[name] = squeeze(said.get(name, ""))
        return said

    def _post_clean(self):
        """The service checks the exchange as it will be; this one stays as it was read."""

    @property
    def values(self):
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in [*FIELDS, "actions"]}

    def tell(self, stale):
        """Show beside each field what somebody else wrote there meanwhile; the next save replaces it."""
        now = values_of(stale.engagement)
        for name in stale.fields:
            said = _("Somebody changed this after you opened it. It now says: “%(now)s”. Save again to replace it.")
            self.add_error(name, said % {"now": self._in_words(name, now[name], stale.engagement)})
        self.data = self.data.copy()
        known = seen(now)
        self.data["seen"] = json.dumps(self.cleaned_data["seen"] | {name: known[name] for name in stale.fields})

    def _in_words(self, name, value, engagement):
        if name == "actions":
            return references.written(JointAction.objects.visible_to(self.user).filter(pk__in=value)) or "–"
        if name in {"date", "due"}:
            return formats.date_format(value) if value else "–"
        if name in {"circle", "channel"}:
            return getattr(engagement, f"get_{name}_display")()
        return value or "–"
