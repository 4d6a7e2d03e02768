"""What the table can be filtered by, and how many actions each choice would leave."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, DateFilter, FilterSet, MultipleChoiceFilter

from actions.forms import DateInput
from actions.models import Axis, JointAction, Orientation, Participation, Region, Theme
from actions.permissions import may_edit_actions
from gtm.lib.search import normalise
from partners.models import Partner

LATE = [("yes", _("Late")), ("no", _("On time or without end"))]
FUNDING = [
    ("secured", _("Secured")),
    ("unsecured", _("Not secured")),
    ("unknown", pgettext_lazy("funding", "Not known")),
]
SECURED = {"secured": True, "unsecured": False, "unknown": None}
DATE_FIELD = {
    "widget": DateInput,
    "error_messages": {"invalid": _("This is not a date. Write the day, the month and the year, such as 24/12/2008.")},
}
ARCHIVED = [("yes", _("Archived actions"))]


def reference_choices(user):
    """{filter: [(value, label)]} of all the reference data that `user` may see, in one query."""

    def rows(name, queryset, key, label, rank):
        return queryset.order_by().values_list(
            Value(name, TextField()),
            Cast(key, TextField()),
            Cast(label, TextField()),
            Cast(rank, TextField()),
        )

    shown_name = Case(When(acronym="", then=F("name")), default=F("acronym"))
    parts = [
        rows("axis", Axis.objects.visible_to(user), "number", "title", "number"),
        rows("orientation", Orientation.objects.visible_to(user), "number", "title", "number"),
        rows("theme", Theme.objects.visible_to(user), "slug", "name", "slug"),
        rows("region", Region.objects.visible_to(user), "code", "name", "code"),
        rows("partner", Partner.objects.visible_to(user), "slug", shown_name, "slug"),
    ]
    choices = defaultdict(list)
    for name, value, label, rank in parts[0].union(*parts[1:], all=True):
        numbered = rank.isdecimal()
        order = (int(rank), "") if numbered else (0, normalise(label))
        choices[name].append((order, value, f"{value}. {label}" if numbered else label))
    return {name: [(value, label) for _order, value, label in sorted(rows)] for name, rows in choices.items()}


@dataclass(frozen=True)
class Option:
    """A choice of a facet; `count` is how many actions it would show, given all the other filters."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Chip:
    """A filter in use, in words; `query` is the query string without it."""

    label: str
    text: str
    query: str


@dataclass(frozen=True)
class Facet:
    """A filter with a closed list of choices."""

    name: str
    label: str
    options: list[Option]

    @property
    def is_used(self):
        return any(option.checked for option in self.options)


