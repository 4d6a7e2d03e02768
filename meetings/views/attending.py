"""Who is at a meeting that is held."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.forms.attending import CameForm, MarksForm, PersonForm
from meetings.models import Attendance
from meetings.services import attending
from meetings.views.hold import address, is_script, meeting_to_hold, refused, show, state
from partners.once import once


@require_POST
def mark(request, slug):
    """Say who is there."""
    meeting, form = meeting_to_hold(request.user, slug), MarksForm(request.POST)
    if not form.is_valid():
        return refused(request, meeting, _("This page is not complete: reload it."))
    conflicts = attending.mark(by=request.user, meeting=meeting, marks=form.marks)
    said = [_("Somebody marked %(who)s as “%(presence)s” meanwhile.") % _words(row) for row in conflicts]
    if is_script(request):
        return JsonResponse(state(request.user, meeting) | {"said": " ".join(said)}, status=409 if said else 200)
    for sentence in said:
        messages.warning(request, sentence)
    return redirect(address(meeting, "attendance"))


def _words(row):
    who = row.partner if isinstance(row, Attendance) else row.name
    return {"who": who, "presence": row.get_presence_display()}


@require_POST
def partner_came(request, slug):
    """Put a partner that came unasked on the list."""
    meeting, form = meeting_to_hold(request.user, slug), CameForm(request.POST, user=request.user)
    if not form.is_valid():
        return show(request, meeting, status=422, came=form)
    attending.partner_came(by=request.user, meeting=meeting, **form.cleaned_data)
    return redirect(address(meeting, "attendance"))


@require_POST
@once
def person_came(request, slug):
    """Put a person who came on the list."""
    meeting, form = meeting_to_hold(request.user, slug), PersonForm(request.POST, user=request.user)
    if not form.is_valid():
        return show(request, meeting, status=422, person=form)
    attending.person_came(by=request.user, meeting=meeting, **form.cleaned_data)
    return redirect(address(meeting, "attendance"))
