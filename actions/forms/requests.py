"""Requests: the draft, and what is said with each verb."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms.parts import FilesField
from actions.forms.pickers import TickMany
from actions.models import Axis, CallForProposals, JointAction, Opinion, PartnerRequest
from actions.services.requests import FIELDS, PARTNERS
from gtm.lib.cells import squeeze
from gtm.lib.files import MAX_SIZE, MEGABYTE, allowed
from partners.models import Partner

TEXTS = ["purpose", "expected_results", "needs"]


class RequestForm(forms.ModelForm):
    """A draft; `revision` is the one that the page showed, 0 of a new one."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    documents = FilesField(
        label=gettext_lazy("Documents"),
        required=False,
        help_text=format_lazy(gettext_lazy("{} MB at most each: {}."), MAX_SIZE // MEGABYTE, allowed()),
    )

    class Meta:
        model = PartnerRequest
        fields = ["title", "call", "agencies", "axis", *TEXTS, "others", "budget", "currency"]
        widgets = {name: forms.Textarea({"rows": 4}) for name in TEXTS}
        help_texts = {"agencies": gettext_lazy("One agency or several, each of which gives its opinion.")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        partners = Partner.objects.visible_to(user).live().exclude(pk=user.partner_id)
        rows = {partner.pk: partner for partner in partners}
        for name in PARTNERS:
            field = self.fields[name]
            field.queryset, field.widget = partners, TickMany(rows)
            field.choices = [(key, partner.full_name) for key, partner in rows.items()]
        call = self.fields["call"]
        visible = CallForProposals.objects.visible_to(user)
        call.queryset = visible.open() | visible.filter(pk=self.instance.call_id)
        call.empty_label = _("None: a request of our own")
        call.error_messages["invalid_choice"] = _(
            "This call is closed, or does not invite you: a request may still be written, but not for this call."
        )
        if not self.data.get("call") and not call.queryset.exists():
            call.widget = forms.HiddenInput()
        self.fields["axis"].queryset = Axis.objects.visible_to(user).live()
        for field in self.fields.values():
            field.label = field.label and capfirst(field.label)
        self.initial["token"] = self.instance.token
        self.initial["revision"] = self.instance.revision if self.instance.pk else 0

    def clean(self):
        said = super().clean()
        for name in TEXTS:
            said[name] = squeeze(said.get(name, ""))
        agencies, others = (set(said.get(name, ())) for name in PARTNERS)
        if twice := agencies & others:
            names = ", ".join(sorted(map(str, twice)))
            self.add_error("others", _("The request is addressed to them already: %(names)s.") % {"names": names})
        return said

    @property
    def values(self):
        """What the service takes."""
        said = {name: self.cleaned_data[name] for name in FIELDS}
        return said | {name: list(self.cleaned_data[name]) for name in PARTNERS}

    def tell(self, stale):
        """Show beside each field what somebody else wrote there meanwhile; the next save replaces it."""
        for name in stale.fields:
            now = getattr(stale.request, name)
            now = ", ".join(map(str, now.all())) if name in PARTNERS else now
            said = _("Somebody changed this after you opened it. It now says: “%(now)s”. Save again to replace it.")
            self.add_error(name, said % {"now": "–" if now in (None, "") else now})
        self.data = self.data.copy()
        self.data["revision"] = stale.request.revision


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reasons"), widget=forms.Textarea({"rows": 3}), max_length=5000)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user


class WithdrawForm(ReasonForm):
    """Who takes her own request back need not say why."""

    reason = forms.CharField(
        label=gettext_lazy("Reasons, if you like"),
        widget=forms.Textarea({"rows": 2}),
        max_length=5000,
        required=False,
    )


class AnswerForm(ReasonForm):
    """The answer, and the action that an accepted request joins."""

    action = forms.CharField(
        label=gettext_lazy("Action that it joins, if it is accepted"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("The reference of an action, such as A2-07. Empty: a new action is made of it."),
    )

    def clean_action(self):
        reference = self.cleaned_data["action"]
        if not reference:
            return None
        action = JointAction.objects.visible_to(self.user).live().called(reference)
        if action is None:
            raise ValidationError(_("There is no action “%(reference)s”.") % {"reference": reference})
        return action


class OpinionForm(forms.ModelForm):
    """The opinion of an agency."""

    class Meta:
        model = Opinion
        fields = ["verdict", "text"]
        widgets = {"verdict": forms.RadioSelect, "text": forms.Textarea({"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = Opinion.Verdict.choices
        for field in self.fields.values():
            field.label = capfirst(field.label)
