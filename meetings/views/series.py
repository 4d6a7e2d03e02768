"""Series of meetings: the list, and each with its rule, its exceptions, its meetings and the next days."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import planning
from meetings.forms.series import ExceptionForm, PlanForm, SeriesForm
from meetings.models import Meeting, MeetingSeries, SeriesException
from meetings.permissions import may_keep_meetings
from meetings.services import series as services
from meetings.services.seen import StaleError
from partners.once import once


@require_safe
def series_list(request):
    """The series that this person may see, the archived ones last."""
    found = list(MeetingSeries.objects.visible_to(request.user).archived_last().with_next(request.user))
    for series in found:
        series.rule = planning.in_words(series)
    context = {"found": found, "may_keep": may_keep_meetings(request.user)}
    return render(request, "meetings/series/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request):
    """Begin a series."""
    _guard(request.user)
    form = SeriesForm(request.POST or None, instance=MeetingSeries(), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            series = services.add(by=request.user, values=form.then)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The series is saved. Look at its days, and plan the next meetings."))
            return redirect(series)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change the rule of a series; what is planned stays."""
    _guard(request.user)
    series, status = _series(request.user, pk), 422
    form = SeriesForm(request.POST or None, instance=copy(series), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change(by=request.user, series=series, then=form.then, seen=form.cleaned_data["seen"])
        except StaleError as error:
            form.tell(error)
            status = 409
        except ValidationError as error:
            form.refuse(error)
        else:
            said = _("Saved. Meetings that are planned stay as they are.") if changed else _("Nothing was changed.")
            messages.success(request, said)
            return redirect(series)
    return _form(request, form, series, status)


def _form(request, form, series, status=422):
    context = {"form": form, "series": series}
    return render(request, "meetings/series/form.html", context, status=status if form.errors else 200)


@require_POST
def archive(request, pk):
    """Plan no more meetings of a series."""
    series = _kept(request.user, pk)
    services.archive(by=request.user, series=series)
    messages.success(request, _("The series is archived: its meetings stay."))
    return redirect(series)


@require_POST
def restore(request, pk):
    """Take an archived series up again."""
    series = _kept(request.user, pk)
    services.restore(by=request.user, series=series)
    messages.success(request, _("The series is restored."))
    return redirect(series)


# One series -------------------------------------------------------------------------------------


@require_safe
def series(request, pk):
    """A series, and what this person may do with it."""
    return _show(request, _series(request.user, pk))


@require_POST
@once
def plan(request, pk):
    """Plan the next meetings of a series."""
    found, form = _kept(request.user, pk), PlanForm(request.POST, auto_id="plan-%s")
    if form.is_valid():
        try:
            new = len(services.plan(by=request.user, series=found, **form.wanted))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = ngettext("%(number)s meeting is planned.", "%(number)s meetings are planned.", new)
            messages.success(request, said % {"number": new} if new else _("These meetings are planned already."))
            return redirect(found)
    return _show(request, found, 422, plan=form)


@require_POST
@once
def make_exception(request, pk):
    """Hold the meeting of a day on another one, or not at all."""
    found = _kept(request.user, pk)
    days, instance = _free(services.next_days(found)), SeriesException(series=found)
    form = ExceptionForm(request.POST, instance=instance, days=days, auto_id="exception-%s")
    if form.is_valid():
        try:
            services.make_exception(by=request.user, exception=form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The exception is saved."))
            return redirect(found)
    return _show(request, found, 422, exception=form)


@require_POST
@once
def remove_exception(request, pk):
    """Follow the rule again on a day."""
    _guard(request.user)
    exception = SeriesException.objects.visible_to(request.user).select_related("series").filter(pk=pk).first()
    if exception is None:
        raise Http404(_("There is no such exception that you may see."))
    services.remove_exception(by=request.user, exception=exception)
    said = _("The rule is followed again on %(day)s.") % {"day": date_format(exception.day)}
    messages.success(request, said)
    return redirect(exception.series)


def _guard(user):
    if not may_keep_meetings(user):
        raise PermissionDenied


def _kept(user, pk):
    _guard(user)
    return _series(user, pk)


def _series(user, pk):
    found = MeetingSeries.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such series that you may see."))
    return found


def _free(days):
    """The days of the rule that an exception may still be made for."""
    return [day.occurrence for day, meeting in days if not meeting and not day.exception]


def _show(request, found, status=200, plan=None, exception=None):
    """The page; what was typed into a form that was refused is still there."""
    user, days = request.user, []
    meetings = list(Meeting.objects.visible_to(user).live().filter(series=found).order_by("date", "slug"))
    if not found.is_archived:
        days = services.next_days(found, number=12)
    may_keep = may_keep_meetings(user)
    may_plan = may_keep and not found.is_archived
    free = _free(days)
    if not may_keep:
        shown = {meeting.pk for meeting in meetings}
        days = [(day, meeting) for day, meeting in days if meeting is None or meeting.pk in shown]
    listed = {meeting.pk for _day, meeting in days if meeting}
    context = {
        "series": found,
        "may_keep": may_keep,
        "rule": planning.in_words(found),
        "partners": found.partners.visible_to(user).order_by("name"),
        "days": days,
        "upcoming": [one for one in meetings if not one.is_past and one.pk not in listed],
        "past": [one for one in reversed(meetings) if one.is_past],
        "exceptions": SeriesException.objects.visible_to(user).filter(series=found),
        "plan": plan or (PlanForm(auto_id="plan-%s") if may_plan else None),
        "exception": exception or (ExceptionForm(days=free, auto_id="exception-%s") if may_plan and free else None),
    }
    return render(request, "meetings/series/series.html", context, status=status)
