"""The letter that goes with a verdict."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gtm.lib.models import one_line
from partners.models import Contact


class VerdictForm(forms.Form):
    """To whom the verdict on a change set goes, and what one writes."""

    to = forms.EmailField(label=gettext_lazy("to"), widget=forms.EmailInput({"list": "known-addresses"}))
    subject = forms.CharField(label=gettext_lazy("subject"), max_length=200, validators=[one_line])
    body = forms.CharField(label=gettext_lazy("message"), max_length=10_000, widget=forms.Textarea({"rows": 10}))

    def __init__(self, *args, user, change_set, **kwargs):
        super().__init__(*args, **kwargs)
        contacts = Contact.objects.visible_to(user).live().filter(partner=change_set.partner)
        self.known = [contact.email for contact in contacts] if change_set.partner else []
        is_address = "@" in change_set.sender
        self.initial |= {
            "to": change_set.sender if is_address else next(iter(self.known), ""),
            "subject": _("Your changes to the table of joint actions"),
            "body": _(
                "Thank you for your workbook “%(name)s”.\n\nHere it is back: its first sheet says what became of each "
                "of your changes, and each changed cell carries a note.\n\nThe secretariat of the GTM"
            )
            % {"name": change_set.name},
        }
