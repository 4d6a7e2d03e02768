"""Requests: the list, the draft, and each with all that may be done with it."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.exchange import letter as letters
from actions.filters import RequestFilter
from actions.forms.requests import AnswerForm, OpinionForm, ReasonForm, RequestForm, WithdrawForm
from actions.models import (
    TRANSITIONS,
    CallForProposals,
    JointAction,
    Opinion,
    PartnerRequest,
    RequestDocument,
    RequestEvent,
    Verb,
)
from actions.permissions import may_ask
from actions.services import requests as services
from gtm.lib.downloads import kept
from gtm.lib.files import DOCX, HARMLESS

PAGE_SIZE = 50
# What the page of a request asks before a verb; the three answers share a form.
FORMS = {
    Verb.OPINE: OpinionForm,
    Verb.NOTE: ReasonForm,
    Verb.ACCEPT: AnswerForm,
    Verb.REOPEN: ReasonForm,
    Verb.WITHDRAW: WithdrawForm,
}
SHARED = {Verb.DECLINE: Verb.ACCEPT, Verb.DEFER: Verb.ACCEPT}
DONE = {
    Verb.SUBMIT: gettext_lazy("The request is registered under the number %(number)s."),
    Verb.OPINE: gettext_lazy("Your opinion is recorded."),
    Verb.NOTE: gettext_lazy("The note is kept, for the secretariat only."),
    Verb.ACCEPT: gettext_lazy("Request %(number)s is accepted."),
    Verb.DECLINE: gettext_lazy("Request %(number)s is declined."),
    Verb.DEFER: gettext_lazy("Request %(number)s is deferred."),
    Verb.REOPEN: gettext_lazy("Request %(number)s is taken up again."),
    Verb.WITHDRAW: gettext_lazy("The request is withdrawn."),
}


@require_safe
def requests(request):
    """The requests that this person may see: her drafts, then the latest."""
    found = PartnerRequest.objects.visible_to(request.user)
    filtered = RequestFilter(request.GET, found, request=request)
    listed = filtered.qs if filtered.is_valid() else found.none()
    listed = listed.with_first_opinion().select_related("partner", "axis").prefetch_related("agencies")
    context = {
        "filter": filtered,
        "page": Paginator(listed.drafts_first(), PAGE_SIZE).get_page(request.GET.get("page")),
        "may_ask": may_ask(request.user),
    }
    return render(request, "requests/list.html", context, status=200 if filtered.is_valid() else 400)


# The draft --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Begin a request."""
    if not may_ask(request.user):
        raise PermissionDenied
    asked = request.GET.get("call", "")
    call = CallForProposals.objects.visible_to(request.user).filter(pk=asked if asked.isdecimal() else None).first()
    return _write(request, PartnerRequest(partner=request.user.partner), call)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change a draft of one's partner; another's and a nonexistent request are answered alike."""
    found = PartnerRequest.objects.visible_to(request.user).of(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such request that you may see."))
    if found.state not in TRANSITIONS[Verb.WRITE].sources:
        messages.error(request, services.WrongStateError(found))
        return redirect(found)
    return _write(request, found)


def _write(request, draft, call=None):
    initial = {"call": call} if call and call.is_open else None
    form = RequestForm(request.POST or None, request.FILES or None, instance=draft, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        token = draft.token if draft.pk else said["token"]
        try:
            saved = services.write(
                by=request.user,
                token=token,
                values=form.values,
                revision=said["revision"],
                documents=said["documents"],
            )
        except services.StaleDraftError as error:
            form.tell(error)
        except services.WrongStateError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The draft is saved. Only your partner sees it until you submit it."))
            return redirect(saved)
    closed = services.closed(call) if call and not call.is_open else ""
    context = {"form": form, "draft": draft, "closed": closed}
    return render(request, "requests/form.html", context, status=422 if form.errors else 200)


@require_POST
def detach(request, pk):
    """Take a file from a draft."""
    mine = PartnerRequest.objects.visible_to(request.user).of(request.user)
    found = RequestDocument.objects.visible_to(request.user).filter(pk=pk, request__in=mine).first()
    if found is None:
        raise Http404(_("There is no such document that you may see."))
    owner = found.request
    try:
        services.detach(by=request.user, document=found)
    except services.WrongStateError as error:
        messages.error(request, error)
    else:
        messages.success(request, _("Removed: %(name)s") % {"name": found.name})
    return redirect(owner)


# One request ------------------------------------------------------------------------------------


@require_safe
def detail(request, pk):
    """A request, what became of it, and what this person may do with it."""
    return _show(request, _request(request.user, pk))


@require_POST
def act(request, pk, verb):
    """Say a verb of a request: submit it, give an opinion, answer it …"""
    found = _request(request.user, pk)
    transition = TRANSITIONS[verb]
    if not transition.allows(request.user, found):
        raise PermissionDenied
    if found.state not in transition.sources:
        messages.error(request, services.WrongStateError(found))
        return redirect(found)
    form = _form(verb, request.user, request.POST)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "action" or verb == Verb.ACCEPT}
        try:
            getattr(services, verb.value)(by=request.user, request=found, **said)
        except services.WrongStateError as error:
            messages.error(request, error)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            found.refresh_from_db(fields=["number"])
            messages.success(request, DONE[verb] % {"number": found.number})
    return _show(request, found, verb, form) if form.errors else redirect(found)


def _request(user, pk):
    found = PartnerRequest.objects.visible_to(user).with_first_opinion().filter(pk=pk)
    found = found.select_related("partner", "author", "axis", "action").prefetch_related("agencies", "others").first()
    if found is None:
        raise Http404(_("There is no such request that you may see."))
    return found


def _form(verb, user, data=None):
    """The form of a verb; several stand on one page, so each has ids of its own."""
    verb = SHARED.get(verb, verb)
    kind = FORMS.get(verb)
    return kind(data, user=user, auto_id=f"{verb.value}-%s") if kind else forms.Form(data)


def _show(request, found, failed=None, form=None):
    """The page; what was typed into the form of the verb that `failed` is still there."""
    user = request.user
    verbs = {
        verb
        for verb, transition in TRANSITIONS.items()
        if transition.allows(user, found) and found.state in transition.sources
    }
    shown = {verb.value: _form(verb, user) for verb in verbs - {Verb.WRITE}}
    if failed:
        shown[SHARED.get(failed, failed).value] = form
    opinions = Opinion.objects.visible_to(user).filter(request=found).select_related("agency", "author")
    action = found.action_id and JointAction.objects.visible_to(user).filter(pk=found.action_id).first()
    context = {
        "found": found,
        "forms": shown,
        "may_change": Verb.WRITE in verbs,
        "missing": found.missing() if Verb.SUBMIT in verbs else [],
        "opinions": opinions.living(),
        "earlier": opinions.superseded(),
        "documents": RequestDocument.objects.visible_to(user).filter(request=found),
        "events": RequestEvent.objects.visible_to(user).filter(request=found).select_related("author__partner"),
        "action": action,
        "call": found.call_id and CallForProposals.objects.visible_to(user).filter(pk=found.call_id).first(),
        "has_letter": found.state in PartnerRequest.State.answered(),
    }
    return render(request, "requests/detail.html", context, status=422 if form else 200)


# What can be taken away -------------------------------------------------------------------------


@require_safe
def document(request, pk):
    """A file of a request, to be saved under the name that it came with."""
    found = RequestDocument.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such document that you may see."))
    return kept(found)


@require_safe
def letter(request, pk):
    """The reply to a request that was answered, as a letter in Word."""
    found = PartnerRequest.objects.visible_to(request.user).filter(pk=pk, answered_at__isnull=False)
    found = found.select_related("partner", "action").first()
    if found is None:
        raise Http404(_("There is no such letter that you may see."))
    file = BytesIO()
    letters.write(file, found)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{found.number}.docx", content_type=DOCX.content_type, headers=HARMLESS
    )
