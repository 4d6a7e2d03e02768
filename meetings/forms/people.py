"""Forms of invitations: who is asked, what is said to them, and what they answer."""

from itertools import groupby

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gtm.lib.cells import squeeze
from gtm.lib.models import one_line
from meetings.models import Attendee
from meetings.services import invitation
from partners.models import Partner


class InviteForm(forms.Form):
    """The invitation, and to whom it leaves: `people` are Attendees with an address who were not asked yet."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=invitation.LONGEST_SUBJECT, validators=[one_line]
    )
    body = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea({"rows": 14}))
    to = forms.MultipleChoiceField(label=gettext_lazy("To whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, meeting, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.email.lower(): person for person in people}
        self.fields["to"].choices = [(key, person.name) for key, person in self.people.items()]
        self.fields["to"].error_messages["required"] = _("Tick at least one person.")
        self.initial["subject"], self.initial["body"] = invitation.proposed(meeting)

    def clean_body(self):
        return squeeze(self.cleaned_data["body"])

    @property
    def chosen(self):
        return [self.people[key] for key in self.cleaned_data["to"]]

    @property
    def groups(self):
        """[(partner or None, [(box, person)])] in the order of the people."""
        boxes = [(box, self.people[box.data["value"]]) for box in self["to"].subwidgets]
        return [(partner, list(found)) for partner, found in groupby(boxes, key=lambda pair: pair[1].partner)]


class PersonForm(forms.ModelForm):
    """Somebody who is put on the list by name."""

    class Meta:
        model = Attendee
        fields = ["name", "function", "partner", "email"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        partner = self.fields["partner"]
        partner.queryset = Partner.objects.visible_to(user).live()
        partner.label_from_instance = lambda found: found.full_name
        self.fields["email"].help_text = _("Empty: no invitation leaves by mail.")
        for field in self.fields.values():
            field.label = capfirst(field.label)


class AnswerForm(forms.Form):
    """Whether somebody comes; each answer is a button."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[
            (Attendee.Answer.ACCEPTED, gettext_lazy("I come")),
            (Attendee.Answer.TENTATIVE, gettext_lazy("I may come")),
            (Attendee.Answer.DECLINED, gettext_lazy("I do not come")),
        ],
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    note = forms.CharField(
        label=gettext_lazy("A word with it"),
        max_length=Attendee._meta.get_field("answer_note").max_length,
        required=False,
        help_text=gettext_lazy("For the secretariat: who comes in your place, or what you need."),
    )


class RecordForm(AnswerForm):
    """What somebody answered by mail or telephone; `seen` is when the answer was given that the page showed."""

    seen = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, attendee, **kwargs):
        super().__init__(*args, auto_id=f"id_{attendee.pk}_%s", **kwargs)
        self.attendee = attendee
        self.fields["answer"].choices = Attendee.Answer.choices
        self.fields["note"].help_text = ""
        self.initial = {"answer": attendee.answer, "note": attendee.answer_note}
        self.initial["seen"] = attendee.answered_at and attendee.answered_at.isoformat()

    def tell(self, stale):
        """Show what she answered meanwhile; the next save replaces it."""
        self.add_error("answer", str(stale))
        self.data = self.data.copy()
        self.data["seen"] = stale.attendee.answered_at.isoformat()
