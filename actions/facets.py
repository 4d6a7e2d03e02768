"""How many actions each choice of each filter would show, given all the other filters."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Case, Count, Min, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst

from actions.filters import SECURED, given
from actions.models import JointAction, Participation
from actions.permissions import reads_everything

OPEN = set(JointAction.Status.open())
FUNDING_CODES = {held: code for code, held in SECURED.items()}


@dataclass(frozen=True)
class Option:
    """A choice of a facet, and how many actions it would show."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Facet:
    """A filter with a closed list of choices."""

    name: str
    label: str
    options: list[Option]

    @property
    def is_used(self):
        return any(option.checked for option in self.options)


def facets(filterset, counts):
    """The filters with a closed list, each choice with its number of actions."""
    for name, field in filterset.form.fields.items():
        if hasattr(field, "choices"):
            chosen = filterset.form.cleaned_data[name]
            options = [
                Option(value, label, counts[name].get(value, 0), value in chosen) for value, label in field.choices
            ]
            yield Facet(name, capfirst(field.label), options)


def count(filterset):
    """{filter: {value: number of actions}} in two queries, or none while the table stands as it did.

    Every change of an action is told to the ledger, so its last edit names a state of the table: counts of that state
    are kept in the memory of the process.
    """
    user = filterset.user
    key = hashlib.sha256(
        repr(
            (
                (filterset.reference["edits"], filterset.reference["actions"], timezone.localdate()),
                (user.role, user.partner_id),
                sorted(filterset.form.cleaned_data.items()),
            )
        ).encode()
    ).hexdigest()
    return caches["counts"].get_or_set(key, lambda: count_links(filterset) | count_fields(filterset))


def count_fields(filterset):
    """Counts by what an action has exactly one of, added up from one tally of all the combinations."""
    names = ("axis", "status", "late", "funding")
    chosen = {name: filterset.form.cleaned_data[name] for name in names}
    axes = {choice.pk: choice.value for choice in filterset.reference["axis"]}
    counts = {name: Counter() for name in names}
    # Bare columns, so that the database counts from its index alone.
    past = Case(When(end__lt=timezone.localdate(), then=True), default=False)
    found = filterset.narrowed(**{name: [] for name in names}).order_by()
    for axis, status, is_past, secured, number in found.values_list("axis", "status", past, "funding_secured").annotate(
        Count("pk")
    ):
        held = {
            "axis": axes.get(axis),
            "status": status,
            "late": "yes" if is_past and status in OPEN else "no",
            "funding": FUNDING_CODES[secured],
        }
        missed = [name for name in names if chosen[name] and held[name] not in chosen[name]]
        for name in names:
            if missed in ([], [name]):
                counts[name][held[name]] += number
    return counts


def count_links(filterset):
    """Counts by what an action may have several of, from the tables that link them, and of all the actions."""
    chosen = filterset.form.cleaned_data
    role = chosen["role"]
    partner = [choice.pk for choice in filterset.reference["partner"] if choice.value in chosen["partner"]]
    tallies = [
        tally(filterset, "orientation", JointAction.orientations.through, "orientation"),
        tally(filterset, "theme", JointAction.themes.through, "theme"),
        tally(filterset, "region", JointAction.regions.through, "region"),
        # Partner and role are two sides of one participation.
        tally(filterset, "partner", Participation, "partner", "action", **given(role__in=role)),
        tally(filterset, "role", Participation, "role", "action", **given(partner__in=partner)),
    ]
    if "archived" in filterset.filters:
        tallies.append(total("archived", "yes", filterset.narrowed(archived=["yes"])))
    if filterset.is_used:
        tallies.append(total("live", "all", filterset.queryset.live()))
    counts = defaultdict(dict)
    for name, key, number in tallies[0].union(*tallies[1:], all=True):
        counts[name][key] = number
    for name, choices in filterset.reference.items():
        counts[name] = {choice.value: counts[name].get(str(choice.pk), 0) for choice in choices}
    return counts


def total(name, key, actions):
    """The one row (`name`, `key`, number of actions)."""
    counted = actions.order_by().values(key=Value(key)).annotate(number=Count("pk"), name=Value(name))
    return counted.values_list("name", "key", "number")


def tally(filterset, name, links, key, action="jointaction", **where):
    """Rows (filter, key, number of actions) of a table that links actions to what a filter offers."""
    others = filterset.form.cleaned_data | {name: []}
    if reads_everything(filterset.user) and not any(others.values()):
        # The few archived rows are found sooner than all the others.
        among = ~Q(**{f"{action}__in": JointAction.objects.exclude(archived_at=None).values("pk")})
    else:
        among = Q(**{f"{action}__in": filterset.narrowed(**{name: []}).order_by().values("pk")})
    rows = links.objects.filter(among, **where).order_by().values(key)
    # Only a participation links an action to the same partner or role more than once.
    rows = rows.annotate(number=Count(action, distinct=links is Participation), name=Value(name))
    # Under an aggregate the key is not grouped by twice, which would cost a sort.
    return rows.annotate(text=Cast(Min(key), TextField())).values_list("name", "text", "number")
