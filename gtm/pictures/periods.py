"""When things happen: actions by axis with their milestones, decisions by the day on which they are due, and today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Milestone
from gtm.lib.charts import Datum, Lane, Moment, Picture, Span
from gtm.lib.charts import timeline as draw
from gtm.pictures.sight import Status, actions_in_words, more, table
from gtm.pictures.statuses import legend
from meetings.models import Decision

MOST = 40  # actions of which each has a bar; more of them are counted by quarter
YEARS = 6  # of which a timeline shows at most so many, around today


@dataclass
class Dated:
    """All that has a day: rows of actions, milestones by the key of their action, decisions still to be done."""

    actions: list[tuple]
    milestones: dict[int, list[Milestone]]
    decisions: list[Decision]

    @classmethod
    def of(cls, sight):
        columns = ("pk", "axis", "reference", "title", "status", "start", "end")
        actions = sight.actions.exclude(start=None, end=None).in_table_order().values_list(*columns)
        milestones = defaultdict(list)
        found = Milestone.objects.visible_to(sight.user).live().filter(action__in=sight.keys).exclude(due=None)
        for milestone in found.select_related("action"):
            milestones[milestone.action_id].append(milestone)
        decisions = Decision.objects.visible_to(sight.user).open().exclude(due=None)
        decisions = decisions.filter(meeting__archived_at=None).select_related("meeting").order_by("due")
        return cls(list(actions), milestones, list(decisions))

    @property
    def all_milestones(self):
        return [milestone for found in self.milestones.values() for milestone in found]

    @property
    def days(self):
        held = [day for _pk, _axis, _reference, _title, _status, *days in self.actions for day in days if day]
        return held + [part.due for part in (*self.all_milestones, *self.decisions)]


def timeline(sight):
    """The actions that say when they are under way, their milestones, and the decisions that are still to be done."""
    today, dated = localdate(), Dated.of(sight)
    picture = Picture(
        "timeline",
        _("Timeline of the actions"),
        _("When the actions of each axis are under way, with milestones, decisions to be done, and today."),
        _("No action, milestone or decision that you may see has a date yet."),
        [_("What"), _("Axis"), _("Title"), _("Start"), _("End or due on")],
        [],
    )
    if not dated.days:
        return picture
    first, last = _bounds(dated.days, today)
    in_short = len(dated.actions) > MOST
    lanes = _lanes(sight, dated, first, last, _quarters if in_short else _each)
    keys = _legend(dated, in_short)
    picture.drawing = draw(lanes, today=today, today_label=_("Today,"), first=first, last=last, legend=keys)
    names = {pk: str(axis) for pk, axis in sight.axes.items()}
    picture.rows = _quarter_rows(lanes) if in_short else _action_rows(names, dated.actions)
    picture.rows += _milestone_rows(names, dated.all_milestones) + _decision_rows(dated.decisions)
    undated = sight.actions.filter(start=None, end=None).count()
    words = ngettext("%(number)s action has no dates.", "%(number)s actions have no dates.", undated)
    picture.notes += more(undated, words)
    if any(not first <= day <= last for day in dated.days):
        years = {"first": first.year, "last": last.year}
        picture.notes.append(_("The timeline shows the years %(first)s to %(last)s only.") % years)
    return picture


def _lanes(sight, dated, first, last, rows_of):
    """One of the decisions, and one of each axis that has something to show: `rows_of` makes its rows."""
    by_axis = defaultdict(list)
    for action in dated.actions:
        by_axis[action[1]].append(action)
    for milestone in dated.all_milestones:
        by_axis[milestone.action.axis_id]  # an axis with milestones only has its lane, too
    due = [_decision(decision) for decision in dated.decisions if first <= decision.due <= last]
    lanes = [Lane(_("Decisions"), [([], due)])] if due else []
    for axis in sight.axes_of(by_axis):
        if axis.pk in by_axis and (rows := rows_of(axis, by_axis[axis.pk], dated.milestones, first, last)):
            lanes.append(Lane(str(axis), rows, table(axis=axis.number)))
    return lanes


def _legend(dated, in_short):
    found = dated.all_milestones
    keys = [("tint-3", _("Actions under way, by quarter"))] if in_short else legend({row[4] for row in dated.actions})
    keys += [("milestone", _("Milestone"))] if found else []
    keys += [("decision", _("Decision to be done"))] if dated.decisions else []
    return keys + ([("late", _("Late"))] if any(part.is_late for part in (*found, *dated.decisions)) else [])


def _bounds(days, today):
    """From the beginning of a year to the end of another: all `days`, or as many years of them as fit, and today."""
    first, last = min([*days, today]).year, max([*days, today]).year
    if last - first >= YEARS:
        first = max(first, today.year - YEARS // 2)
        last = min(last, first + YEARS - 1)
    return date(first, 1, 1), date(last, 12, 31)


def _each(axis, actions, milestones, first, last):
    """A row for each action, and one for the milestones of those that have no dates of their own."""
    rows = []
    for pk, _axis, reference, title, status, start, end in actions:
        if (end and end < first) or (start and start > last):
            continue
        said = f"{reference} {title}, {Status(status).label}, {_period(start, end)}"
        span = Span(start, end, status, said, _address(reference), f"{reference} {title}")
        rows.append(([span], _moments(milestones.get(pk, []), first, last)))
    known = {row[0] for row in actions}
    others = [
        milestone
        for pk, found in milestones.items()
        for milestone in found
        if pk not in known and milestone.action.axis_id == axis.pk
    ]
    moments = _moments(others, first, last)
    return rows + ([([], moments)] if moments else [])


def _quarters(axis, actions, milestones, first, last):
    """How many actions are under way in each quarter, each number leading to them."""
    spans, start = [], first
    counted = []
    while start <= last:
        end = _next_quarter(start) - timedelta(1)
        number = sum((not row[6] or row[6] >= start) and (not row[5] or row[5] <= end) for row in actions)
        counted.append((start, end, number))
        start = end + timedelta(1)
    most = max(number for _start, _end, number in counted)
    for start, end, number in counted:
        if number:
            where = table(axis=axis.number, after=start.isoformat(), before=end.isoformat())
            said = f"{axis}, {_period(start, end)}: {actions_in_words(number)}"
            tone = f"tint-{1 + (number - 1) * 4 // most}"
            spans.append(Span(start, end + timedelta(1), tone, said, where, value=number))
    moments = [
        moment
        for found in milestones.values()
        if found[0].action.axis_id == axis.pk
        for moment in _moments(found, first, last)
    ]
    return ([(spans, [])] if spans else []) + ([([], moments)] if moments else [])


def _next_quarter(day):
    return date(day.year + day.month // 10, (day.month + 2) % 12 + 1, 1)


def _moments(milestones, first, last):
    return [
        Moment(
            milestone.due,
            "late" if milestone.is_late else "milestone",
            f"{milestone.action.reference} {milestone}",
            milestone.action.get_absolute_url(),
        )
        for milestone in milestones
        if first <= milestone.due <= last
    ]


def _decision(decision):
    tone = "late" if decision.is_late else "decision"
    words = f"{decision}, {date_format(decision.due)}: {Truncator(decision.text).chars(120)}"
    return Moment(decision.due, tone, words, decision.get_absolute_url())


def _period(start, end):
    days = [date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in (start, end)]
    return " – ".join(days)


def _address(reference):
    return reverse("actions:detail", args=[reference])


def _action_rows(names, actions):
    return [
        [
            Datum(_("Action")),
            Datum(names.get(axis, "")),
            Datum(f"{reference} {title}", _address(reference)),
            Datum(start),
            Datum(end),
        ]
        for _pk, axis, reference, title, _status, start, end in actions
    ]


def _quarter_rows(lanes):
    return [
        [
            Datum(_("Actions under way, by quarter")),
            Datum(lane.label),
            Datum(actions_in_words(span.value), span.href),
            Datum(span.start),
            Datum(span.end - timedelta(1)),
        ]
        for lane in lanes
        for spans, _moments in lane.rows
        for span in spans
    ]


def _milestone_rows(names, milestones):
    return [
        [
            Datum(_("Milestone")),
            Datum(names.get(milestone.action.axis_id, "")),
            Datum(f"{milestone.action.reference} {milestone.title}", milestone.action.get_absolute_url()),
            Datum(None),
            Datum(milestone.due),
        ]
        for milestone in milestones
    ]


def _decision_rows(decisions):
    return [
        [
            Datum(_("Decision")),
            Datum(""),
            Datum(f"{decision}: {Truncator(decision.text).chars(200)}", decision.get_absolute_url()),
            Datum(None),
            Datum(decision.due),
        ]
        for decision in decisions
    ]
