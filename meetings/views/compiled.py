"""The minutes of a series, or of all meetings, over a period: as a document and as a workbook."""

from io import BytesIO

from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.models import JointAction
from gtm.lib.downloads import sent
from gtm.lib.files import DOCX, XLSX
from meetings.exchange import compiled as workbooks
from meetings.forms.compiled import CompiledForm
from meetings.minutes import compiled as documents
from meetings.models import Meeting


@require_safe
def compiled(request):
    """Which meetings there are to be put together."""
    return _show(request, *_chosen(request))


@require_safe
def document(request):
    """Their minutes, one after the other."""
    form, meetings = _chosen(request)
    if not meetings:
        return _show(request, form, meetings, status=422 if form.errors else 404)
    with translation.override("fr"):
        subject = form.subject
    period = {name: form.cleaned_data[name] for name in ("since", "until")}
    content = documents.write(meetings, by=request.user, subject=subject, **period)
    return sent(_name(form, "docx"), content, DOCX.content_type)


@require_safe
def workbook(request):
    """What they say, a row for each statement, point and decision."""
    form, meetings = _chosen(request)
    if not meetings:
        return _show(request, form, meetings, status=422 if form.errors else 404)
    file = BytesIO()
    workbooks.write(file, meetings, by=request.user, subject=form.subject)
    return sent(_name(form, "xlsx"), file.getvalue(), XLSX.content_type)


def _chosen(request):
    """The form, and the meetings that it asks for with all that this person may read of their minutes."""
    data = request.GET if "since" in request.GET else None
    form = CompiledForm(data, user=request.user)
    if not form.is_bound:
        form = CompiledForm({name: str(value) for name, value in form.initial.items()}, user=request.user)
    if not form.is_valid():
        return form, []
    readable = Meeting.objects.with_minutes_visible_to(request.user).live()
    return form, list(form.of(readable).with_minutes(request.user, JointAction.objects.none()))


def _name(form, ending):
    period = {name: form.cleaned_data[name].isoformat() for name in ("since", "until")}
    return _("minutes-%(since)s-%(until)s") % period + f".{ending}"


def _show(request, form, meetings, status=None):
    context = {"form": form, "meetings": meetings, "query": request.GET.urlencode()}
    status = status or (422 if form.errors else 200)
    return render(request, "meetings/minutes/compiled.html", context, status=status)
