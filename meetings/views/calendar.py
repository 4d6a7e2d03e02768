"""A month of meetings, with what else matters on its days."""

import re
from calendar import Calendar
from collections import defaultdict
from datetime import date, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import planning
from meetings.models import Decision, Meeting, MeetingSeries
from meetings.permissions import may_keep_meetings
from meetings.services.series import days_to_plan

MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@require_safe
def month(request):
    """The month ``?month=2027-03``, or this one; its weeks begin on Monday."""
    today = timezone.localdate()
    asked = request.GET.get("month", f"{today:%Y-%m}")
    found = MONTH.fullmatch(asked)
    if found is None:
        refusal = _("There is no month “%(month)s” here: write it as in “2027-03”.") % {"month": asked[:20]}
        return render(request, "meetings/calendar/month.html", {"refusal": refusal}, status=400)
    first = date(int(found[1]), int(found[2]), 1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    entries = _entries(request.user, weeks[0][0], weeks[-1][-1])
    context = {
        "first": first,
        "previous": first - timedelta(days=1),
        "next": first + timedelta(days=31),
        "weekdays": WEEKDAYS.values(),
        "weeks": [
            [
                {"date": day, "is_here": day.month == first.month, "is_today": day == today} | entries(day)
                for day in week
            ]
            for week in weeks
        ],
        "may_keep": may_keep_meetings(request.user),
    }
    return render(request, "meetings/calendar/month.html", context)


def _entries(user, first, last):
    """A function that says what there is on a day between `first` and `last`, as far as this person may see it."""
    meetings, decisions, planned = defaultdict(list), defaultdict(list), defaultdict(list)
    found = Meeting.objects.visible_to(user).live().filter(date__range=(first, last))
    for meeting in found.order_by("date", "starts_at", "slug"):
        meetings[meeting.date].append(meeting)
    due = Decision.objects.visible_to(user).open().filter(due__range=(first, last))
    for decision in due.select_related("meeting").order_by("due", "pk"):
        decisions[decision.due].append(decision)
    if may_keep_meetings(user):
        series = list(MeetingSeries.objects.visible_to(user).live().prefetch_related("exceptions"))
        for day, one in days_to_plan(series, first, last):
            planned[day.date].append(one)

    def on(day):
        said = {"holiday": planning.holiday(day), "meetings": meetings[day]}
        said |= {"decisions": decisions[day], "planned": planned[day]}
        return said | {"is_empty": not any(said.values())}

    return on
