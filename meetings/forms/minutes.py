"""Old minutes: handed in, then corrected part by part before they are saved."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions.forms.layout import DateInput
from gtm.lib.cells import squeeze
from meetings.models import Attendance, DebatePoint, Decision, Meeting, Statement

MOST = 150  # of each kind: a form has a thousand fields at most
LEFT_ALONE = {"readonly": True, "rows": 3}


class ImportForm(forms.Form):
    """The minutes as a text or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Text of the minutes"),
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        required=False,
        help_text=gettext_lazy("Copied from Word, from a mail or from anywhere else, headings included."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        widget=forms.FileInput({"accept": ".docx,.txt,.md"}),
        required=False,
        help_text=gettext_lazy("A Word document (.docx) or a text (.txt, .md), 10 MB at most."),
    )

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("text")) == bool(data.get("file")):
            raise forms.ValidationError(
                _("You gave both a text and a file: leave one of them out.")
                if data.get("file")
                else _("Paste the text of the minutes, or choose a file.")
            )
        return data


class MeetingForm(forms.ModelForm):
    """The meeting itself; what was not understood goes along to be seen, and is not saved."""

    introductions = forms.CharField(
        label=gettext_lazy("Words that only introduce a list"), widget=forms.Textarea(LEFT_ALONE), required=False
    )
    unplaced = forms.CharField(
        label=gettext_lazy("Lines that found no place"), widget=forms.Textarea(LEFT_ALONE), required=False
    )
    is_another = forms.BooleanField(
        label=gettext_lazy("This is another meeting, held on the same day."), required=False
    )

    class Meta:
        model = Meeting
        fields = ["title", "date", "place", "minutes_author"]
        widgets = {"date": DateInput()}


class PartForm(forms.ModelForm):
    """A part of the meeting; `directory` knows the partners (meetings.minutes.resolving)."""

    def __init__(self, *args, directory, **kwargs):
        super().__init__(*args, **kwargs)
        self.directory = directory
        if "partner" in self.fields:
            partners = [(partner.pk, str(partner)) for partner in directory.partners.values()]
            self.fields["partner"].choices = [("", "–"), *partners]

    def clean_text(self):
        return squeeze(self.cleaned_data["text"])

    def clean_partner(self):
        chosen = self.cleaned_data["partner"]
        partner = self.directory.partners[int(chosen)] if chosen else None
        self.instance.partner_id = partner and partner.pk
        return partner


class ParticipantForm(PartForm):
    """Somebody on the list; whoever is not in the directory is chosen from it or left out, never created."""

    written = forms.CharField(widget=forms.HiddenInput, required=False)
    partner = forms.ChoiceField(label=gettext_lazy("partner"), required=False)

    class Meta:
        model = Attendance
        fields = ["capacity", "presence"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = Attendance.Capacity.choices
        self.fields["capacity"].initial = Attendance.Capacity.NATIONAL
        self.fields["presence"].initial = Attendance.Presence.PRESENT

    @property
    def doubt(self):
        """What is not sure of the partner that was proposed, in a sentence."""
        written = self["written"].value()
        return self.directory.find(written)[1] if written else ""

    def clean_partner(self):
        partner = super().clean_partner()
        if partner is None:
            raise forms.ValidationError(_("Choose the partner that is meant, or leave this line out."))
        return partner


class StatementForm(PartForm):
    partner = forms.ChoiceField(label=gettext_lazy("speaks for"), required=False)

    class Meta:
        model = Statement
        fields = ["kind", "speaker", "speaker_function", "title", "text"]

    field_order = ["kind", "speaker", "speaker_function", "partner", "title", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = Statement.Kind.OTHER


class PointForm(PartForm):
    partners = forms.MultipleChoiceField(
        label=gettext_lazy("Partners named"), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = DebatePoint
        fields = ["text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field, partners = self.fields["partners"], self.directory.partners
        field.choices = [(pk, str(partner)) for pk, partner in partners.items()]
        # Only those of which the text speaks are offered.
        named = {str(partner.pk) for partner in self.directory.named_in(self["text"].value() or "")}
        named |= set(map(str, self["partners"].value() or []))
        field.widget.choices = [choice for choice in field.choices if str(choice[0]) in named]

    def clean_partners(self):
        return [self.directory.partners[int(pk)] for pk in self.cleaned_data["partners"]]


class DecisionForm(PartForm):
    class Meta:
        model = Decision
        fields = ["text", "responsible", "due"]
        widgets = {"due": DateInput()}
        help_texts = {"responsible": ""}


class PartFormSet(forms.BaseFormSet):
    """Parts of one kind; any may be left out, and one may be added."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave out")
        for name, field in form.fields.items():
            field.label = capfirst(field.label or name)

    @property
    def kept(self):
        """The forms that are filled in and not left out."""
        return [form for form in self.forms if form.cleaned_data and form not in self.deleted_forms]


class ParticipantFormSet(PartFormSet):
    def clean(self):
        """A partner stands once on the list."""
        seen = set()
        for form in self.forms:
            partner = getattr(form, "cleaned_data", {}).get("partner")
            if partner and form not in self.deleted_forms:
                if partner in seen:
                    form.add_error("partner", _("This partner is on the list twice: leave one line out."))
                seen.add(partner)


class MinutesForms:
    """All the forms of a page, by the name of what each is about."""

    KINDS = {
        "participants": (ParticipantForm, ParticipantFormSet),
        "statements": (StatementForm, PartFormSet),
        "points": (PointForm, PartFormSet),
        "decisions": (DecisionForm, PartFormSet),
    }

    def __init__(self, data=None, *, directory, initial=None):
        initial = initial or {}
        self.meeting = MeetingForm(data, initial=initial.get("meeting"))
        for name, (form, base) in self.KINDS.items():
            made = forms.formset_factory(
                form, base, extra=1, can_delete=True, max_num=MOST, absolute_max=MOST, validate_max=True
            )
            setattr(
                self,
                name,
                made(data, initial=initial.get(name), prefix=name, form_kwargs={"directory": directory}),
            )

    def __iter__(self):
        yield self.meeting
        yield from (getattr(self, name) for name in self.KINDS)

    def counts(self):
        """How many parts there are of each kind, in words."""
        number = {name: len(getattr(self, name).forms) - 1 for name in self.KINDS}
        return [
            ngettext("%(number)s participant", "%(number)s participants", number["participants"])
            % {"number": number["participants"]},
            ngettext("%(number)s statement", "%(number)s statements", number["statements"])
            % {"number": number["statements"]},
            ngettext("%(number)s debate point", "%(number)s debate points", number["points"])
            % {"number": number["points"]},
            ngettext("%(number)s decision", "%(number)s decisions", number["decisions"])
            % {"number": number["decisions"]},
        ]

    def is_valid(self):
        # Each is asked, so that each says what is wrong with it.
        valid = [form.is_valid() for form in self]
        return all(valid)

    def parts(self):
        """What `meetings.services.minutes.save` asks for."""
        return {
            "meeting": self.meeting.instance,
            "is_another": self.meeting.cleaned_data["is_another"],
            "attendances": [form.instance for form in self.participants.kept],
            "statements": [form.instance for form in self.statements.kept],
            "points": [(form.instance, form.cleaned_data["partners"]) for form in self.points.kept],
            "decisions": [form.instance for form in self.decisions.kept],
        }
