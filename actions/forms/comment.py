"""What is said of an action."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.permissions import may_read_internal_notes


class CommentForm(forms.Form):
    """A comment; only who reads internal notes may write one."""

    token = forms.UUIDField(widget=forms.HiddenInput)  # the same form sent twice says it once
    text = forms.CharField(label=_("Your comment"), max_length=5000, widget=forms.Textarea({"rows": 3}))
    is_internal = forms.BooleanField(label=_("Internal: seen by the secretariat only"), required=False)

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.initial["token"] = uuid4()
        if not may_read_internal_notes(user):
            del self.fields["is_internal"]

    def draw_again(self):
        """Let what stands in the form be said as something new."""
        self.data = self.data.copy()
        self.data["token"] = str(uuid4())
