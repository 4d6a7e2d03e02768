"""The outbox: which mails wait, left or did not, and what is to become of those that need a person to decide."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gtm.lib.files import HARMLESS
from partners import services
from partners.forms import MailFilterForm
from partners.models import Mail, MailAttachment
from partners.permissions import may_send_mail

PAGE_SIZE = 50


@require_safe
def mails(request):
    """The outbox, those first that need a decision; the address may name a state."""
    if not may_send_mail(request.user):
        raise PermissionDenied
    everything = Mail.objects.visible_to(request.user)
    counts = dict(everything.order_by().values_list("state").annotate(Count("pk")))
    form = MailFilterForm(request.GET)
    found = everything.none()
    if form.is_valid():
        state = form.cleaned_data["state"]
        found = everything.filter(state=state) if state else everything
    found = found.undecided_first().select_related("created_by").annotate(files=Count("attachments"))
    context = {
        "form": form,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": [(state, counts[state]) for state in Mail.State if state in counts],
        "total": sum(counts.values()),
    }
    return render(request, "partners/mails/list.html", context, status=200 if form.is_valid() else 400)


@require_safe
def mail(request, pk):
    """One mail as it was written, and what became of it."""
    found = _mail(request.user, pk)
    attachments = MailAttachment.objects.visible_to(request.user).filter(mail=found).with_size()
    return render(request, "partners/mails/detail.html", {"mail": found, "attachments": attachments})


@require_safe
def attachment(request, pk):
    """A file of a mail, to be saved under its name."""
    found = MailAttachment.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such file that you may see."))
    return FileResponse(
        BytesIO(found.content),
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
        headers=HARMLESS,
    )


@require_POST
def resend(request, pk):
    """Let a mail leave after all, or once more."""
    return _decide(request, pk, services.resend, _("The mail is in the outbox again."))


@require_POST
def mark_as_sent(request, pk):
    """Say that a doubtful mail has arrived."""
    return _decide(request, pk, services.mark_as_sent, _("The mail counts as sent."))


@require_POST
def cancel(request, pk):
    """Keep a mail from leaving."""
    return _decide(request, pk, services.cancel, _("The mail will not leave."))


def _mail(user, pk):
    found = Mail.objects.visible_to(user).filter(pk=pk).select_related("created_by", "settled_by").first()
    if found is None:
        raise Http404(_("There is no such mail that you may see."))
    return found


def _decide(request, pk, verb, done):
    found = _mail(request.user, pk)
    try:
        verb(by=request.user, mail=found)
    except services.AlreadyMovedError as error:
        messages.error(request, error)
    else:
        messages.success(request, done)
    return redirect(found)
