"""The name under which a view is kept."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actions.models import SavedView
from actions.permissions import may_edit_actions


class SavedViewForm(forms.ModelForm):
    """A view of one's own; the secretariat may share a new one instead."""

    is_shared = forms.BooleanField(label=_("Share with everybody"), required=False)

    class Meta:
        model = SavedView
        fields = ["name"]

    def __init__(self, data, *, user, instance):
        super().__init__(data, instance=instance)
        if instance.pk or not may_edit_actions(user):
            del self.fields["is_shared"]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("is_shared"):
            self.instance.owner = None

    def validate_unique(self):
        """Names are judged among those of one owner, for whom the form does not ask."""
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error("name", error.messages)
