"""Calls for proposals: the list, the draft, and each with its documents and what answers it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.exchange import call_text, calling
from actions.exchange.issuing import WorkbookError
from actions.forms.calls import CallForm
from actions.models import CallDocument, CallForProposals, Edition, PartnerRequest
from actions.permissions import may_answer_call, may_ask, may_call, reads_everything
from actions.services import calls as services
from gtm.lib.downloads import sent
from gtm.lib.files import RefusedError
from partners.models import Partner

PAGE_SIZE = 50
TO_ANSWER = timedelta(days=30)  # proposed


@require_safe
def calls(request):
    """The calls that this person may see, and how many have answered."""
    found = CallForProposals.objects.visible_to(request.user).with_answers().with_answer_of(request.user)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_call": may_call(request.user),
        "sees_all": reads_everything(request.user),
    }
    return render(request, "requests/calls/list.html", context)


# The draft --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Begin a call; the same form sent twice goes on with the call that it began."""
    if not may_call(request.user):
        raise PermissionDenied
    begun = CallForProposals.objects.visible_to(request.user).filter(token=_token(request)).first()
    initial = None if begun else _proposed(request.user)
    return _write(request, begun or CallForProposals(), initial)


def _token(request):
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def _proposed(user):
    """What a new call says before somebody writes it: what the last one said, or else the source of the project."""
    last = CallForProposals.objects.visible_to(user).first()
    today = timezone.localdate()
    return call_text.proposed(last) | {
        "reference": services.next_reference(),
        "date": today,
        "deadline": today + TO_ANSWER,
        "edition": Edition.objects.visible_to(user).first(),
        "invited": Partner.objects.visible_to(user).departments(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change a draft."""
    if not may_call(request.user):
        raise PermissionDenied
    found = _call(request.user, pk)
    if found.sent_at:
        messages.error(request, services.SentError())
        return redirect(found)
    return _write(request, found)


def _write(request, draft, initial=None):
    form = CallForm(request.POST or None, instance=draft, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        token = draft.token if draft.pk else said["token"]
        try:
            saved = services.write(by=request.user, token=token, values=form.values, seen_as=said["seen"])
        except services.StaleCallError as error:
            form.tell(error)
        except services.SentError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The draft is saved. Look at its documents before you send it."))
            return redirect(saved)
    context = {"form": form, "draft": draft, "has_edition": form.fields["edition"].queryset.exists()}
    return render(request, "requests/calls/form.html", context, status=422 if form.errors else 200)


# One call ---------------------------------------------------------------------------------------


@require_safe
def call(request, pk):
    """A call, its documents, what was received against it, and who has not answered."""
    return _show(request, _call(request.user, pk))


@require_POST
def send(request, pk):
    """Send a call to those who are invited, once."""
    if not may_call(request.user):
        raise PermissionDenied
    found = _call(request.user, pk)
    try:
        services.send(by=request.user, call=found, make=calling.make)
    except services.SentError as error:
        messages.info(request, error)
    except (ValidationError, RefusedError, WorkbookError) as error:
        refusal = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return _show(request, found, refusal)
    else:
        messages.success(request, _("The call is on its way to those who are invited."))
    return redirect(found)


def _call(user, pk):
    found = CallForProposals.objects.visible_to(user).with_answers().with_answer_of(user)
    found = found.select_related("edition__snapshot", "author").defer("edition__snapshot__content").filter(pk=pk)
    return found.first() or _missing()


def _missing():
    raise Http404(_("There is no such call that you may see."))


def _show(request, found, refusal=""):
    user = request.user
    sees_all = reads_everything(user)
    received = PartnerRequest.objects.visible_to(user).filter(call=found).select_related("partner").drafts_first()
    invited = list(found.invited.visible_to(user)) if sees_all else []
    answered = {one.partner_id for one in received if one.is_answer} if sees_all else set()
    people = services.people(invited) if may_call(user) else {}
    context = {
        "call": found,
        "refusal": refusal,
        "documents": CallDocument.Kind,
        "sees_all": sees_all,
        "invited": invited,
        "silent": [partner for partner in invited if partner.pk not in answered],
        "received": received,
        "may_change": may_call(user) and not found.sent_at,
        "addresses": {one for ones in people.values() for one in ones},
        "unreachable": [partner for partner, ones in people.items() if not ones],
        "may_answer": may_answer_call(user, found),
        "may_ask": may_ask(user),
    }
    return render(request, "requests/calls/detail.html", context, status=422 if refusal else 200)


@require_safe
def document(request, pk, kind):
    """The letter or an annex: as it was sent, or as it would be now."""
    found = _call(request.user, pk)
    if kind not in CallDocument.Kind.values:
        raise Http404(_("There is no such document that you may see."))
    if not found.sent_at:
        try:
            made = calling.draft(by=request.user, call=found, kind=kind)
        except (RefusedError, WorkbookError) as error:
            return _show(request, found, str(error))
        return sent(made.name, made.content, made.content_type)
    kept = CallDocument.objects.visible_to(request.user).filter(call=found, kind=kind).first()
    if kept is None:
        raise Http404(_("There is no such document that you may see."))
    return sent(kept.name, bytes(kept.content), calling.TYPES[kind].content_type)
