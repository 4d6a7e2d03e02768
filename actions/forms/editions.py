"""Editions: what is said when the table is frozen, and which two states of it are compared."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.comparing import compare
from actions.models import Edition, JointAction
from actions.permissions import reads_everything
from actions.snapshots import FrozenTable, LiveTable
from actions.wording import Changes

LIVE = "live"


class EditionForm(forms.Form):
    """An edition to be frozen; `number` is the one that the page promised."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        help_text=gettext_lazy("They go out with the edition: why it is circulated, what is new in it."),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    even_unchanged = forms.BooleanField(
        label=gettext_lazy("Freeze an edition although nothing has changed"), required=False
    )


class ComparisonForm(forms.Form):
    """Two states of the table, and of which axis or partner the differences are shown; all kept in the address.

    A person chooses among the editions that he or she may see; the table as it stands is a state for those who see all
    of it. Unasked, the two latest states are compared.
    """

    old = forms.ChoiceField(label=gettext_lazy("Before"))
    new = forms.ChoiceField(label=gettext_lazy("After"))
    axis = forms.CharField(label=gettext_lazy("Axis"), required=False)
    partner = forms.CharField(label=gettext_lazy("Partner"), required=False)

    def __init__(self, data, *, user):
        self.user = user
        self.editions = {str(edition.number): edition for edition in Edition.objects.visible_to(user)}
        self.states = {LIVE: _("The table as it stands")} if reads_everything(user) else {}
        self.states |= {number: self._name(edition) for number, edition in self.editions.items()}
        latest = dict(zip(("new", "old"), self.states, strict=False))
        super().__init__(latest | data.dict())
        self.fields["old"].choices = self.fields["new"].choices = list(self.states.items())

    def _name(self, edition):
        date = date_format(timezone.localtime(edition.frozen_at), "DATE_FORMAT")
        return _("%(edition)s, %(date)s") % {"edition": edition, "date": date}

    @property
    def is_possible(self):
        """Whether there are two states to compare."""
        return len(self.states) > 1

    def clean(self):
        super().clean()
        if len({self.cleaned_data.get("old"), self.cleaned_data.get("new")}) == 1:
            raise ValidationError(_("Choose two different states of the table."))

    @property
    def query(self):
        """The address of what is shown, whatever page of it."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    def names(self):
        """What the two states are called."""
        return [self.states[self.cleaned_data[name]] for name in ("old", "new")]

    @property
    def slug(self):
        """The two states as the name of a file says them: ``1-2``, ``2-2008-12-24``."""
        states = (self.cleaned_data[name] for name in ("old", "new"))
        return "-".join(timezone.localdate().isoformat() if state == LIVE else state for state in states)

    @property
    def remarks(self):
        """What was said when the later edition was frozen."""
        edition = self.editions.get(self.cleaned_data["new"])
        return edition.remarks if edition else ""

    def scope(self, changes):
        """The axis and the partner that are asked for, in words."""
        asked = [(kind, self.cleaned_data[kind]) for kind in ("axis", "partner")]
        return ", ".join(changes.name(kind, key) for kind, key in asked if key)

    def changes(self):
        old, new = (self._table(self.cleaned_data[name]) for name in ("old", "new"))
        return Changes(compare(old, new), self.cleaned_data["axis"], self.cleaned_data["partner"])

    def _table(self, state):
        if state == LIVE:
            return LiveTable(JointAction.objects.visible_to(self.user).live())
        return FrozenTable(self.editions[state].snapshot)
