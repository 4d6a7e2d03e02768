"""What focal points propose of their actions in the browser: the form, and what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions.columns import BY_NAME
from actions.forms import ProposalForm
from actions.models import CellChange, ChangeSet, JointAction, Verdict
from actions.permissions import may_edit_actions, may_follow_changes, may_propose, may_withdraw_proposal
from actions.services import proposing

SHOWN = 3  # proposals on the page of an action, the latest


def proposed(user, action):
    """What the page of an action says of proposals: what waits for the secretariat, or what became of one's own."""
    if not may_follow_changes(user):
        return {}
    cells = CellChange.objects.visible_to(user).filter(row__action=action).select_related("row__change_set__partner")
    if may_edit_actions(user):
        waiting = cells.filter(
            verdict=Verdict.PENDING, edit=None, error="", row__change_set__state=ChangeSet.State.OPEN
        )
        return {"waiting": list(dict.fromkeys(cell.row.change_set for cell in waiting.order_by("row__change_set_id")))}
    own = {}
    sets = ChangeSet.objects.visible_to(user).filter(source=ChangeSet.Source.PROPOSAL, rows__action=action)
    latest = sets.order_by("-pk").values("pk")[:SHOWN]
    for cell in cells.filter(row__change_set__in=latest).order_by("-row__change_set_id", "pk"):
        own.setdefault(cell.row.change_set, []).append((capfirst(BY_NAME[cell.column].heading), cell))
    return {"own_proposals": list(own.items()), "may_propose": may_propose(user, action)}


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, reference):
    """Propose changes of an action of one's partner."""
    if not may_follow_changes(request.user) or may_edit_actions(request.user):
        raise PermissionDenied
    action = JointAction.objects.visible_to(request.user).for_table().called(reference)
    if action is None or not may_propose(request.user, action):
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    form = ProposalForm(request.POST or None, action=action)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_set = proposing.propose(
                by=request.user, action=action, cells=form.cells, message=said["message"], token=said["token"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say_sent(request, form)
            return redirect(change_set)
    context = {"form": form, "action": action, **proposed(request.user, action)}
    return render(request, "actions/propose.html", context, status=422 if form.errors else 200)


def _say_sent(request, form):
    messages.success(
        request,
        _("The secretariat has your proposal and decides whether the table changes. You see here what becomes of it."),
    )
    if form.overtaken:
        said = _("Meanwhile somebody changed this after you opened the form: %(fields)s. The secretariat sees both.")
        messages.warning(request, said % {"fields": get_text_list(form.overtaken, _("and"))})


@require_POST
def withdraw(request, pk):
    """Take a proposal back, as long as nothing of it was decided."""
    found = ChangeSet.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None or not may_withdraw_proposal(request.user, found):
        raise Http404(_("This page does not exist, or is not for you to see."))
    try:
        proposing.withdraw(by=request.user, change_set=found)
    except proposing.AlreadyDecidedError as error:
        messages.error(request, error)
    else:
        messages.success(request, _("Your proposal is withdrawn: the secretariat has nothing to decide any more."))
    return redirect(found)
