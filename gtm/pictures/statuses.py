"""How many actions there are by axis, lead, region and edition, and where they stand."""

from collections import Counter, defaultdict

from django.core.cache import caches
from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Edition, JointAction, Region, Snapshot
from actions.snapshots import FrozenTable
from gtm.lib.charts import Bar, Datum, Part, Picture, bars
from gtm.pictures.sight import Role, Status, actions_in_words, datum, more, rest, said, table, top

LATEST = 10  # editions


def legend(counted=None):
    """The statuses with their tones; of `counted`, those that occur."""
    return [(status.value, str(status.label)) for status in Status if counted is None or status.value in counted]


def status_bar(label, counts, where, **looks):
    """A bar of the numbers by status, each part leading to the table filtered by `where`."""
    parts = [
        Part(
            counts[status],
            status.value,
            said(f"{label}, {status.label}", counts[status]),
            table(**where, status=status) if where is not None else "",
        )
        for status in Status
    ]
    return Bar(label, parts, href=table(**where) if where else "", **looks)


def status_row(label, counts, where):
    """The same as a row of the table beside the picture."""
    if where is None:
        return [Datum(label), *(Datum(counts[status]) for status in Status), Datum(sum(counts.values()))]
    total = sum(counts.values())
    return [
        Datum(label),
        *(datum(counts[status], **where, status=status) for status in Status),
        datum(total, **where),
    ]


def headings(first):
    return [first, *(str(status.label) for status in Status), _("Total")]


def used(counts):
    """The statuses that occur in any of `counts`."""
    return {status for numbers in counts.values() for status, number in numbers.items() if number}


def axes(sight):
    """Actions by axis and status."""
    counts = defaultdict(Counter)
    for axis, status, number in sight.actions.order_by().values_list("axis", "status").annotate(Count("pk")):
        counts[axis][status] += number
    shown = [(str(axis), counts[axis.pk], {"axis": axis.number}) for axis in sight.axes_of(counts)]
    unseen = sum((numbers for axis, numbers in counts.items() if axis not in sight.axes), Counter())
    shown += [(_("Other axes"), unseen, None)] if unseen else []
    total = sum(map(Counter.total, counts.values()))
    return Picture(
        "axes",
        _("Actions by axis and status"),
        _("%(number)s under the axes of the table, by where they stand.") % {"number": actions_in_words(total)},
        _("There is no action yet that could be counted."),
        headings(_("Axis")),
        [status_row(*row) for row in shown] if total else [],
        bars([status_bar(*row) for row in shown], legend(used(counts))) if total else None,
    )


def leads(sight):
    """Actions by who leads them, and status."""
    counts, led = defaultdict(Counter), sight.participations.filter(role=Role.LEAD)
    for partner, status, number in led.values_list("partner", "action__status").annotate(Count("pk")):
        counts[partner][status] += number
    known = [pk for pk in sight.partners if pk in counts]
    ranked = sorted(known, key=lambda pk: -counts[pk].total())
    first, others = top(ranked)
    others += [pk for pk in counts if pk not in sight.partners]
    where = {pk: {"partner": sight.partners[pk].slug, "role": Role.LEAD} for pk in known}
    drawn = [status_bar(str(sight.partners[pk]), counts[pk], where[pk]) for pk in first]
    notes = []
    if others:
        drawn.append(rest("leads", len(others), sum(counts[pk].total() for pk in others)))
        notes = [_("The partners that lead least are added up; the table has each of them.")]
    without = sight.actions.exclude(participations__role=Role.LEAD).count()
    notes += more(
        without,
        ngettext("%(number)s action has no lead yet.", "%(number)s actions have no lead yet.", without),
    )
    total = sum(map(Counter.total, counts.values()))
    return Picture(
        "leads",
        _("Actions by lead and status"),
        _("Who leads %(number)s, and where they stand.") % {"number": actions_in_words(total)},
        _("No action has a lead yet."),
        headings(_("Lead")),
        [status_row(sight.partners[pk].full_name, counts[pk], where[pk]) for pk in ranked],
        bars(drawn, legend(used(counts))) if drawn else None,
        notes,
    )


