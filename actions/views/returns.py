"""Files that come back: handed in, and how far their reading is."""

import re

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
from actions.forms import FilesForm, UploadForm
from actions.models import ChangeSet, Transmission
from actions.permissions import may_edit_actions, speaks_for_partner
from partners.once import once

SHOWN = 50  # files handed in together
NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Take files; those that were just taken are listed with how far they are, and may be left alone."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        said = {"partner": form.cleaned_data["partner"], "sender": form.cleaned_data["sender"]}
        return _receive(request, form.cleaned_data["files"], said)
    return _show(request, "actions/returns/upload.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def send_back(request):
    """Take files of the partner for whom this person speaks; as answers to the edition by whose button she came."""
    if not speaks_for_partner(request.user):
        raise PermissionDenied
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    transmission = _asked(request.user, request.GET.get("edition", ""))
    if form.is_valid():
        said = {"partner": request.user.partner, "sender": request.user.email, "transmission": transmission}
        return _receive(request, form.cleaned_data["files"], said)
    return _show(request, "actions/mine/send_back.html", form, transmission=transmission)


def _asked(user, number):
    """The transmission of that edition that her partner has not answered, or None."""
    unanswered = Transmission.objects.visible_to(user).unanswered().select_related("edition")
    return unanswered.filter(edition__number=number).first() if NUMBER.fullmatch(number) else None


def _show(request, template, form, **context):
    """The page with its form, above it how far the files are that were just taken."""
    asked = [number for number in request.GET.getlist("set") if NUMBER.fullmatch(number)][:SHOWN]
    change_sets = _change_sets(request.user).filter(pk__in=asked).order_by("pk")
    context |= {"form": form, "change_sets": change_sets, "is_away": tasks.worker_is_away()}
    return render(request, template, context, status=422 if form.errors else 200)


def _receive(request, files, said):
    """Have files read, and show how far they are."""
    received = [_receive_one(request, file, said) for file in files]
    return redirect(f"{request.path}?{urlencode({'set': received}, doseq=True)}")


def _receive_one(request, file, said):
    """Have a file read; return the number of its change set."""
    change_set, is_new = tasks.receive(by=request.user, file=file, name=file.name, **said)
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
