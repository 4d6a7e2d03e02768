"""What to do with many actions at once."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actions.columns import BY_NAME, EDITABLE
from actions.forms.layout import DateInput
from actions.models import Axis, JointAction, Participation, Theme
from actions.services.bulk import How, Wish
from partners.models import Partner

UNCHANGED = ("", _("Unchanged"))
# No action is without the first three, and a currency goes with its amount.
NEVER_EMPTIED = {"axis", "title", "status", "currency"}


class BulkForm(forms.Form):
    """One value for many actions; what is left empty stays as it is."""

    status = forms.ChoiceField(label=_("status"), choices=[UNCHANGED, *JointAction.Status.choices], required=False)
    axis = forms.ModelChoiceField(
        Axis.objects.live(),
        label=_("axis"),
        required=False,
        empty_label=UNCHANGED[1],
        help_text=_("The reference follows the axis; the old one is still found."),
    )
    start = forms.DateField(label=_("start"), required=False, widget=DateInput)
    end = forms.DateField(label=_("end"), required=False, widget=DateInput)
    themes_how = forms.ChoiceField(label=_("what to do"), choices=[UNCHANGED, *How.choices], required=False)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.live(), label=_("which domains"), required=False, widget=forms.CheckboxSelectMultiple
    )
    partner_how = forms.ChoiceField(label=_("what to do"), choices=[UNCHANGED, *How.choices[:2]], required=False)
    partner = forms.ModelChoiceField(Partner.objects.live(), label=_("which partner"), required=False)
    role = forms.ChoiceField(
        label=_("in which role"), choices=[("", "---------"), *Participation.Role.choices], required=False
    )

    emptied = forms.MultipleChoiceField(
        label=_("cells to empty"),
        choices=[(column.name, capfirst(column.heading)) for column in EDITABLE if column.name not in NEVER_EMPTIED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self):
        """Ask for what each choice needs, and for one choice at least."""
        data = super().clean()
        if data.get("themes_how") and not self.errors.get("themes") and not data.get("themes"):
            self.add_error("themes", _("Choose at least one domain."))
        if data.get("themes") and not data.get("themes_how"):
            self.add_error("themes_how", _("Say what to do with these domains."))
        for name, sentence in {"partner": _("Choose a partner."), "role": _("Choose a role.")}.items():
            if data.get("partner_how") and not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("partner") and not data.get("partner_how"):
            self.add_error("partner_how", _("Say what to do with this partner."))
        if self.errors:
            return data
        wished = [wish.column for wish in self.wishes()]
        if not wished:
            raise forms.ValidationError(_("Choose what is to change."))
        if twice := {column.heading for column in wished if wished.count(column) > 1}:
            sentence = _("Either change these cells or empty them: %(headings)s.")
            self.add_error("emptied", sentence % {"headings": ", ".join(sorted(map(str, twice)))})
        return data

    def wishes(self):
        """What is wanted of each column."""
        data = self.cleaned_data
        wishes = [Wish(BY_NAME[name], data[name]) for name in ("status", "axis", "start", "end") if data[name]]
        if data["themes_how"]:
            wishes.append(Wish(BY_NAME["themes"], list(data["themes"]), data["themes_how"]))
        if data["partner_how"]:
            wishes.append(Wish(BY_NAME[data["role"]], [data["partner"]], data["partner_how"]))
        emptied = data["emptied"] + (["currency"] if "budget" in data["emptied"] else [])
        return wishes + [Wish(BY_NAME[name], BY_NAME[name].load(None)) for name in emptied]