def regions(sight):
    """Actions by region; one may stand in several."""
    links = JointAction.regions.through.objects.filter(jointaction__in=sight.keys).order_by()
    counts = dict(links.values_list("region").annotate(Count("pk")))
    found = [region for region in Region.objects.visible_to(sight.user) if region.pk in counts]
    found.sort(key=lambda region: -counts[region.pk])
    without = sight.actions.filter(regions=None).count()
    rows = [[Datum(region.name), datum(counts[region.pk], region=region.code)] for region in found]
    drawn = [
        Bar(
            region.name,
            [Part(number := counts[region.pk], "plain", said(region.name, number), table(region=region.code))],
            href=table(region=region.code),
        )
        for region in found
    ]
    notes = [_("An action in several regions counts in each of them.")]
    notes += more(
        without, ngettext("%(number)s action names no region.", "%(number)s actions name no region.", without)
    )
    return Picture(
        "regions",
        _("Actions by region"),
        _("Where the actions take place, as far as they say so."),
        _("No action names a region yet."),
        [_("Region"), _("Actions")],
        rows,
        bars(drawn) if drawn else None,
        notes,
    )


def editions(sight):
    """Statuses in the latest editions that were frozen, and in the table as it stands."""
    seen = Edition.objects.visible_to(sight.user).select_related("snapshot").defer("remarks", "snapshot__content")
    found = list(seen.order_by("-number")[:LATEST])[::-1]
    counted = _frozen_counts({edition.snapshot_id: edition.snapshot.digest for edition in found})
    shown = [
        (
            f"{edition}, {date_format(localdate(edition.frozen_at), 'SHORT_DATE_FORMAT')}",
            *counted[edition.snapshot_id],
            edition.get_absolute_url(),
        )
        for edition in found
    ]
    if shown and sight.reads_everything:
        shown.append((_("Today"), *_live_counts(sight), reverse("actions:table") + "?view=none"))
    drawn, rows = [], []
    for label, counts, progress, href in shown:
        bar = status_bar(label, counts, None, total=_total(counts, progress))
        bar.href = href
        for part in bar.parts:
            part.href = href
        drawn.append(bar)
        numbers = [Datum(counts[status]) for status in Status]
        rows.append([Datum(label, href), *numbers, Datum(counts.total(), href), Datum(progress)])
    statuses = {status for _label, counts, *_more in shown for status in counts}
    return Picture(
        "editions",
        _("Progress over the editions"),
        _("Where the actions stood in each edition, and the mean of the progress that they report."),
        _("No edition that you may see has been frozen yet: progress shows from one to the next."),
        [*headings(_("Edition")), _("Mean progress (%)")],
        rows,
        bars(drawn, legend(statuses)) if drawn else None,
    )


def _total(counts, progress):
    mean = "" if progress is None else _(" · mean %(progress)s %%") % {"progress": progress}
    return f"{counts.total()}{mean}"


def _live_counts(sight):
    counts, said_of = Counter(), []
    for status, progress in sight.actions.order_by().values_list("status", "progress"):
        counts[status] += 1
        said_of += [] if progress is None else [progress]
    return counts, _mean(said_of)


def _frozen_counts(digests):
    """{key of a snapshot: (Counter of statuses, mean progress)}: they never change, so each is counted once."""
    cache = caches["counts"]
    known = cache.get_many([f"statuses-{digest}" for digest in digests.values()])
    counts = {pk: known[key] for pk, digest in digests.items() if (key := f"statuses-{digest}") in known}
    for snapshot in Snapshot.objects.filter(pk__in=[pk for pk in digests if pk not in counts]):
        frozen = FrozenTable(snapshot)
        status, progress = (frozen.head.columns.index(name) for name in ("status", "progress"))
        rows = [(row.values[status], row.values[progress]) for row in frozen]
        counts[snapshot.pk] = Counter(row[0] for row in rows), _mean([row[1] for row in rows if row[1] is not None])
        cache.set(f"statuses-{snapshot.digest}", counts[snapshot.pk])
    return counts


def _mean(numbers):
    return round(sum(map(int, numbers)) / len(numbers)) if numbers else None
