"""What one looks for in the directory and in the outbox, and how somebody is invited to it."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from partners.models import Invitation, Mail, User


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
        label=_("First name and name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
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
