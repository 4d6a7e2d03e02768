"""The saved views that a person may open, and what is left of one whose filters no longer exist."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from actions.filters import ActionFilter
from actions.models import SavedView
from actions.tables import ActionTable
from gtm.lib.search import normalise

# The address of the table for those whom another view would greet.
WHOLE_TABLE = "none"


def address(query, view):
    """The table under `query`, which the menu calls by the name of the view with that key."""
    parameters = QueryDict(query, mutable=True)
    parameters["view"] = view
    return f"{reverse('actions:table')}?{parameters.urlencode()}"


def mended(user, query):
    """The table for what this person can still ask of `query`, and what had to be left out, in words."""
    data = QueryDict(query, mutable=True)
    table = ActionTable(user, data)
    table.is_valid()
    fields = table.filter.form.fields | table.layout.fields
    refused = table.filter.form.errors | table.layout.errors
    left_out = []
    for name, values in list(data.lists()):
        if name in refused or name not in fields:
            is_known = getattr(fields.get(name), "valid_value", lambda value: False)
            data.setlist(name, [value for value in values if is_known(value)])
            lost = ", ".join(value for value in values if not is_known(value))
            left_out.append(f"{label(fields, name)} ({lost})")
    if left_out:
        table = ActionTable(user, data)
        table.is_valid()
    return table, left_out


def label(fields, name):
    """What a parameter is called, also where its filter is not offered to this person."""
    named = fields.get(name) or ActionFilter.base_filters.get(name)
    return capfirst(named.label) if named else name


@dataclass
class ViewMenu:
    """The views that `user` may choose from, and the one that the address names as `asked`."""

    user: object
    table: ActionTable | None = None
    asked: str | None = None

    @cached_property
    def views(self):
        found = SavedView.objects.visible_to(self.user).with_default(self.user)
        return sorted(found, key=lambda view: normalise(view.name))

    @property
    def own(self):
        return [view for view in self.views if not view.is_shared]

    @property
    def shared(self):
        return [view for view in self.views if view.is_shared]

    @cached_property
    def current(self):
        return next((view for view in self.views if str(view.pk) == self.asked), None)

    @cached_property
    def default(self):
        return next((view for view in self.views if view.is_default), None)

    @property
    def is_altered(self):
        """Whether the table shows something else than the view whose name it bears."""
        return self.current is not None and self.current.query != self.table.query

    @property
    def may_overwrite(self):
        return self.current is not None and self.current.may_be_changed_by(self.user)

    @property
    def named(self):
        """What the address must go on saying: the view, or that none is wanted where one would greet."""
        if self.current:
            return str(self.current.pk)
        return WHOLE_TABLE if self.default else ""
