"""Forms of a decision: what was done of it, who answers for it, and which cell of an action it changes."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.columns import PROPOSABLE
from actions.forms import DateInput
from actions.forms.pickers import TickMany
from actions.models import JointAction
from gtm.lib.cells import squeeze
from gtm.lib.files import MAX_SIZE, MEGABYTE, RefusedError, allowed, recognise
from meetings.forms import references
from meetings.models import Decision
from meetings.services.decisions import Assignment, Standing
from partners.models import Partner

STATE = gettext_lazy("State")
DUE = gettext_lazy("Due")


class EvidenceField(forms.FileField):
    """A file that may be attached, as (file, Type), or None."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return file, recognise(file)
        except RefusedError as error:
            raise ValidationError(str(error)) from error


class FollowUpForm(forms.Form):
    """What was done; `seen_status` and `seen_due` are how the decision stood on the page."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen_status = forms.ChoiceField(choices=Decision.Status, widget=forms.HiddenInput)
    seen_due = forms.DateField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=gettext_lazy("What was done"), widget=forms.Textarea({"rows": 3}), max_length=5000)
    status = forms.ChoiceField(label=STATE, choices=Decision.Status)
    due = forms.DateField(label=DUE, widget=DateInput, required=False)
    file = EvidenceField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=255,
        help_text=format_lazy(gettext_lazy("{} MB at most: {}."), MAX_SIZE // MEGABYTE, allowed()),
    )

    def __init__(self, *args, decision, may_keep, **kwargs):
        """`may_keep`: whether the state and the day may be changed as well."""
        now = {"status": decision.status, "due": decision.due}
        seen = {"seen_status": decision.status, "seen_due": decision.due and decision.due.isoformat()}
        super().__init__(*args, initial=now | seen | kwargs.pop("initial", {}), auto_id="follow-%s", **kwargs)
        self.may_keep = may_keep
        if not may_keep:
            del self.fields["status"], self.fields["due"]

    def clean_text(self):
        return squeeze(self.cleaned_data["text"])

    @property
    def said(self):
        """What the service takes."""
        said = self.cleaned_data
        found = {name: said[name] for name in ("token", "text", "file")}
        if self.may_keep:
            found["standing"] = Standing(said["status"], said["due"])
            found["seen"] = Standing(said["seen_status"], said["seen_due"])
        return found

    def tell(self, stale):
        """Say that somebody was faster, and let the next save begin from there."""
        self.add_error(None, str(stale))
        self.data = self.data.copy()
        self.data["seen_status"] = stale.decision.status
        self.data["seen_due"] = stale.decision.due.isoformat() if stale.decision.due else ""


class AssignForm(forms.Form):
    """Who answers for a decision, by when, and which actions it is about; `seen` is what the page showed of it."""

    seen = forms.JSONField(widget=forms.HiddenInput)
    responsible = forms.CharField(
        label=gettext_lazy("Responsible"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In the words of the minutes, for example “the GTM”."),
    )
    partners = forms.ModelMultipleChoiceField(
        Partner.objects.none(), label=gettext_lazy("Partners who answer for it"), required=False
    )
    due = forms.DateField(label=DUE, widget=DateInput, required=False)
    actions = forms.CharField(
        label=gettext_lazy("Joint actions"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Their references, such as A2-07, A3-01."),
    )

    def __init__(self, *args, decision, user, **kwargs):
        now = Assignment.of(decision)
        initial = {
            "seen": _stored(now),
            "responsible": now.responsible,
            "partners": now.partners,
            "due": now.due,
            "actions": references.written(decision.actions.visible_to(user)),
        }
        super().__init__(*args, initial=initial, auto_id="assign-%s", **kwargs)
        self.user = user
        # The words of approved minutes are theirs.
        self.fields["responsible"].disabled = decision.meeting.is_frozen
        visible = Partner.objects.visible_to(user)
        offered = (visible.live() | visible.filter(pk__in=now.partners)).distinct()
        rows = {partner.pk: partner for partner in offered}
        field = self.fields["partners"]
        field.queryset, field.widget = offered, TickMany(rows)
        field.choices = [(key, partner.full_name) for key, partner in rows.items()]

    def clean_seen(self):
        try:
            responsible, partners, due, actions = self.cleaned_data["seen"]
            due = due and forms.DateField().clean(due)
            return Assignment(responsible, tuple(partners), due or None, tuple(actions))
        except (TypeError, ValueError) as error:
            raise ValidationError(_("This page is not complete: reload it.")) from error

    def clean_actions(self):
        return references.find(self.cleaned_data["actions"], self.user)

    @property
    def then(self):
        """What the service takes."""
        said = self.cleaned_data
        keys = tuple(sorted(partner.pk for partner in said["partners"]))
        return Assignment(said["responsible"], keys, said["due"], said["actions"])

    def tell(self, stale):
        """Say that somebody was faster, and let the next save begin from there."""
        self.add_error(None, str(stale))
        self.data = self.data.copy()
        self.data["seen"] = json.dumps(_stored(Assignment.of(stale.decision)))


def _stored(assignment):
    """An Assignment as JSON holds it."""
    due = assignment.due and assignment.due.isoformat()
    return [assignment.responsible, list(assignment.partners), due, list(assignment.actions)]


class CellChoiceForm(forms.Form):
    """Which cell of a linked action the decision changes."""

    action = forms.ModelChoiceField(
        JointAction.objects.none(), label=gettext_lazy("Joint action"), to_field_name="reference", empty_label=None
    )
    column = forms.ChoiceField(label=gettext_lazy("Column"))

    def __init__(self, *args, actions, **kwargs):
        super().__init__(*args, auto_id="change-%s", **kwargs)
        self.fields["action"].queryset = actions
        # What stays in the secretariat cannot be told to all who read the history.
        columns = sorted(PROPOSABLE, key=lambda column: column.name != "end")
        self.fields["column"].choices = [(column.name, capfirst(column.heading)) for column in columns]
