"""What one looks for in the directory and in the outbox, how somebody is invited to it, and what one is told."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import one_line
from partners.models import Invitation, Mail, Notifications, User


class SearchForm(forms.Form):
    """What somebody looks for: a name or acronym of a partner."""

    q = forms.CharField(
        label=_("Search the directory"),
        required=False,
        max_length=100,
        widget=forms.SearchInput({"class": "form-control", "placeholder": _("Name, acronym, former name …")}),
    )


class MailFilterForm(forms.Form):
    """The mails in one state."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Mail.State.choices])


class InvitationForm(forms.ModelForm):
    """The address of whom to invite."""

    class Meta:
        model = Invitation
        fields = ["email"]

    def validate_constraints(self):
        """Nothing to refuse: a new invitation takes the place of the former one."""


class AcceptForm(SetPasswordMixin, forms.Form):
    """The name and the password of the account that an invitation opens."""

    name = forms.CharField(
        label=_("First name and name"),
        max_length=150,
        validators=[one_line],  # it stands in the head of mails
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password1, password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, *args, invitation, **kwargs):
        self.invitation = invitation
        super().__init__(*args, **kwargs)

    def clean(self):
        self.validate_passwords()
        person = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        self.validate_password_for_user(person)
        return super().clean()


class NotificationsForm(forms.Form):
    """How often the digest comes."""

    frequency = forms.ChoiceField(
        label=_("Receive the digest"), choices=Notifications.Frequency, widget=forms.RadioSelect
    )
