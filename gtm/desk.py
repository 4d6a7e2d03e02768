"""The home page, which may know every app: what waits for whoever opens it, and where the table stands."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.mine import Ask, Mine
from actions.permissions import may_edit_actions, speaks_for_partner
from gtm.pictures import gallery
from gtm.pictures.sight import Sight
from gtm.state import TableState
from gtm.waiting import waiting
from meetings.models import Attendee, Decision, Meeting, MinutesRemark

FEW = 5  # meetings whose minutes are named, and decisions


@require_safe
def home(request):
    """What the secretariat must do, what is asked of a focal point, or where the table stands for a reader."""
    user = request.user
    context = {"next": next_meeting(user), "today": timezone.localdate()}
    if speaks_for_partner(user):
        context |= {"mine": Mine(user), "invitations": invitations(user), "decisions": decisions(user)}
        return render(request, "desk/focal_point.html", context)
    state = TableState(user)
    context |= {"state": state, "pictures": gallery.of_the_desk(Sight(user))}
    if may_edit_actions(user):
        context |= {"sections": waiting(user, state), "minutes": minutes(user)}
        return render(request, "desk/secretariat.html", context)
    return render(request, "desk/reader.html", context | {"invitations": invitations(user)})


def next_meeting(user):
    """The next Meeting with ``items``, ``partners``, ``people`` and what these ``answered``; or None."""
    meetings = Meeting.objects.visible_to(user).live().upcoming().order_by("date", "starts_at", "pk")
    found = meetings.annotate(
        items=Count("agenda", distinct=True), partners=Count("attendances", distinct=True)
    ).first()
    if found:
        answers = Attendee.objects.visible_to(user).filter(meeting=found).order_by()
        none = Attendee.Answer.NONE
        counts = answers.aggregate(people=Count("pk"), answered=Count("pk", filter=~Q(answer=none)))
        found.people, found.answered = counts["people"], counts["answered"]
    return found


def minutes(user):
    """The meetings that were held, and whose minutes are not approved; each with its ``remarks`` to be looked at."""
    states = Meeting.MinutesState
    held = Meeting.objects.visible_to(user).live().filter(date__lte=timezone.localdate(), cancelled_at=None)
    remarks = Count("versions__remarks", filter=Q(versions__remarks__verdict=MinutesRemark.Verdict.OPEN))
    written = held.filter(minutes_state__in=[states.DRAFT, states.CIRCULATED])
    return written.annotate(remarks=remarks).order_by("-date", "pk")[:FEW]


def invitations(user):
    """[Ask] of the meetings to which this person is asked by name, and has not answered."""
    asked = Attendee.objects.visible_to(user).filter(email__iexact=user.email, answer=Attendee.Answer.NONE)
    coming = Meeting.objects.visible_to(user).live().upcoming().filter(attendees__in=asked).order_by("date")
    return [
        Ask(_("Say whether you come to the meeting"), str(meeting), meeting.get_absolute_url(), meeting.date)
        for meeting in coming
    ]


def decisions(user):
    """The decisions for which the partner of this person answers, the most urgent first."""
    answering = Decision.objects.visible_to(user).open().filter(partners=user.partner_id)
    return answering.select_related("meeting").most_urgent_first()
