"""What partners ask for, and how long they wait."""

from statistics import median

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import PartnerRequest
from gtm.lib.charts import Bar, Datum, Part, Picture, bars

State = PartnerRequest.State
# A tone for each state; what waits too long has one of its own.
TONES = {
    State.DRAFT: "proposed",
    State.SUBMITTED: "ongoing",
    State.DEFERRED: "suspended",
    State.ACCEPTED: "completed",
    State.DECLINED: "abandoned",
    State.WITHDRAWN: "proposed",
}


def _where(**parameters):
    return f"{reverse('requests:list')}?{urlencode(parameters)}"


def requests(sight):
    """Requests by state, with the days that they waited or were answered in."""
    found = PartnerRequest.objects.visible_to(sight.user).order_by()
    by_state = {state: [] for state in State}
    for request in found.only("state", "submitted_at", "answered_at"):
        by_state[State(request.state)].append(request)
    drawn, rows = [], []
    for state, requests in by_state.items():
        if not requests:
            continue
        late = sum(request.is_late for request in requests)
        days = _days(state, requests)
        number, label = len(requests), str(state.label)
        parts = [
            Part(number - late, TONES[state], _said(label, number - late), _where(state=state, late="no")),
            Part(late, "late", _said(_("%(state)s, late") % {"state": label}, late), _where(state=state, late="yes")),
        ]
        total = str(number) if days is None else _("%(number)s · %(days)s d") % {"number": number, "days": days}
        drawn.append(Bar(label, parts, _where(state=state), total))
        rows.append(
            [
                Datum(label),
                Datum(number - late, _where(state=state, late="no") if number > late else ""),
                Datum(late, _where(state=state, late="yes") if late else ""),
                Datum(number, _where(state=state)),
                Datum(days),
            ]
        )
    limit = PartnerRequest.ANSWERED_WITHIN.days
    late_at_all = any(bar.parts[1].value for bar in drawn)
    return Picture(
        "requests",
        _("Requests by state and delay"),
        _("Late is what has waited for its answer longer than %(days)s days.") % {"days": limit},
        _("There is no request that you may see."),
        [_("State"), _("In time"), _("Late"), _("Total"), _("Days, median")],
        rows,
        bars(drawn, [("late", _("Late"))] if late_at_all else ()) if drawn else None,
        [_("Days are the median from the submission to the answer or, without one, to this day.")] if drawn else [],
    )


def _days(state, requests):
    """The median of the days until the answer, or until now of what waits for one."""
    waited = [request.days_waiting if state == State.SUBMITTED else request.days_to_answer for request in requests]
    waited = [days for days in waited if days is not None]
    return round(median(waited)) if waited else None


def _said(label, number):
    words = ngettext("%(state)s: %(number)s request", "%(state)s: %(number)s requests", number)
    return words % {"state": label, "number": number}
