"""Forms of the minutes on their way: to whom they go, remarks, what becomes of them, approval, the template."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms import DateInput
from actions.services.transmission import Recipient
from gtm.lib.cells import squeeze
from gtm.lib.models import one_line
from meetings.models import Attendance, MinutesRemark
from meetings.services.approving import Letter, Seen
from partners.models import Contact, Partner, User
from partners.services.mail import link

PRESENT = Attendance.Presence.PRESENT
DAYS = 14  # in which remarks are awaited
REMARKS_BY = gettext_lazy("Remarks awaited by")


def people(user, meeting):
    """[(who they are, [(value, Recipient, whether they came)])]: the people on the list, then those of each partner."""
    listed = meeting.attendees.visible_to(user).exclude(email="").select_related("partner")
    named = [(f"attendee-{one.pk}", Recipient(one.name, one.email), one.presence == PRESENT) for one in listed]
    known = {recipient.email.lower() for _value, recipient, _came in named}
    groups = [(_("People on the list"), named)]
    attendances = [one for one in meeting.attendances.select_related("partner") if not one.partner.is_archived]
    found = {one.partner_id: [] for one in attendances}
    contacts = Contact.objects.visible_to(user).live().filter(partner__in=found).order_by("name", "pk")
    accounts = User.objects.filter(is_active=True, partner__in=found).order_by("name", "pk")
    for kind, ones in (("contact", contacts), ("user", accounts)):
        for one in ones:
            if one.email.lower() not in known:
                known.add(one.email.lower())
                found[one.partner_id].append((f"{kind}-{one.pk}", Recipient(one.name, one.email)))
    for one in attendances:
        came = one.presence == PRESENT
        groups.append((one.partner, [(*person, came) for person in found[one.partner_id]]))
    return [(who, ones) for who, ones in groups if ones]


class SeenField(forms.CharField):
    """The minutes as the page showed them, as a Seen."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            state, number, content_hash = super().clean(value).split(" ")
            return Seen(state, int(number), content_hash)
        except ValueError as error:
            raise ValidationError(_("This page is not complete: reload it.")) from error

    @staticmethod
    def of(seen):
        return " ".join(map(str, seen))


class SeenForm(forms.Form):
    """A button that is pressed on minutes as the page showed them."""

    seen = SeenField()

    def __init__(self, *args, seen, **kwargs):
        initial = {"seen": SeenField.of(seen)} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)


