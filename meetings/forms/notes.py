"""Forms of the notes of a meeting that is held, field by field."""

from django import forms
from django.utils.translation import gettext_lazy

from actions.forms import DateInput
from actions.models import Axis, JointAction, Theme
from gtm.lib.cells import squeeze
from meetings.forms.names import NamesField
from meetings.models import Statement
from meetings.services import notes
from partners.models import Partner


class NoteForm(forms.Form):
    """The fields of a note. Each goes with its `base`, which is what the person saw there."""

    part = ""
    conflicts = {}

    def __init__(self, data=None, *, user, note=None, ref=""):
        """`ref` is what a page calls the `note`, which may be one that nobody has begun."""
        self.note, self.ref = note, ref or notes.ref_of(note)
        self.said = notes.said(note) if note else {"kind": Statement.Kind.OTHER} if self.part == "statement" else {}
        super().__init__(data, initial=self.said, auto_id=f"{self.part}-{self.ref}-%s")
        for field in self.fields.values():
            field.user = user

    def keep_what_was_sent(self):
        """Leave the fields that came with their base; whatever a page did not show is not changed."""
        for name in [name for name in self.fields if f"base-{name}" not in self.data]:
            del self.fields[name]

    def clean(self):
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = squeeze(value)

    @property
    def seen(self):
        """{field: [texts]} that the person saw there, or sent since without having had an answer."""
        return {name: [*map(squeeze, self.data.getlist(f"base-{name}"))] or [""] for name in self.fields}

    def tell(self, saved):
        """Say what was not saved, and let the next save begin from what is there now."""
        self.note, self.said, self.conflicts = saved.note, notes.said(saved.note), saved.conflicts

    def tell_faults(self, error):
        """Say which rules a ValidationError names, beside the fields that are here."""
        faults = getattr(error, "message_dict", None) or {None: error.messages}
        for name, said in faults.items():
            self.add_error(name if name in self.fields else None, said)

    @property
    def up(self):
        """The number of the note above it."""
        return max(self.note.number - 1, 1) if self.note else 1

    @property
    def down(self):
        return self.note.number + 1 if self.note else 1

    def rows(self):
        """(bound field, its base, Conflict or None) of each."""
        return [(field, self.said.get(field.name, ""), self.conflicts.get(field.name)) for field in self]


def _text(rows):
    return forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea({"rows": rows}), max_length=20_000)


class StatementForm(NoteForm):
    """What somebody said at some length."""

    part = "statement"

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Statement.Kind)
    speaker = forms.CharField(label=gettext_lazy("Speaker"), max_length=150)
    speaker_function = forms.CharField(label=gettext_lazy("Function"), max_length=200, required=False)
    partner = NamesField(Partner, single=True, label=gettext_lazy("Partner"))
    text = _text(3)


class PointForm(NoteForm):
    """A point of the debate."""

    part = "point"

    text = _text(3)
    partners = NamesField(Partner, label=gettext_lazy("Partners named"))
    themes = NamesField(Theme, label=gettext_lazy("Cross-cutting domains"))
    actions = NamesField(JointAction, label=gettext_lazy("Joint actions"))


class DecisionForm(NoteForm):
    """What is decided."""

    part = "decision"

    text = _text(2)
    responsible = forms.CharField(label=gettext_lazy("Responsible"), max_length=200, required=False)
    partners = NamesField(Partner, label=gettext_lazy("Partners who answer for it"))
    due = forms.DateField(label=gettext_lazy("Due"), widget=DateInput, required=False)
    actions = NamesField(JointAction, label=gettext_lazy("Joint actions"))


FORMS = {form.part: form for form in (StatementForm, PointForm, DecisionForm)}


class NoteKeyForm(forms.Form):
    """Which note is meant."""

    part = forms.ChoiceField(choices=[(part, part) for part in FORMS])
    note = forms.RegexField(r"^(\d{1,18}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
    new = forms.BooleanField(required=False)


class PlaceForm(NoteKeyForm):
    """The number that a note is to have, and the one that was seen."""

    to = forms.IntegerField(min_value=1)
    seen = forms.IntegerField()


class ActionForm(forms.Form):
    """The joint action that a debate point becomes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    axis = forms.ModelChoiceField(Axis.objects.none(), label=gettext_lazy("Axis"), empty_label=None)
    lead = NamesField(Partner, single=True, label=gettext_lazy("Lead"))

    def __init__(self, *args, user, ref, axes, **kwargs):
        """`axes` are those that are offered: one list for all the forms of a page."""
        super().__init__(*args, auto_id=f"action-{ref}-%s", **kwargs)
        self.ref = ref
        self.fields["axis"].queryset = Axis.objects.live()
        self.fields["axis"].choices = [(axis.pk, str(axis)) for axis in axes]
        self.fields["lead"].user = user
