"""Calls for proposals: the draft, and the template of its letter."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms.layout import DateInput
from actions.forms.pickers import TickMany
from actions.models import CallForProposals, Edition
from actions.services.calls import FIELDS, SentError, seen
from gtm.lib.cells import squeeze
from partners.models import Partner

TEXTS = {"addressee": 3, "body": 14, "signatory": 2}  # how many lines they show


class CallForm(forms.ModelForm):
    """A draft; `seen` is what the page showed of it, nothing of a new one."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CallForProposals
        fields = ["reference", "title", "invited", "deadline", "edition", "date", "place", "addressee", "body"]
        fields += ["signatory"]
        widgets = {name: forms.Textarea({"rows": rows}) for name, rows in TEXTS.items()}
        widgets |= {"date": DateInput, "deadline": DateInput}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        rows = {partner.pk: partner for partner in Partner.objects.visible_to(user).live()}
        invited = self.fields["invited"]
        invited.queryset, invited.widget = Partner.objects.visible_to(user).live(), TickMany(rows)
        invited.choices = [(key, partner.full_name) for key, partner in rows.items()]
        invited.error_messages["required"] = _("Invite at least one partner.")
        self.fields["edition"].queryset = Edition.objects.visible_to(user)
        self.fields["edition"].empty_label = None
        self.fields["body"].help_text = _("A blank line begins a paragraph. The deadline and the annexes stand apart.")
        for field in self.fields.values():
            field.label = field.label and capfirst(field.label)
        self.initial["token"] = self.instance.token
        self.initial["seen"] = seen(self.instance) if self.instance.pk else ""

    def clean(self):
        if self.instance.sent_at:
            raise ValidationError(str(SentError()))
        said = super().clean()
        for name in TEXTS:
            said[name] = squeeze(said.get(name, ""))
        return said

    @property
    def values(self):
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in [*FIELDS, "invited"]}

    def tell(self, stale):
        """Show beside each field what somebody else wrote there meanwhile; the next save replaces it."""
        for name in stale.fields:
            now = getattr(stale.call, name)
            now = ", ".join(map(str, now.all())) if name == "invited" else now
            said = _("Somebody changed this after you opened it. It now says: “%(now)s”. Save again to replace it.")
            self.add_error(name, said % {"now": now})
        self.data = self.data.copy()
        self.data["seen"] = seen(stale.call)


class TemplateForm(forms.Form):
    """A template of the letter, restyled in Word; what it must hold is checked by whoever takes it."""

    file = forms.FileField(
        label=gettext_lazy("Word document"), widget=forms.FileInput({"accept": ".docx"}), max_length=255
    )
