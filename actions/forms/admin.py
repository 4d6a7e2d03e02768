"""The form of an action in the admin: each field is a cell, so a save from a stale page loses nothing."""

import json

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import services
from actions.columns import BY_NAME, EDITABLE, Kind
from actions.models import Edit, JointAction, Participation
from actions.services import Change
from gtm.lib.cells import squeeze
from partners.models import Partner

Role = Participation.Role
TEXTS = {Kind.TEXT, Kind.LONG_TEXT}


class PartnersField(forms.ModelMultipleChoiceField):
    """The partners in one role, looked up as the admin looks up rows."""

    def __init__(self, role):
        self.single = BY_NAME[role].cell().single
        widget = AutocompleteSelectMultiple(
            JointAction._meta.get_field("partners"),
            admin.site,
            attrs={"data-maximum-selection-length": 1} if self.single else {},
        )
        super().__init__(Partner.objects.none(), label=capfirst(BY_NAME[role].heading), required=False, widget=widget)

    def clean(self, value):
        partners = super().clean(value)
        if self.single and len(partners) > 1:
            raise ValidationError(self.single)
        return partners


class AdminActionForm(forms.ModelForm):
    """`base` is what each cell held when the page was made; `acting` is who fills the form in."""

    acting = None
    base = forms.JSONField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kept in the history."),
        widget=AdminTextInputWidget,
    )
    lead = PartnersField(Role.LEAD)
    co_lead = PartnersField(Role.CO_LEAD)
    implementing = PartnersField(Role.IMPLEMENTING)
    technical_support = PartnersField(Role.TECHNICAL_SUPPORT)
    funding = PartnersField(Role.FUNDING)
    to_be_involved = PartnersField(Role.TO_BE_INVOLVED)

    def __init__(self, *args, instance=None, **kwargs):
        self.held, self.changes = {}, []
        if instance:
            prefetch_related_objects([instance], "orientations", "themes", "regions", "participations__partner")
            self.held = {column.name: column.read(instance) for column in EDITABLE}
        super().__init__(*args, instance=instance, **kwargs)
        for role in Role:
            self.fields[role].queryset = Partner.objects.visible_to(self.acting)
        self.initial |= {name: value for name, value in self.held.items() if name in Role}
        self.initial["base"] = {name: BY_NAME[name].store(value) for name, value in self.held.items()}

    def clean(self):
        cleaned = super().clean()
        for column in EDITABLE:
            if column.kind in TEXTS and column.name in cleaned:
                try:
                    cleaned[column.name] = column.cell().clean(cleaned[column.name])
                except ValueError as error:
                    self.add_error(column.name, str(error))
        if self.held and not self.errors:
            self._compare(cleaned)
        return cleaned

    def _compare(self, cleaned):
        """Keep what the table holds now where the page was left as it was; try out the other changes."""
        base = cleaned["base"]
        if not isinstance(base, dict):
            raise ValidationError(_("This page is not complete: reload it."))
        for column in EDITABLE:
            if _is_same(column.store(cleaned[column.name]), base.get(column.name)):
                cleaned[column.name] = self.held[column.name]
            else:
                value = cleaned[column.name]
                self.changes.append(Change(self.instance.pk, column, value, base.get(column.name)))
        outcome = services.save(by=self.acting, channel=Edit.Channel.ADMIN, changes=self.changes, dry_run=True)
        for refusal in outcome.refusals:
            self.add_error(refusal.column and refusal.column.name, refusal.message)
        for conflict in outcome.conflicts:
            self.add_error(conflict.change.column.name, _words(conflict))
            base[conflict.change.column.name] = conflict.current
        # Whoever saves again has seen the other's value.
        self.data = self.data.copy()
        self.data["base"] = json.dumps(base)

    @cached_property
    def changed_data(self):
        return [change.column.name for change in self.changes]

    def values(self):
        """{column name: value}"""
        return {column.name: self.cleaned_data[column.name] for column in EDITABLE}


def _is_same(stored, base):
    """Whether a field says what the page said; a form trims texts and has line ends of its own."""
    return stored == (squeeze(base) or None if isinstance(base, str) else base)


def _words(conflict):
    column, last = conflict.change.column, conflict.last
    text = column.format(column.load(conflict.current)) or "–"
    if last is None:
        return _("This was changed after you opened it, into: “%(text)s” Save again to replace it.") % {"text": text}
    return _("%(author)s changed this on %(date)s, after you opened it, into: “%(text)s” Save again to replace it.") % {
        "author": last.edit.author,
        "date": formats.date_format(timezone.localtime(last.edit.at), "SHORT_DATETIME_FORMAT"),
        "text": text,
    }
