"""The verdict on what somebody sent: their own file, marked, to download or to send back."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions.exchange import verdicts
from actions.forms import VerdictForm
from actions.models import ChangeSet
from actions.permissions import may_edit_actions
from gtm.lib.downloads import sent
from gtm.lib.excel.reading import WorkbookRefused
from partners import services as mails
from partners.once import once


@require_safe
def verdict(request, pk):
    """The file as it was received, with each of its changes marked."""
    change_set = _change_set(request.user, pk)
    content = _content(request.user, change_set)
    return sent(f"verdict-{change_set.pk}.xlsx", content, verdicts.XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def send(request, pk):
    """Send the marked file back by e-mail."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    change_set = _change_set(request.user, pk)
    form = VerdictForm(request.POST or None, user=request.user, change_set=change_set)
    if form.is_bound and form.is_valid():
        attachment = (verdicts.file_name(change_set), _content(request.user, change_set), verdicts.XLSX)
        mails.post(by=request.user, attachments=[attachment], **form.cleaned_data)
        messages.success(request, _("The verdict leaves for %(to)s.") % {"to": form.cleaned_data["to"]})
        return redirect(change_set)
    return render(request, "actions/changes/send.html", {"change_set": change_set, "form": form})


def _change_set(user, pk):
    """One whose file is kept and was read."""
    found = get_object_or_404(ChangeSet.objects.visible_to(user).select_related("partner"), pk=pk)
    if found.source == ChangeSet.Source.PROPOSAL:
        raise Http404(_("A proposal has no file: what became of it stands on its page."))
    if not found.file or found.state not in {ChangeSet.State.OPEN, ChangeSet.State.CLOSED}:
        raise Http404(_("There is no verdict on this file."))
    return found


def _content(user, change_set):
    file = BytesIO()
    try:
        verdicts.write(change_set, file, by=user)
    except WorkbookRefused as refusal:
        raise Http404(refusal) from refusal
    return file.getvalue()