class ActionFilter(FilterSet):
    """Filters of the table, by the parameters of its address."""

    # Each word is looked up by itself: a thousand of them would keep the database busy for minutes.
    q = CharFilter(method="filter_search", max_length=100, label=_("search"))
    axis = MultipleChoiceFilter(field_name="axis__number", distinct=False, label=_("axis"))
    status = MultipleChoiceFilter(choices=JointAction.Status, distinct=False, label=_("status"))
    late = MultipleChoiceFilter(choices=LATE, method="filter_late", label=_("lateness"))
    partner = MultipleChoiceFilter(label=_("partner"))
    role = MultipleChoiceFilter(choices=Participation.Role, label=_("role"))
    orientation = MultipleChoiceFilter(method="filter_orientation", label=_("strategic orientation"))
    theme = MultipleChoiceFilter(method="filter_theme", label=_("cross-cutting domain"))
    region = MultipleChoiceFilter(method="filter_region", label=_("region"))
    funding = MultipleChoiceFilter(choices=FUNDING, method="filter_funding", label=_("funding"))
    after = DateFilter(method="filter_after", label=_("under way from"), **DATE_FIELD)
    before = DateFilter(method="filter_before", label=_("under way until"), **DATE_FIELD)
    archived = MultipleChoiceFilter(choices=ARCHIVED, method="filter_archived", label=_("archive"))

    def __init__(self, data, *, user):
        super().__init__(data, JointAction.objects.visible_to(user))
        choices = reference_choices(user)
        for name in ("axis", "orientation", "theme", "region", "partner"):
            self.filters[name].extra["choices"] = choices.get(name, [])
        if not may_edit_actions(user):
            del self.filters["archived"]

    def filter_search(self, queryset, name, value):
        return queryset.search(value)

    def filter_late(self, queryset, name, value):
        return {"yes": queryset.late, "no": queryset.on_time}[value[0]]() if len(value) == 1 else queryset

    def filter_orientation(self, queryset, name, value):
        return queryset.with_any("orientations", value, "number")

    def filter_theme(self, queryset, name, value):
        return queryset.with_any("themes", value, "slug")

    def filter_region(self, queryset, name, value):
        return queryset.with_any("regions", value, "code")

    def filter_funding(self, queryset, name, value):
        known = Q(funding_secured__in=[SECURED[choice] for choice in value if choice != "unknown"])
        return queryset.filter(known | Q(funding_secured=None) if "unknown" in value else known)

    def filter_after(self, queryset, name, value):
        return queryset.during(start=value)

    def filter_before(self, queryset, name, value):
        return queryset.during(end=value)

    def filter_archived(self, queryset, name, value):
        return queryset.exclude(archived_at=None)

    def filter_queryset(self, queryset):
        return self._narrow(queryset, self.form.cleaned_data)

    def _narrow(self, queryset, values):
        """Apply the filters to `queryset`; without *archived* it holds live actions only."""
        if not values.get("archived"):
            queryset = queryset.live()
        taking_part = given(partner__slug__in=values["partner"], role__in=values["role"])
        if taking_part:
            queryset = queryset.involving(**taking_part)
        for name, value in values.items():
            if name not in {"partner", "role"}:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def is_used(self):
        """Whether anything is filtered."""
        return any(self.form.cleaned_data.values())

    def chips(self):
        """The filters in use, each value with the address's parameters that would lift it."""
        for name, chosen in self.form.cleaned_data.items():
            field = self.form.fields[name]
            for value in chosen if isinstance(chosen, list) else filter(None, [chosen]):
                remaining = self.data.copy()
                remaining.setlist(name, [kept for kept in remaining.getlist(name) if kept != value and chosen != value])
                remaining.pop("page", None)
                yield Chip(capfirst(field.label), in_words(field, value), remaining.urlencode())

    def facets(self):
        """The filters with a closed list, each choice with the number of actions that it would show."""
        counts = self.counts
        for name, field in self.form.fields.items():
            if hasattr(field, "choices"):
                chosen = self.form.cleaned_data.get(name, [])
                options = [
                    Option(value, label, counts[name].get(value, 0), value in chosen) for value, label in field.choices
                ]
                yield Facet(name, capfirst(field.label), options)

    @cached_property
    def counts(self):
        """{filter: {value: number of actions}}, each given all the other filters, in one query."""
        late = Case(When(JointAction.objects.late_condition(), then=Value("yes")), default=Value("no"))
        funding = Case(
            When(funding_secured=True, then=Value("secured")),
            When(funding_secured=False, then=Value("unsecured")),
            default=Value("unknown"),
        )
        chosen = self.form.cleaned_data
        tallies = [
            self._tally("axis", "axis__number"),
            self._tally("status", "status"),
            self._tally("late", late),
            self._tally("funding", funding),
            self._tally("orientation", "orientations__number", orientations__isnull=False),
            self._tally("theme", "themes__slug", themes__isnull=False),
            self._tally("region", "regions__code", regions__isnull=False),
            # Partner and role are two sides of one participation.
            self._tally("partner", "participations__partner__slug", **given(participations__role__in=chosen["role"])),
            self._tally("role", "participations__role", **given(participations__partner__slug__in=chosen["partner"])),
        ]
        if "archived" in chosen:
            tallies.append(self._tally("archived", Value("yes"), ["yes"]))
        counts = defaultdict(dict)
        for name, value, count in tallies[0].union(*tallies[1:], all=True):
            counts[name][value] = count
        return counts

    def _tally(self, name, value, chosen=(), **where):
        """Rows (filter, value, number of actions): what each value of filter `name` would show, given the others."""
        found = self._narrow(self.queryset, self.form.cleaned_data | {name: chosen}).filter(**where).order_by()
        tallied = found.values(facet_value=Cast(value, TextField())).annotate(tally=Count("pk", distinct=True))
        return tallied.annotate(facet=Value(name, TextField())).values_list("facet", "facet_value", "tally")


def in_words(field, value):
    """The value of a filter as people read it."""
    if isinstance(value, date):
        return formats.date_format(value)
    return str(dict(field.choices)[value]) if hasattr(field, "choices") else value


def given(**lookups):
    """The lookups that ask for something."""
    return {lookup: wanted for lookup, wanted in lookups.items() if wanted}
