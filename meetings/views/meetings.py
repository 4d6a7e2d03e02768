"""The meetings, and the minutes of one."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from actions.models import JointAction
from meetings.agenda import Agenda
from meetings.models import Attendance, Decision, Meeting, MeetingSeries
from meetings.passages import passages
from meetings.permissions import may_keep_meetings
from meetings.views.approving import approved
from meetings.views.people import asked

LONGEST_QUERY = 100  # characters
# Those present, in the order of the minutes.
CAPACITIES = {
    Attendance.Capacity.NATIONAL: gettext_lazy("National partners"),
    Attendance.Capacity.GTM_MEMBER: gettext_lazy("Members of the GTM"),
    Attendance.Capacity.COORDINATION: gettext_lazy("Resident Coordinator"),
    Attendance.Capacity.GUEST: gettext_lazy("Guests"),
}


@require_safe
def meeting_list(request):
    """The meetings that this person may see, to come and past; those whose minutes say what is searched for."""
    meetings = Meeting.objects.visible_to(request.user).live()
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    shown = meetings.search_minutes(query, request.user).with_counts().with_preparation(request.user).order_by("-date")
    if query:
        shown = shown.with_parts(request.user)
    series = {one.pk: one for one in MeetingSeries.objects.visible_to(request.user).live()}
    for meeting in shown:
        meeting.its_series = series.get(meeting.series_id)
        meeting.passages = passages(meeting, query) if query else []
    today = timezone.localdate()
    context = {
        "upcoming": sorted((one for one in shown if one.date >= today), key=lambda one: (one.date, str(one.starts_at))),
        "meetings": [one for one in shown if one.date < today],
        "query": query,
        "found": len(shown),
        "hidden": meetings.count() - len(shown) if query else 0,
        "may_keep": may_keep_meetings(request.user),
    }
    return render(request, "meetings/list.html", context)


@require_safe
def detail(request, slug):
    """The minutes of a meeting; of the actions they led to, those that this person may see."""
    actions = JointAction.objects.visible_to(request.user)
    meeting = Meeting.objects.visible_to(request.user).with_minutes(request.user, actions).filter(slug=slug).first()
    if meeting is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    attendances = meeting.attendances.all()
    carried_over = Decision.objects.visible_to(request.user).carried_over_to(meeting).select_related("meeting")
    carried_over = carried_over.exclude(agenda_items__meeting=meeting)  # which shows them
    return render(
        request,
        "meetings/detail.html",
        {
            "meeting": meeting,
            "approved": approved(request.user, meeting),
            "asked": asked(request.user, meeting),
            "agenda": Agenda(meeting, request.user),
            "carried_over": carried_over.most_urgent_first(),
            "capacities": [
                (heading, [attendance for attendance in attendances if attendance.capacity == capacity])
                for capacity, heading in CAPACITIES.items()
            ],
        },
    )
