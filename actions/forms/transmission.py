"""To whom an edition goes, with which words and by when it is to come back."""

from itertools import groupby
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms.layout import DateInput
from actions.models import Transmission
from actions.services.transmission import Letter, Recipient
from partners.models import Contact, Partner, User


def people(user):
    """[(partner, [(value, Recipient)])]: contacts, and those who log in for a partner."""
    contacts = Contact.objects.visible_to(user).live().filter(partner__archived_at=None).select_related("partner")
    accounts = User.objects.filter(is_active=True, partner__archived_at=None).exclude(partner=None)
    found = [(one.partner, f"contact-{one.pk}", Recipient(one.name, one.email)) for one in contacts]
    known = {(partner, recipient.email.lower()) for partner, _value, recipient in found}
    found += [
        (one.partner, f"user-{one.pk}", Recipient(one.name, one.email))
        for one in accounts
        if (one.partner, one.email.lower()) not in known
    ]
    found.sort(key=lambda one: (one[0].name, one[0].pk, one[2].name))
    return [(partner, [one[1:] for one in ones]) for partner, ones in groupby(found, lambda one: one[0])]


def not_past(day):
    if day < timezone.localdate():
        raise forms.ValidationError(_("This day is past."))


class _HandingOver(forms.Form):
    """What both ways of handing over ask."""

    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    workbook = forms.ChoiceField(
        label=gettext_lazy("Workbook"),
        choices=[
            ("own", gettext_lazy("That of the partner: its own rows are open, the others locked")),
            ("whole", gettext_lazy("The same for all, every row open")),
        ],
        initial="own",
        widget=forms.RadioSelect,
    )
    due = forms.DateField(
        label=gettext_lazy("To be sent back by"), required=False, widget=DateInput, validators=[not_past]
    )

    @property
    def is_own(self):
        return self.cleaned_data["workbook"] == "own"


class TransmitForm(_HandingOver):
    """An edition sent by e-mail."""

    recipients = forms.MultipleChoiceField(label=gettext_lazy("Recipients"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=180)
    body = forms.CharField(
        label=gettext_lazy("Message"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=10_000,
        help_text=gettext_lazy(
            "{destinataire}, {partenaire}, {edition}, {date} and {retour} are replaced by what they say for each."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people(user)
        self.fields["recipients"].choices = [
            (str(partner), [(value, str(recipient)) for value, recipient in ones]) for partner, ones in self.people
        ]
        self.fields["recipients"].error_messages["required"] = _("Choose at least one recipient.")
        self.fields["due"].help_text = _(
            "Reminders leave three days before it, and one and seven days after, until an answer."
        )
        self.initial |= {"subject": _("Table of joint actions, edition {edition}"), "body": default_body()}

    def groups(self):
        """[(partner, [(value, recipient, whether it is chosen)])] for the page."""
        chosen = set(self["recipients"].value() or [])
        return [
            (partner, [(value, recipient, value in chosen) for value, recipient in ones])
            for partner, ones in self.people
        ]

    def chosen(self):
        """{partner: [Recipient]}"""
        wanted = set(self.cleaned_data["recipients"])
        found = {partner: [one for value, one in ones if value in wanted] for partner, ones in self.people}
        return {partner: ones for partner, ones in found.items() if ones}

    def letter(self):
        return Letter(self.cleaned_data["subject"], self.cleaned_data["body"])


def default_body():
    """What the secretariat would write."""
    return _(
        "Dear {destinataire},\n\nPlease find attached edition {edition} of the table of joint actions of the Thematic "
        "Group on Migration, as of {date}. The first sheet says how to fill it in. Please send the workbook back "
        "{retour}. If you have nothing to change, a word in answer to this mail is enough.\n\n"
        "The secretariat of the Thematic Group on Migration"
    )


class HandOverForm(_HandingOver):
    """An edition handed over otherwise than by our mail."""

    partner = forms.ModelChoiceField(Partner.objects.live(), label=gettext_lazy("Partner"))
    recipients = forms.CharField(
        label=gettext_lazy("Who received it"),
        max_length=300,
        help_text=gettext_lazy("And how: by hand, on a key, from your own mailbox …"),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


class AnswerForm(forms.Form):
    """What came back without a workbook that the application reads."""

    answer = forms.ChoiceField(choices=Transmission.Answer.choices)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


class PostponeForm(forms.Form):
    """Another day by which a workbook is awaited."""

    due = forms.DateField(validators=[not_past])
