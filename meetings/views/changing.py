"""A meeting added, moved, called off and taken up again."""

import re
from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings import planning
from meetings.forms.meetings import CancelForm, MeetingForm
from meetings.models import Meeting, MeetingSeries
from meetings.permissions import may_keep_meetings
from meetings.services import meetings as services
from meetings.services.seen import StaleError
from partners.once import once


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request):
    """Add a meeting; ``?series=`` proposes what a series says."""
    if not may_keep_meetings(request.user):
        raise PermissionDenied
    form = MeetingForm(request.POST or None, instance=Meeting(), initial=_proposed(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = services.add(by=request.user, values=form.then)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The meeting is saved."))
            return _saved(request, meeting)
    return _form(request, form, None)


def _proposed(request):
    """What the series says that is asked for."""
    asked = request.GET.get("series", "")
    found = MeetingSeries.objects.visible_to(request.user).live()
    series = found.filter(pk=asked).first() if re.fullmatch("[0-9]{1,9}", asked) else None
    if series is None:
        return None
    said = {name: getattr(series, name) for name in ("title", "place", "starts_at", "ends_at")}
    return said | {"series": series, "partners": list(series.partners.live())}


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug):
    """Change what, when and where a meeting is, and which partners are invited; or call it off."""
    meeting, status = _kept(request.user, slug), 422
    form = MeetingForm(request.POST or None, instance=copy(meeting), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change(by=request.user, meeting=meeting, then=form.then, seen=form.cleaned_data["seen"])
        except StaleError as error:
            form.tell(error)
            status = 409
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The meeting is changed.") if changed else _("Nothing was changed."))
            return _saved(request, form.instance)
    return _form(request, form, meeting, status)


@require_POST
@once
def cancel(request, slug):
    """Call a meeting off."""
    meeting, form = _kept(request.user, slug), CancelForm(request.POST, auto_id="cancel-%s")
    if form.is_valid():
        try:
            services.cancel(by=request.user, meeting=meeting, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The meeting is cancelled."))
            return redirect(meeting)
    return _form(request, MeetingForm(instance=meeting, user=request.user), meeting, cancel=form)


@require_POST
@once
def reinstate(request, slug):
    """Hold a meeting after all that was called off."""
    meeting = _kept(request.user, slug)
    try:
        services.reinstate(by=request.user, meeting=meeting)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The meeting is held after all."))
    return redirect(meeting)


def _kept(user, slug):
    if not may_keep_meetings(user):
        raise PermissionDenied
    meeting = Meeting.objects.visible_to(user).filter(slug=slug).first()
    if meeting is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    return meeting


def _saved(request, meeting):
    if obstacle := planning.in_the_way(meeting.date):
        messages.warning(request, _("Nobody may be at work on that day: %(obstacle)s.") % {"obstacle": obstacle})
    return redirect(meeting)


def _form(request, form, meeting, status=422, cancel=None):
    """The form; what was refused is still there."""
    context = {"form": form, "meeting": meeting, "cancel": cancel or CancelForm(auto_id="cancel-%s")}
    refused = form.errors or (cancel and cancel.errors)
    return render(request, "meetings/change.html", context, status=status if refused else 200)
