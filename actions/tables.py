"""The table as a page shows it: filtered, laid out, grouped and counted."""

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Value, When
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actions.columns import BY_NAME, Column
from actions.facets import count, facets
from actions.filters import ActionFilter
from actions.forms import LayoutForm
from actions.models import JointAction

PAGE_SIZE = 50


# Columns that the screen shows in a way of their own; the others follow their kind.
SHAPES = {"reference", "title", "status", "end"}


class Heading(NamedTuple):
    """A column on screen: how its cells look, what stands above them, and what the address must say to sort by it."""

    column: Column
    label: str
    shape: str
    classes: str
    sort: str = ""
    direction: str = ""

    @classmethod
    def of(cls, column, sorted_by=""):
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(sorted_by, "")
        return cls(
            column,
            label=str(capfirst(column.heading)),
            shape=column.name if column.name in SHAPES else str(column.kind),
            classes=f"kind-{column.kind} col-{column.name}",
            sort=column.sort and (f"-{column.name}" if direction == "ascending" else column.name),
            direction=direction,
        )


class Cell(NamedTuple):
    """What a column says of an action; flat, since a page unpacks hundreds. `column` names it if it can be edited."""

    column: str
    shape: str
    classes: str
    label: str
    value: object
    text: str

    @classmethod
    def of(cls, heading, action):
        return cls.holding(heading, heading.column.read(action))

    @classmethod
    def holding(cls, heading, value):
        column = heading.column
        name = column.name if column.is_editable else ""
        return cls(name, heading.shape, heading.classes, heading.label, value, column.format(value))


def cells(action, names):
    """The cells of the named columns that say something of `action`."""
    found = (Cell.of(Heading.of(BY_NAME[name]), action) for name in names)
    return [cell for cell in found if cell.text]


class Row(NamedTuple):
    """An action and its cells."""

    action: JointAction
    cells: list[Cell]


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `count` spans all pages, `rows` only this one."""

    heading: str
    count: int
    rows: list[Row]


class ActionTable:
    """What somebody sees of the table for the parameters of its address."""

    def __init__(self, user, data):
        self.user = user
        self.filter = ActionFilter(data, user=user)
        self.layout = LayoutForm(data, user=user)

    def is_valid(self):
        return all([self.filter.form.is_valid(), self.layout.is_valid()])

    @property
    def errors(self):
        """Sentences that say which parameter is wrong, and how."""
        for form in (self.filter.form, self.layout):
            for name, messages in form.errors.items():
                for message in messages:
                    yield _("%(field)s: %(message)s") % {"field": capfirst(form.fields[name].label), "message": message}

    @property
    def group_by(self):
        return self.layout.cleaned_data["group"]

    @property
    def columns(self):
        return self.layout.cleaned_data.get("columns", [])

    @property
    def query(self):
        """The address without page and without what goes unsaid: the same for all addresses that show the same."""
        usual = [column for column in self.layout.available if column.on_screen]
        said = self.filter.form.cleaned_data | {
            "group": self.group_by if self.group_by != "axis" else "",
            "sort": self.layout.cleaned_data["sort"],
            "columns": [column.name for column in self.columns] if self.columns != usual else [],
        }
        asked = {name: sorted(value) if isinstance(value, list) else value for name, value in said.items() if value}
        return urlencode(asked, doseq=True)

    @cached_property
    def headings(self):
        return [Heading.of(column, self.layout.cleaned_data["sort"]) for column in self.columns]

    @property
    def facets(self):
        """The choices beside the table; none while the address is wrong, since nothing can be counted."""
        return facets(self.filter, self.counts) if self.is_valid() else []

    @property
    def period_fields(self):
        return [self.filter.form[name] for name in ("after", "before", "ends")]

    @cached_property
    def counts(self):
        return count(self.filter)

    @cached_property
    def count(self):
        """How many actions the filters leave: every action has one axis, so the axis counts add up to it."""
        counts = self.counts["axis"]
        return sum(counts.get(axis, 0) for axis in self.filter.form.cleaned_data["axis"] or counts)

    @cached_property
    def hidden_count(self):
        """How many live actions the filters hide."""
        return max(self.counts["live"].get("all", 0) - self.count, 0)

    def ordered(self):
        """The keys of the filtered actions in the order of this layout."""
        sort = self.layout.cleaned_data["sort"]
        found = self.filter.qs
        if "lead" in {self.group_by, sort.removeprefix("-")}:
            found = found.with_lead()
        return found.in_table_order(*self._group_order(), *self._sort_order(sort)).values_list("pk", flat=True)

    def fetch(self, keys):
        """The actions of a page, with what the shown columns need.

        Only these are read whole: sorting thousands of rows with all their texts takes three times as long.
        """
        needs = dict.fromkeys(need for column in self.columns for need in column.needs)
        found = JointAction.objects.visible_to(self.user).for_table(needs, self.user)
        if self.group_by == "lead":
            found = found.with_lead()
        actions = found.in_bulk(keys)
        return [actions[key] for key in keys]

    def _group_order(self):
        statuses = [When(status=status, then=Value(rank)) for rank, status in enumerate(JointAction.Status)]
        return {
            "axis": ["axis__number"],
            "lead": [F("lead_name").asc(nulls_last=True)],
            "status": [Case(*statuses)],
            "none": [],
        }[self.group_by]

    def _sort_order(self, sort):
        """Empty values come last in both directions, on both databases."""
        if not sort:
            return []
        fields = [F(name) for name in BY_NAME[sort.removeprefix("-")].sort]
        if sort.startswith("-"):
            return [name.desc(nulls_last=True) for name in fields]
        return [name.asc(nulls_last=True) for name in fields]

    @cached_property
    def paginator(self):
        paginator = Paginator(self.ordered(), PAGE_SIZE)
        paginator.count = self.count
        return paginator

    def groups(self, page):
        """The rows of a page under their headings."""
        key, heading = GROUPINGS[self.group_by]
        counts = self._group_counts()
        groups = {}
        if self.group_by == "axis" and not self.filter.is_used and page.paginator.num_pages == 1:
            # The whole table is in sight: its empty axes belong to it.
            groups = {axis: Group(label, 0, []) for axis, label in self.filter.form.fields["axis"].choices}
        for value, actions in groupby(self.fetch(list(page)), key):
            rows = [self._row(action) for action in actions]
            groups[value] = Group(heading(rows[0].action), counts[value], rows)
        return groups.values()

    def _group_counts(self):
        match self.group_by:
            case "lead":
                tally = self.filter.qs.with_lead().order_by().values_list("lead_name").annotate(Count("pk"))
                return dict(tally)
            case "none":
                return {None: self.count}
        return self.counts[self.group_by]

    def row(self, key):
        """The row of one action, wherever it stands."""
        return self._row(*self.fetch([key]))

    def _row(self, action):
        return Row(action, [Cell.of(heading, action) for heading in self.headings])


# How to tell the group of an action, and what to call it.
GROUPINGS = {
    "axis": (lambda action: str(action.axis.number), lambda action: str(action.axis)),
    "lead": (lambda action: action.lead_name, lambda action: action.lead_name or _("No lead")),
    "status": (lambda action: action.status, lambda action: action.get_status_display()),
    "none": (lambda action: None, lambda action: ""),
}
