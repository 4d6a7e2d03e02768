"""Forms of a series: its rule, the next meetings, and the days on which it is otherwise."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms import DateInput
from meetings.forms.seen import WIDGETS, SeenForm
from meetings.models import MeetingSeries, SeriesException
from meetings.services import series as services

YEARS = date(1900, 1, 1), date(2100, 12, 31)  # in which a series may begin


class SeriesForm(SeenForm):
    """A series and its rule."""

    said = staticmethod(services.said)

    class Meta:
        model = MeetingSeries
        fields = services.FIELDS
        widgets = WIDGETS

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["partners"].help_text = _("Each meeting that is planned begins with them.")
        self.fields["first"].validators += [MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])]
        order = ["title", "first", "every", "on", "on_holiday", "until"]
        self.order_fields([*order, *services.FIELDS, "partners"])


class PlanForm(forms.Form):
    """How many of the next meetings are planned, or up to which day."""

    number = forms.IntegerField(
        label=gettext_lazy("The next"), min_value=1, max_value=services.MOST, initial=4, required=False
    )
    until = forms.DateField(label=gettext_lazy("or those up to"), widget=DateInput, required=False)

    def clean(self):
        said = super().clean()
        if not self.errors and not (said["number"] or said["until"]):
            raise ValidationError(_("Say how many meetings, or up to which day."))
        return said

    @property
    def wanted(self):
        """What the service takes: a day goes before a number."""
        until = self.cleaned_data["until"]
        return {"until": until} if until else {"number": self.cleaned_data["number"]}

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is past."))
        return until


class ExceptionForm(forms.ModelForm):
    """A day that the rule gives, on which the series is held otherwise; `days` are those that may be chosen."""

    class Meta:
        model = SeriesException
        fields = ["day", "moved_to", "reason"]
        widgets = {"moved_to": DateInput}

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"] = forms.TypedChoiceField(
            label=_("Instead of"),
            choices=[(day.isoformat(), formats.date_format(day, "l j F Y")) for day in days],
            coerce=forms.DateField().clean,
        )
        self.fields["moved_to"].label = _("Held on")
        self.fields["reason"].label = _("Reason")
        self.fields["reason"].required = True
