"""Fields in which partners, domains and actions are named by typing."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from actions.models import JointAction, Theme
from gtm.lib.cells import RowsCell
from meetings.services import notes
from partners.models import Partner

MOST = 5  # actions that a sentence lists


class NamesField(forms.CharField):
    """Rows by their names, between semicolons, as a list; `user` is set before it is cleaned."""

    user = None

    def __init__(self, model, *, single=False, **kwargs):
        super().__init__(required=False, max_length=1000, **kwargs)
        self.model, self.single = model, single
        self.widget.attrs["list"] = f"names-{model._meta.model_name}"

    def clean(self, value):
        text = super().clean(value)
        try:
            rows = self._cell().clean(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return (rows[0] if rows else None) if self.single else rows

    def _cell(self):
        if self.model is JointAction:
            return ActionsCell(JointAction.objects.visible_to(self.user), str)
        if self.model is Theme:
            return RowsCell(Theme.objects.live(), lambda theme: [theme.name])
        partners = Partner.objects.visible_to(self.user).with_names()
        return RowsCell(partners, Partner.all_names, self.single and _("Name one partner only."))


class ActionsCell(RowsCell):
    """Joint actions by their references, or by words of their titles that one alone has."""

    index = {}

    def _names(self, text):
        return filter(str.strip, re.split("[;,\n]", text))

    def read(self, value):
        rows = {}
        for name in self._names(value):
            row = self._one(name.strip())
            rows[row.pk] = row
        return sorted(rows.values(), key=notes.called)

    def _one(self, name):
        if found := self.queryset.called(name.upper()):
            return found
        found = list(self.queryset.live().search(name).order_by("reference")[: MOST + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError(_("There is no action “%(reference)s”.") % {"reference": name})
        said = "; ".join(f"{action.reference} {Truncator(action.title).chars(60)}" for action in found[:MOST])
        raise ValueError(
            _("“%(name)s” is in more than one action: write the reference. For example %(actions)s.")
            % {"name": name, "actions": said}
        )
