"""Items of an agenda: what is said of each, what it is about, and where it stands."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gtm.lib.cells import squeeze
from meetings import proposing
from meetings.forms import references
from meetings.models import AgendaItem
from meetings.services.agenda import FIELDS, LINKS, seen

Kind = AgendaItem.Kind
UNTICKED = [name for name in LINKS if name != "actions"]


class ItemForm(forms.ModelForm):
    """What is said of an item; of a new one with a `token`, of another with what the page has `seen` of it."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    actions = forms.CharField(
        label=gettext_lazy("Joint actions"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Their references, such as A2-07, A3-01."),
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "text", "minutes", "speaker"]
        labels = {
            "title": gettext_lazy("Title"),
            "text": gettext_lazy("Details"),
            "minutes": gettext_lazy("Duration in minutes"),
            "speaker": gettext_lazy("Speaker"),
        }
        help_texts = {"text": gettext_lazy("All who are invited read the title, the details and the speaker.")}
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        item = kwargs.get("instance")  # with its links, as `with_links` reads them
        super().__init__(*args, auto_id=f"item-{item.pk if item else 'new'}-%s", **kwargs)
        self.user = user
        del self.fields["token" if item else "seen"]
        if item:
            self.initial["seen"] = seen(item)
            self.initial["actions"] = ", ".join(action.reference for action in item.actions.all())
            for name in UNTICKED:
                self._keep(name, getattr(item, name).all())

    def _keep(self, name, linked):
        """Have `linked` ticked: who unticks one takes it off the item."""
        if linked:
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=gettext_lazy("Linked"),
                choices=[(row.pk, getattr(row, "heading", str(row))) for row in linked],
                coerce=int,
                required=False,
                initial=[row.pk for row in linked],
                widget=forms.CheckboxSelectMultiple,
            )

    def clean_text(self):
        return squeeze(self.cleaned_data["text"])

    def clean_actions(self):
        return references.find(self.cleaned_data["actions"], self.user)

    def _post_clean(self):
        """The service checks the item as it will be; this one stays as it was read."""

    @property
    def item(self):
        """What the service takes of a new item."""
        return {"token": self.cleaned_data["token"], "kind": Kind.FREE, "said": self.said, "links": self.links}

    @property
    def said(self):
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def links(self):
        return {name: self.cleaned_data.get(name, ()) for name in LINKS}

    def tell(self, stale):
        """Say that somebody was faster, and let the next save begin from there."""
        self.add_error(None, str(stale))
        self.data = self.data.copy()
        self.data["seen"] = seen(stale.item)


class OfferForm(forms.Form):
    """What is ticked of what is open of one kind."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in Kind if kind != Kind.FREE])

    def __init__(self, data, *, user):
        super().__init__(data)
        rows = proposing.rows(data.get("kind"), user)
        if rows is None:
            self.fields["text"] = forms.CharField(required=False)  # what the page says of changes of the table
        else:
            said = {"required": _("Tick at least one line.")}
            self.fields["ticked"] = forms.ModelMultipleChoiceField(rows, error_messages=said)

    @property
    def typed(self):
        """The keys of what was ticked, whatever they are worth."""
        return [int(key) for key in self.data.getlist("ticked") if key.isdecimal()]

    @property
    def item(self):
        """What the service takes."""
        kind = self.cleaned_data["kind"]
        said = {"title": Kind(kind).label, "text": self.cleaned_data.get("text", "")}
        return {"token": self.cleaned_data["token"], "kind": kind, "said": said, "links": self._links}

    @property
    def _links(self):
        """{name of the link: keys}"""
        if "ticked" not in self.fields:
            return {}
        return {proposing.LINKED[self.cleaned_data["kind"]]: [row.pk for row in self.cleaned_data["ticked"]]}


class MoveForm(forms.Form):
    """To which place an item goes; `seen` are the keys of all items in the order of the page."""

    place = forms.IntegerField(min_value=1)
    seen = forms.CharField()

    def clean_seen(self):
        try:
            return tuple(int(key) for key in self.cleaned_data["seen"].split(","))
        except ValueError as error:
            raise ValidationError("") from error  # nobody types it
