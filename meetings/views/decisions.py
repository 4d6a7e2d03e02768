"""The decisions: all of them, each with what became of it, and what they change in the table."""

from io import BytesIO
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.columns import BY_NAME
from actions.forms.cell import CellForm
from actions.models import JointAction
from gtm.lib.downloads import kept, sent
from gtm.lib.files import DOCX, XLSX
from meetings.exchange import register
from meetings.filters import DecisionFilter
from meetings.forms.decisions import AssignForm, CellChoiceForm, FollowUpForm
from meetings.models import Decision, FollowUp, Meeting
from meetings.permissions import may_follow_up, may_keep_decisions
from meetings.services import decisions as services

PAGE_SIZE = 50


@require_safe
def decisions(request):
    """The decisions that this person may see, the most urgent first."""
    visible, filtered, listed = _filtered(request)
    context = {
        "filter": filtered,
        "page": Paginator(listed.most_urgent_first(), PAGE_SIZE).get_page(request.GET.get("page")),
        "open": listed.open().count(),
        "late": listed.late().count(),
    }
    context["hidden"] = visible.count() - context["page"].paginator.count
    return render(request, "meetings/decisions/list.html", context, status=200 if filtered.is_valid() else 400)


@require_safe
def workbook(request):
    """The register: the decisions that the filter shows, as a workbook."""
    _visible, filtered, listed = _filtered(request)
    if not filtered.is_valid():
        return render(request, "meetings/decisions/list.html", {"filter": filtered}, status=400)
    file = BytesIO()
    register.write(file, listed.most_urgent_first(), by=request.user)
    name = _("decisions-%(date)s.xlsx") % {"date": timezone.localdate().isoformat()}
    return sent(name, file.getvalue(), XLSX.content_type)


@require_safe
def document(request):
    """The register: the decisions that the filter shows, as a Word document."""
    _visible, filtered, listed = _filtered(request)
    if not filtered.is_valid():
        return render(request, "meetings/decisions/list.html", {"filter": filtered}, status=400)
    file = BytesIO()
    register.write_document(file, listed.most_urgent_first(), by=request.user)
    name = _("decisions-%(date)s.docx") % {"date": timezone.localdate().isoformat()}
    return sent(name, file.getvalue(), DOCX.content_type)


def _filtered(request):
    """What this person may see, the filter, and what it lets through with what a row shows."""
    visible = Decision.objects.visible_to(request.user)
    filtered = DecisionFilter(request.GET, visible, request=request)
    listed = filtered.qs if filtered.is_valid() else visible.none()
    return visible, filtered, listed.with_rows(JointAction.objects.visible_to(request.user))


# One decision -----------------------------------------------------------------------------------


@require_safe
def decision(request, pk):
    """A decision, what became of it, and what this person may do with it."""
    return _show(request, _decision(request.user, pk))


@require_POST
def follow_up(request, pk):
    """Keep what was done of a decision."""
    found = _decision(request.user, pk)
    if not may_follow_up(request.user, found):
        raise PermissionDenied
    form = FollowUpForm(request.POST, request.FILES, decision=found, may_keep=may_keep_decisions(request.user))
    if form.is_valid():
        try:
            note = services.follow_up(by=request.user, decision=found, **form.said)
        except services.StaleDecisionError as error:
            form.tell(error)
            return _show(request, found, status=409, follow=form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request, _("Kept. State of the decision: %(state)s.") % {"state": note.get_status_display()}
            )
            return redirect(found)
    return _show(request, found, status=422, follow=form)


@require_POST
def assign(request, pk):
    """Say who answers for a decision, by when, and which actions it is about."""
    found = _decision(request.user, pk)
    if not may_keep_decisions(request.user):
        raise PermissionDenied
    form = AssignForm(request.POST, decision=found, user=request.user)
    if form.is_valid():
        try:
            note = services.assign(by=request.user, decision=found, then=form.then, seen=form.cleaned_data["seen"])
        except services.StaleDecisionError as error:
            form.tell(error)
            return _show(request, found, status=409, assign=form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved; the reminders follow.") if note else _("Nothing was changed."))
            return redirect(found)
    return _show(request, found, status=422, assign=form)


def _decision(user, pk):
    found = Decision.objects.visible_to(user).select_related("meeting").filter(pk=pk)
    linked = Prefetch("actions", JointAction.objects.visible_to(user).order_by("reference"))
    found = found.prefetch_related("partners", linked).first()
    if found is None:
        raise Http404(_("There is no decision that you may see at this address."))
    return found


def _show(request, found, status=200, follow=None, assign=None):
    """The page; what was typed into a form that was refused is still there."""
    user = request.user
    may_keep, actions = may_keep_decisions(user), found.actions.all()
    if follow is None and may_follow_up(user, found):
        follow = FollowUpForm(decision=found, may_keep=may_keep, initial={"token": uuid4()})
    if assign is None and may_keep:
        assign = AssignForm(decision=found, user=user)
    context = {
        "decision": found,
        "meeting": Meeting.objects.visible_to(user).filter(pk=found.meeting_id).first(),
        "follow_ups": FollowUp.objects.visible_to(user)
        .filter(decision=found)
        .select_related("author")
        .order_by("-at", "-pk"),
        "follow": follow,
        "assign": assign,
        "change": CellChoiceForm(actions=actions) if may_keep and actions else None,
    }
    return render(request, "meetings/decisions/decision.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change_action(request, pk):
    """Change a cell of a linked action in the name of the decision, which its history then gives as the reason."""
    if not may_keep_decisions(request.user):
        raise PermissionDenied
    found = _decision(request.user, pk)
    choice = CellChoiceForm(request.POST or request.GET, actions=found.actions.all())
    if not choice.is_valid():
        raise Http404(_("There is no such cell to edit."))
    column = BY_NAME[choice.cleaned_data["column"]]
    linked = JointAction.objects.visible_to(request.user).filter(pk=choice.cleaned_data["action"].pk)
    form = CellForm(request.POST or None, action=linked.for_table(column.needs).get(), column=column)
    if "keep" in request.POST:
        return redirect(found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = services.change_action(by=request.user, decision=found, changes=form.changes())
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                if not (outcome.conflicts or outcome.refusals):
                    return _changed(request, found, outcome)
                form.tell(outcome)
                status = 409 if outcome.conflicts else 422
    context = {"decision": found, "form": form, "choice": choice}
    return render(request, "meetings/decisions/change_action.html", context, status=status)


def _changed(request, found, outcome):
    if outcome.edit:
        said = {"reference": outcome.saved[0].action.reference, "reason": outcome.edit.reason}
        messages.success(request, _("%(reference)s is changed. Its history says: “%(reason)s”.") % said)
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(found)


@require_safe
def evidence(request, pk):
    """The file that goes with a follow-up, to be saved under the name that it came with."""
    found = FollowUp.objects.visible_to(request.user).exclude(file="").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such document that you may see."))
    return kept(found)
