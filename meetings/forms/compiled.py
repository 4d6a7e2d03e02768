"""Which minutes are put together: those of a series, or all, over a period."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms import DateInput
from meetings.models import MeetingSeries


class CompiledForm(forms.Form):
    """A series and a period, both days included."""

    series = forms.ModelChoiceField(
        MeetingSeries.objects.none(),
        label=gettext_lazy("Series of meetings"),
        required=False,
        empty_label=gettext_lazy("All meetings"),
    )
    since = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    until = forms.DateField(label=gettext_lazy("Until"), widget=DateInput)

    def __init__(self, data, *, user):
        today = timezone.localdate()
        period = {"since": today.replace(month=1, day=1), "until": today}
        super().__init__(data or None, initial=period)
        self.fields["series"].queryset = MeetingSeries.objects.visible_to(user)

    def clean(self):
        said = super().clean()
        if not self.errors and said["until"] < said["since"]:
            raise ValidationError(_("The period ends before it begins."))
        return said

    def of(self, meetings):
        """Those of `meetings` that were held in the period, the first one first."""
        said = self.cleaned_data
        found = meetings.filter(date__range=(said["since"], said["until"]), cancelled_at=None)
        found = found.filter(series=said["series"]) if said["series"] else found
        return found.order_by("date", "pk")

    @property
    def subject(self):
        """What the minutes are of."""
        return str(self.cleaned_data["series"] or _("All meetings"))
