"""What the table can be filtered by."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, F, Max, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import (
    CharFilter,
    ChoiceFilter,
    DateFilter,
    FilterSet,
    ModelChoiceFilter,
    MultipleChoiceFilter,
    NumberFilter,
)

from actions.forms import DateInput
from actions.models import (
    Axis,
    CallForProposals,
    Edit,
    Edition,
    JointAction,
    Orientation,
    Participation,
    PartnerRequest,
    Region,
    Theme,
)
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
NO_SOURCE = "-"  # a funding source of which nothing is said


class Choice(NamedTuple):
    """A row of reference data as a filter offers it."""

    pk: int
    value: str
    label: str


def reference_choices(user):
    """{filter: [Choice]} of all the reference data that `user` may see, in one query.

    It also tells, as `edits` and `actions`, the last edit and the last action and number of them: see `facets.count`.
    """

    def rows(name, queryset, value, label, number):
        columns = [Value(name), F("pk"), Cast(value, TextField()), Cast(label, TextField()), number]
        return queryset.order_by().values_list(*columns)

    def state(name, model):
        tally = (
            model.objects.order_by().values(name=Value(name)).annotate(last=Coalesce(Max("pk"), 0), rows=Count("pk"))
        )
        columns = ["name", "last", Cast(F("rows"), TextField()), Value("", TextField()), Value(0)]
        return tally.values_list(*columns)

    unnumbered, number = Value(0), F("number")
    shown_name = Case(When(acronym="", then=F("name")), default=F("acronym"))
    parts = [
        rows("axis", Axis.objects.visible_to(user), "number", "title", number),
        rows("orientation", Orientation.objects.visible_to(user), "number", "title", number),
        rows("theme", Theme.objects.visible_to(user), "slug", "name", unnumbered),
        rows("region", Region.objects.visible_to(user), "code", "name", unnumbered),
        rows("partner", Partner.objects.visible_to(user), "slug", shown_name, unnumbered),
        state("edits", Edit),
        state("actions", JointAction),
    ]
    found = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row[4], normalise(row[3])))
    choices = defaultdict(list)
    for name, pk, value, label, number in found:
        choices[name].append(Choice(pk, value, f"{number}. {label}" if number else label))
    return choices


@dataclass(frozen=True)
class Chip:
    """A filter in use, in words; `query` is the query string without it."""

    label: str
    text: str
    query: str


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
    ends = DateFilter("end", "lte", label=_("ends by"), **DATE_FIELD)
    archived = MultipleChoiceFilter(choices=ARCHIVED, method="filter_archived", label=_("archive"))
    # Asked by links of the pictures only: exact, and without a list of choices.
    beside = CharFilter(method="filter_beside", max_length=50, label=_("together with"))
    partners = NumberFilter(method="filter_partners", min_value=1, max_value=999, label=_("number of partners"))
    source = CharFilter(method="filter_source", max_length=300, label=_("funding source"))
    currency = CharFilter(max_length=3, label=_("currency"))

    def __init__(self, data, *, user):
        super().__init__(data, JointAction.objects.visible_to(user))
        self.user = user
        self.reference = reference_choices(user)
        for name in ("axis", "orientation", "theme", "region", "partner"):
            self.filters[name].extra["choices"] = [(value, label) for _pk, value, label in self.reference[name]]
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

    def filter_beside(self, queryset, name, value):
        return queryset.involving(partner__slug=value)

    def filter_partners(self, queryset, name, value):
        return queryset.with_partners(int(value))

    def filter_source(self, queryset, name, value):
        return queryset.filter(funding_source="" if value == NO_SOURCE else value)

    def kept(self):
        """Pairs of parameter and value that no field of the page shows: the form hands them on."""
        return [(name, self.data[name]) for name in ("beside", "partners", "source", "currency") if self.data.get(name)]

    def filter_queryset(self, queryset):
        return self.narrowed()

    def narrowed(self, **otherwise):
        """The visible actions that pass the filters, some of which are set `otherwise`, to None to lift them.

        Nothing chosen of the archive means the live actions.
        """
        values = {"archived": []} | self.form.cleaned_data | otherwise
        found = self.queryset.live() if values["archived"] == [] else self.queryset
        taking_part = given(partner__slug__in=values["partner"], role__in=values["role"])
        if taking_part:
            found = found.involving(**taking_part)
        for name, value in values.items():
            if value and name not in {"partner", "role"}:
                found = self.filters[name].filter(found, value)
        return found

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


def in_words(field, value):
    """The value of a filter as people read it."""
    if isinstance(value, date):
        return formats.date_format(value)
    return str(dict(field.choices)[value]) if hasattr(field, "choices") else value


def given(**lookups):
    """The lookups that ask for something."""
    return {lookup: wanted for lookup, wanted in lookups.items() if wanted}


class WorkbookFilter(FilterSet):
    """Which of the workbooks that left are listed, by the parameters of the address."""

    edition = ModelChoiceFilter(
        queryset=lambda request: Edition.objects.visible_to(request.user).defer("remarks"),
        to_field_name="number",
        null_label=_("Extract"),
        label=_("edition"),
    )
    partner = ModelChoiceFilter(
        queryset=lambda request: Partner.objects.visible_to(request.user), to_field_name="slug", label=_("addressee")
    )


class RequestFilter(FilterSet):
    """Which requests are listed, by the parameters of the address."""

    state = ChoiceFilter(choices=PartnerRequest.State, label=_("state"))
    axis = ModelChoiceFilter(
        queryset=lambda request: Axis.objects.visible_to(request.user), to_field_name="number", label=_("axis")
    )
    partner = ModelChoiceFilter(
        queryset=lambda request: Partner.objects.visible_to(request.user).filter(
            pk__in=PartnerRequest.objects.visible_to(request.user).values("partner")
        ),
        to_field_name="slug",
        label=_("requesting partner"),
    )
    call = ModelChoiceFilter(
        queryset=lambda request: CallForProposals.objects.visible_to(request.user).exclude(sent_at=None),
        label=_("call for proposals"),
    )
    late = ChoiceFilter(choices=[("yes", _("Late")), ("no", _("Not late"))], method="filter_late", label=_("lateness"))

    def filter_late(self, queryset, name, value):
        late = queryset.late_condition()
        return queryset.filter(late) if value == "yes" else queryset.exclude(late)
