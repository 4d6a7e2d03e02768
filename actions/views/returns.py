"""Files that come back: handed in, and how far their reading is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from actions import tasks
from actions.forms import UploadForm
from actions.models import ChangeSet
from actions.permissions import may_edit_actions

SHOWN = 50  # files handed in together


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Take files; those that were just taken are listed with how far they are, and may be left alone."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        received = [_receive(request, file, form.cleaned_data) for file in form.cleaned_data["files"]]
        return redirect(f"{request.path}?{urlencode({'set': received}, doseq=True)}")
    asked = [number for number in request.GET.getlist("set") if number.isdecimal()][:SHOWN]
    change_sets = _change_sets(request.user).filter(pk__in=asked).order_by("pk")
    context = {"form": form, "change_sets": change_sets, "is_away": tasks.worker_is_away()}
    return render(request, "actions/returns/upload.html", context, status=422 if form.errors else 200)


def _receive(request, file, data):
    """Have a file read; return the number of its change set."""
    change_set, is_new = tasks.receive(
        by=request.user, file=file, name=file.name, partner=data["partner"], sender=data["sender"]
    )
    if not is_new:
        words = {"name": file.name, "day": date_format(localtime(change_set.received_at), "SHORT_DATETIME_FORMAT")}
        messages.info(request, _("“%(name)s” was received already, on %(day)s: nothing is read twice.") % words)
    return change_set.pk


@require_safe
def progress(request, pk):
    """How far a change set is, as a part of a page; a page that shows nothing else is loaded again once it is done."""
    change_set = get_object_or_404(_change_sets(request.user), pk=pk)
    if not change_set.is_busy and request.htmx.current_url_abs_path == change_set.get_absolute_url():
        return HttpResponseClientRefresh()
    context = {"change_set": change_set, "is_away": tasks.worker_is_away()}
    return render(request, "actions/returns/_progress.html", context)


def _change_sets(user):
    return ChangeSet.objects.visible_to(user).select_related("workbook__edition", "workbook__partner")
