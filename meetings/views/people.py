"""Who is asked to a meeting: the secretariat's page, and the answer of each with an account or without."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.exchange import calendar
from meetings.forms.people import AnswerForm, InviteForm, PersonForm, RecordForm
from meetings.models import Attendee, Meeting
from meetings.permissions import may_keep_meetings
from meetings.services import answering, invitation
from meetings.services import inviting as services
from partners.once import once


def _meeting(user, slug):
    """A meeting that this person keeps."""
    if not may_keep_meetings(user):
        raise PermissionDenied
    found = Meeting.objects.visible_to(user).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    return found


def _attendee(user, pk):
    if not may_keep_meetings(user):
        raise PermissionDenied
    found = Attendee.objects.visible_to(user).select_related("meeting").filter(pk=pk).first()
    if found is None:
        raise Http404(_("This person is not on the list of a meeting that you may see."))
    return found


@require_safe
def people(request, slug):
    """Who is asked, what each answered, and the invitation before it leaves."""
    return _show(request, _meeting(request.user, slug))


def _show(request, meeting, status=200, refusal="", **forms):
    """The page; what was typed into the form that was refused is still there."""
    listed = Attendee.objects.visible_to(request.user).filter(meeting=meeting).with_last_told()
    listed = list(listed.select_related("partner").order_by("partner__name", "name", "pk"))
    over = answering.why_over(meeting)
    if not over:
        for one in listed:
            one.form = RecordForm(attendee=one)
            if "record" in forms and forms["record"].attendee == one:
                one.form = forms["record"]
    may_invite = not (over or meeting.is_cancelled)
    context = {
        "meeting": meeting,
        "refusal": refusal,
        "attendees": listed,
        "counts": _counts(listed),
        "outdated": sum(one.told is not None and one.told < meeting.sequence for one in listed),
        "over": over,
        "may_invite": may_invite,
    }
    if may_invite:
        context["invite"] = forms.get("invite") or _invite_form(request, meeting, listed)
        context["standing"] = invitation.standing("…")
        context["person"] = forms.get("person") or PersonForm(user=request.user)
    return render(request, "meetings/people/people.html", context, status=status)


def _counts(attendees):
    """[(Answer, how many gave it)]"""
    given = Counter(one.answer for one in attendees)
    answers = Attendee.Answer
    return [(one, given[one]) for one in (answers.ACCEPTED, answers.TENTATIVE, answers.DECLINED, answers.NONE)]


def _invite_form(request, meeting, listed=None, data=None):
    """All are ticked as long as nobody was asked; afterwards those only who were put on the list by name."""
    listed = list(Attendee.objects.visible_to(request.user).filter(meeting=meeting)) if listed is None else listed
    waiting = [one for one in listed if one.email and one.told is None]
    found = sorted(services.candidates(meeting) + waiting, key=lambda one: (str(one.partner or ""), one.name))
    ticked = waiting if any(one.told is not None for one in listed) else found
    initial = {"to": [one.email.lower() for one in ticked]}
    return InviteForm(data, meeting=meeting, people=found, initial=initial)


@require_POST
@once
def invite(request, slug):
    """Send the invitation to those who are ticked."""
    meeting = _meeting(request.user, slug)
    form = _invite_form(request, meeting, data=request.POST)
    if not form.is_valid():
        return _show(request, meeting, 422, invite=form)
    said = {"subject": form.cleaned_data["subject"], "body": form.cleaned_data["body"]}
    try:
        asked = services.invite(by=request.user, meeting=meeting, people=form.chosen, make=calendar.summons, **said)
    except answering.ClosedError as error:
        return _show(request, meeting, 409, str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _show(request, meeting, 422, invite=form)
    told = ngettext("%(number)s invitation is in the outbox.", "%(number)s invitations are in the outbox.", asked)
    messages.success(request, told % {"number": asked})
    return redirect("meetings:people", slug)


@require_POST
@once
def add_person(request, slug):
    """Put somebody on the list by name."""
    meeting = _meeting(request.user, slug)
    form = PersonForm(request.POST, instance=Attendee(meeting=meeting), user=request.user)
    if form.is_valid():
        try:
            services.add(by=request.user, attendee=form.instance)
        except answering.ClosedError as error:
            return _show(request, meeting, 409, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": form.instance.name})
            return redirect("meetings:people", slug)
    return _show(request, meeting, 422, person=form)


@require_POST
def send_updates(request, slug):
    """Tell those whose invitation says otherwise what the meeting is now."""
    meeting = _meeting(request.user, slug)
    try:
        told = services.send_updates(by=request.user, meeting=meeting, make=calendar.summons)
    except answering.ClosedError as error:
        return _show(request, meeting, 409, str(error))
    said = ngettext("%(number)s update is in the outbox.", "%(number)s updates are in the outbox.", told)
    messages.success(request, said % {"number": told})
    return redirect("meetings:people", slug)


@require_POST
def remove_person(request, pk):
    """Take somebody off the list."""
    attendee = _attendee(request.user, pk)
    try:
        services.remove(by=request.user, attendee=attendee, make=calendar.summons)
    except answering.ClosedError as error:
        return _show(request, attendee.meeting, 409, str(error))
    messages.success(request, _("%(name)s is no longer on the list.") % {"name": attendee.name})
    return redirect("meetings:people", attendee.meeting.slug)


@require_POST
def record_answer(request, pk):
    """Write down what somebody answered by mail or telephone."""
    attendee = _attendee(request.user, pk)
    form = RecordForm(request.POST, attendee=attendee)
    if not form.is_valid():
        return _show(request, attendee.meeting, 422, record=form)
    try:
        answering.record_answer(by=request.user, attendee=attendee, **form.cleaned_data)
    except answering.ClosedError as error:
        return _show(request, attendee.meeting, 409, str(error))
    except answering.StaleAnswerError as error:
        form.tell(error)
        return _show(request, attendee.meeting, 409, record=form)
    messages.success(request, _("The answer of %(name)s is kept.") % {"name": attendee.name})
    return redirect("meetings:people", attendee.meeting.slug)


# Each for herself -------------------------------------------------------------------------------


def asked(user, meeting):
    """What the page of a meeting says of those who are asked, as far as this person may see them."""
    listed = list(Attendee.objects.visible_to(user).filter(meeting=meeting).select_related("partner"))
    mine = next((one for one in listed if one.email.lower() == user.email.lower()), None)
    if mine and not (answering.why_over(meeting) or meeting.is_cancelled):
        mine.token, mine.form = answering.answer_token(mine), AnswerForm(initial={"note": mine.answer_note})
    return {"listed": listed, "counts": _counts(listed), "mine": mine}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """What the link in an invitation opens, whoever is logged in or nobody: only its buttons answer."""
    attendee = answering.attendee_behind(token)
    if attendee is None:
        return render(request, "meetings/people/closed.html", status=404)
    form, status = AnswerForm(request.POST or None, initial={"note": attendee.answer_note}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                answering.answer(attendee=attendee, answer=said["answer"], note=said["note"])
            except answering.ClosedError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("Your answer is kept. You may change it until the day of the meeting."))
                return redirect("meetings:answer", token)
    items = attendee.meeting.agenda.all()
    context = {"attendee": attendee, "meeting": attendee.meeting, "agenda": items, "form": form}
    return render(request, "meetings/people/answer.html", context, status=status)
