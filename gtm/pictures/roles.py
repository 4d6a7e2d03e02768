"""Who does what: partners by role, and partners against axes."""

from collections import Counter, defaultdict

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gtm.lib.charts import Bar, Cell, Datum, Part, Picture, bars, grid
from gtm.pictures.sight import Role, datum, rest, said, table, top

MOST = 25  # rows of the matrix


def legend(counted):
    return [(role.value, str(role.label)) for role in Role if role.value in counted]


def roles(sight):
    """Participations by partner and role."""
    counts = defaultdict(Counter)
    for partner, role, number in sight.participations.values_list("partner", "role").annotate(Count("pk")):
        counts[partner][role] += number
    ranked = sorted((pk for pk in sight.partners if pk in counts), key=lambda pk: -counts[pk].total())
    first, others = top(ranked)
    others += [pk for pk in counts if pk not in sight.partners]
    drawn = [_bar(sight.partners[pk], counts[pk]) for pk in first]
    if others:
        drawn.append(rest("roles", len(others), sum(counts[pk].total() for pk in others)))
    rows = [
        [
            Datum(sight.partners[pk].full_name),
            *(datum(counts[pk][role], partner=sight.partners[pk].slug, role=role) for role in Role),
            Datum(counts[pk].total()),
        ]
        for pk in ranked
    ]
    notes = [_("A partner with two roles in an action counts for both.")]
    notes += [_("The partners with the fewest roles are added up; the table has each of them.")] if others else []
    return Picture(
        "roles",
        _("Partners by role"),
        _("In how many actions each partner takes part, and as what."),
        _("No partner takes part in an action yet."),
        [_("Partner"), *(str(role.label) for role in Role), _("Total")],
        rows,
        bars(drawn, legend({role for numbers in counts.values() for role in numbers})) if drawn else None,
        notes,
    )


def _bar(partner, counts):
    parts = [
        Part(
            counts[role],
            role.value,
            said(f"{partner}, {role.label}", counts[role]),
            table(partner=partner.slug, role=role),
        )
        for role in Role
    ]
    return Bar(str(partner), parts, href=table(partner=partner.slug), title=partner.full_name)


def matrix(sight):
    """Partners against axes: how many actions, and as what."""
    roles_of, counts = defaultdict(Counter), Counter()
    found = sight.participations.values_list("partner", "action__axis", "role")
    for partner, axis, role, number in found.annotate(Count("pk")):
        roles_of[partner, axis][role] += number
    found = sight.participations.values_list("partner", "action__axis")
    for partner, axis, number in found.annotate(Count("action", distinct=True)):
        counts[partner, axis] = number
    totals = Counter()
    for (partner, _axis), number in counts.items():
        totals[partner] += number
    axes = sight.axes_of({axis for _partner, axis in counts})
    ranked = sorted((pk for pk in sight.partners if pk in totals), key=lambda pk: -totals[pk])
    drawn, rows = [], []
    for pk in ranked:
        partner, cells = sight.partners[pk], []
        for axis in axes:
            number, held = counts[pk, axis.pk], roles_of[pk, axis.pk]
            if not number:
                cells.append(Cell(0))
                continue
            where = {"partner": partner.slug, "axis": axis.number}
            what = ", ".join(f"{role.label} {held[role]}" for role in Role if held[role])
            title = f"{said(f'{partner}, {axis}', number)} ({what})"
            shares = [(held[role], role.value) for role in Role if held[role]]
            cells.append(Cell(number, title, table(**where), shares, tone="own"))
            labels = [Datum(partner.full_name), Datum(str(axis)), datum(number, **where)]
            rows.append(labels + [datum(held[role], **where, role=role) for role in Role])
        drawn.append((str(partner), table(partner=partner.slug), cells))
    first, others = top(drawn, MOST)
    note = ngettext(
        "%(number)s partner with fewer actions is in the table only.",
        "%(number)s partners with fewer actions are in the table only.",
        len(others),
    )
    heads = [(str(axis), table(axis=axis.number)) for axis in axes]
    used = {role for held in roles_of.values() for role in held}
    return Picture(
        "matrix",
        _("Partners and axes: who does what"),
        _("In how many actions of each axis a partner takes part; the bar says in which roles."),
        _("No partner takes part in an action yet."),
        [_("Partner"), _("Axis"), _("Actions"), *(str(role.label) for role in Role)],
        rows,
        grid(first, heads, legend(used)) if drawn else None,
        [note % {"number": len(others)}] if others else [],
    )
