"""What a focal point would change of an action: the form of the secretariat, which yields a proposal."""

from uuid import uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.columns import BY_NAME, PROPOSABLE
from actions.forms.action import ActionForm
from actions.models import JointAction
from actions.services.proposing import warnings


class SeenField(forms.CharField):
    """What the page showed, signed: it is kept as what the sender saw, so nobody else may write it."""

    def __init__(self, salt):
        super().__init__(widget=forms.HiddenInput)
        self.salt = salt

    def prepare_value(self, value):
        return value if isinstance(value, str) else signing.dumps(value, salt=self.salt, compress=True)

    def to_python(self, value):
        try:
            return signing.loads(value or "", salt=self.salt)
        except signing.BadSignature as error:
            raise ValidationError(_("This page is not complete: reload it.")) from error


class ProposalForm(ActionForm):
    """All that may be proposed of an action; what is outside the partner's columns is a suggestion."""

    token = forms.UUIDField(widget=forms.HiddenInput)  # the same form sent twice is one proposal
    message = forms.CharField(
        label=gettext_lazy("Message to the secretariat"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Why, or on which ground: it is read with what you propose."),
    )

    def __init__(self, data=None, *, action):
        super().__init__(data, action=action, columns=PROPOSABLE)
        del self.fields["reason"]
        self.fields["base"] = SeenField(salt=f"what a page showed of action {action.pk}")
        self.initial["token"] = uuid4()

    def clean_base(self):
        base = super().clean_base()
        if base.keys() != {column.name for column in self.columns}:
            raise ValidationError(_("This page is not complete: reload it."))
        return base

    def clean(self):
        """The rules hold for what the page showed; what was changed meanwhile is the secretariat's to settle."""
        said = super().clean()
        for change in [] if self.errors else self.changes():
            self._check(change)
        if not self.errors:
            proposed = {name: stored for name, (_base, stored) in self.cells.items()}
            for name, sentence in warnings(proposed, said["base"]).items():
                self.add_error(name, sentence)
        return said

    def _check(self, change):
        """Say beside a field what saving its value would be refused for."""
        if change.column.rows:
            return
        try:
            JointAction._meta.get_field(change.column.name).clean(change.value, self.action)
        except ValidationError as error:
            self.add_error(change.column.name, error)

    @property
    def cells(self):
        """{column name: (stored value that was seen, stored value proposed)} of what was changed."""
        return {one.column.name: (one.base, one.column.store(one.value)) for one in self.changes()}

    @property
    def overtaken(self):
        """The headings of the fields that somebody changed after the page was made, of those that she changed."""
        now = self.stored
        return [str(capfirst(BY_NAME[name].heading)) for name, (base, _to) in self.cells.items() if now[name] != base]
