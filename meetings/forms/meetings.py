"""Forms of one meeting: what, when, where and with whom; and why it is called off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.seen import WIDGETS, SeenForm
from meetings.models import Meeting, MeetingSeries
from meetings.services import meetings as services


class MeetingForm(SeenForm):
    """A meeting; only those who keep meetings fill it in."""

    said = staticmethod(services.said)

    class Meta:
        model = Meeting
        fields = services.FIELDS
        widgets = WIDGETS

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        visible = MeetingSeries.objects.visible_to(user)
        self.fields["series"].queryset = visible.live() | visible.filter(pk=self.instance.series_id)
        self.fields["series"].empty_label = _("On its own")
        self.order_fields([*services.FIELDS, "partners"])


class CancelForm(forms.Form):
    """Why a meeting is called off."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Everybody who sees the meeting reads it."))