class RecipientsForm(forms.Form):
    """To whom the minutes go, and by when remarks are awaited: what is asked before the letter is shown."""

    to = forms.MultipleChoiceField(label=gettext_lazy("To whom"))
    by = forms.DateField(label=REMARKS_BY, widget=DateInput)

    def __init__(self, *args, user, meeting, **kwargs):
        self.people = people(user, meeting)
        came = [value for _who, ones in self.people for value, _one, came in ones if came]
        by = timezone.localdate() + timedelta(days=DAYS)
        super().__init__(*args, initial={"to": came, "by": by}, auto_id="circulate-%s", **kwargs)
        self.fields["to"].choices = [(value, str(one)) for _who, ones in self.people for value, one, _came in ones]
        self.fields["to"].error_messages["required"] = _("Choose at least one recipient.")

    def groups(self):
        """[(who, [(value, Recipient, whether it is chosen)])] for the page."""
        chosen = set(self["to"].value() or [])
        return [(who, [(value, one, value in chosen) for value, one, _came in ones]) for who, ones in self.people]

    def clean_by(self):
        day = self.cleaned_data["by"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is past."))
        return day

    @property
    def chosen(self):
        wanted = set(self.cleaned_data["to"])
        return [one for _who, ones in self.people for value, one, _came in ones if value in wanted]


class LetterForm(SeenForm):
    """The mail as it leaves."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200, validators=[one_line])
    body = forms.CharField(label=gettext_lazy("Message"), widget=forms.Textarea({"rows": 14}), max_length=10_000)

    def letter(self, asked):
        """What the service takes; `asked` is the RecipientsForm."""
        said = self.cleaned_data
        return Letter(asked.chosen, said["subject"], said["body"], asked.cleaned_data["by"])


def words_of_letter(meeting, remarks_by):
    """{field: text} of what the secretariat would write, in French: the partners write to each other in it."""
    with translation.override("fr"):
        words = {
            "title": meeting.title,
            "date": date_format(meeting.date, "DATE_FORMAT"),
            "by": date_format(remarks_by, "DATE_FORMAT"),
            "link": link(reverse("meetings:approval", args=[meeting.slug])),
        }
        body = _(
            "Dear Sir or Madam,\n\nPlease find attached the draft minutes of the meeting of %(date)s (%(title)s). We "
            "would be grateful for your remarks by %(by)s: whoever has an account writes them on the page of the "
            "minutes,\n%(link)s\nand others in answer to this mail.\n\n"
            "The secretariat of the Thematic Group on Migration"
        )
        return {"subject": _("Draft minutes of the meeting of %(date)s") % words, "body": body % words}


class ApproveForm(SeenForm):
    """The word that the minutes are approved; what remains open has to be known."""

    remaining = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    confirm = forms.BooleanField(
        label=gettext_lazy("Approve them all the same"),
        error_messages={"required": gettext_lazy("Remarks are still open: answer them, or tick this box.")},
    )

    def __init__(self, *args, remaining, **kwargs):
        super().__init__(*args, initial={"remaining": remaining}, auto_id="approve-%s", **kwargs)
        self.fields["confirm"].required = remaining > 0
        if not remaining:
            self.fields["confirm"].widget = forms.HiddenInput()


class RemarkForm(forms.Form):
    """A remark; who made it and for which partner is asked of the secretariat only."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(label=gettext_lazy("Remark"), widget=forms.Textarea({"rows": 4}), max_length=5000)
    said_by = forms.CharField(label=gettext_lazy("Said by"), max_length=150, required=False, validators=[one_line])
    partner = forms.ModelChoiceField(Partner.objects.none(), label=gettext_lazy("Partner"), required=False)

    def __init__(self, *args, user, meeting, may_keep, **kwargs):
        super().__init__(*args, auto_id="remark-%s", **kwargs)
        if may_keep:
            invited = Partner.objects.visible_to(user).filter(attendances__meeting=meeting)
            self.fields["partner"].queryset = invited
        else:
            del self.fields["said_by"], self.fields["partner"]

    def clean_text(self):
        return squeeze(self.cleaned_data["text"])

    def clean(self):
        said = super().clean()
        if "partner" in self.fields and not self.errors and not (said["partner"] or said["said_by"]):
            self.add_error("said_by", _("Say who made this remark, or for which partner."))
        return said


class AnswerForm(forms.Form):
    """What became of a remark; `seen_verdict` and `seen_answer` are what the page showed."""

    seen_verdict = forms.ChoiceField(choices=MinutesRemark.Verdict, widget=forms.HiddenInput)
    seen_answer = forms.CharField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=[one for one in MinutesRemark.Verdict.choices if one[0] != MinutesRemark.Verdict.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Its author reads this. Required where the remark is not taken into account."),
    )

    def __init__(self, *args, remark, **kwargs):
        now = {"seen_verdict": remark.verdict, "seen_answer": remark.answer, "answer": remark.answer}
        super().__init__(*args, initial=now | {"verdict": remark.verdict}, auto_id=f"answer-{remark.pk}-%s", **kwargs)

    def clean_answer(self):
        return squeeze(self.cleaned_data["answer"])

    @property
    def said(self):
        """What the service takes."""
        said = self.cleaned_data
        seen = (said["seen_verdict"], squeeze(said["seen_answer"]))
        return {"verdict": said["verdict"], "answer": said["answer"], "seen": seen}


class TemplateForm(forms.Form):
    """A template of the minutes, restyled in Word; what it must hold is checked by whoever takes it."""

    file = forms.FileField(
        label=gettext_lazy("Word document"), widget=forms.FileInput({"accept": ".docx"}), max_length=255
    )
