"""What was changed, by whom, when, through which channel and why; and how to take it back."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from actions import services
from actions.columns import BY_NAME
from actions.ledger import EditFilter, confirmed, differences, disputes, scopes
from actions.models import CellEdit, Comment, Edit, JointAction
from actions.permissions import may_edit_actions, may_read_internal_notes

PAGE_SIZE = 50


@require_safe
def of_action(request, reference):
    """Every change of one action, the latest first."""
    action = _action(request.user, reference)
    cells = CellEdit.objects.visible_to(request.user).filter(action=action)
    return _history(request, action, cells)


@require_safe
def of_cell(request, reference, column):
    """Every change of one cell, the latest first."""
    action = _action(request.user, reference)
    shown = BY_NAME.get(column)
    if shown is None or (shown.secretariat_only and not may_read_internal_notes(request.user)):
        raise Http404(_("There is no column “%(name)s” that you may see.") % {"name": column})
    cells = CellEdit.objects.visible_to(request.user).filter(action=action, column=column)
    said = {"confirmed": confirmed(request.user, action), "column": column} if shown.is_editable else {}
    return _history(request, action, cells, heading=capfirst(shown.heading), **said)


def _action(user, reference):
    action = JointAction.objects.visible_to(user).filter(reference=reference).first()
    if action is None:
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    return action


def _history(request, action, cells, heading="", **said):
    cells = cells.with_authors().select_related("action").order_by("-edit__at", "-edit", "pk")
    page = Paginator(cells, PAGE_SIZE).get_page(request.GET.get("page"))
    told = zip(page, differences(page), strict=True)
    acts = [
        (edit, [difference for _cell, difference in ones]) for edit, ones in groupby(told, lambda pair: pair[0].edit)
    ]
    context = {
        "action": action,
        "heading": heading,
        "page": page,
        "acts": acts,
        "may_edit": may_edit_actions(request.user),
        **said,
    }
    return render(request, "actions/history/action.html", context)


@require_safe
def edits(request):
    """Every edit of the table, the latest first."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    found = Edit.objects.visible_to(request.user).select_related("author", "undoes", "undone_by")
    filtered = EditFilter(request.GET, found, request=request)
    page = Paginator(filtered.qs if filtered.is_valid() else found.none(), PAGE_SIZE).get_page(request.GET.get("page"))
    scope = scopes([edit.pk for edit in page], request.user)
    context = {"filter": filtered, "page": page, "edits": [(edit, scope.get(edit.pk)) for edit in page]}
    return render(request, "actions/history/edits.html", context, status=200 if filtered.is_valid() else 400)


@require_safe
def edit(request, pk):
    """What one edit did, and what would come back if it were undone."""
    edit = _edit(request.user, pk)
    cells = edit.cells.select_related("action").order_by("action__axis", "action__reference", "pk")
    page = Paginator(cells, PAGE_SIZE).get_page(request.GET.get("page"))
    with_parts = list(dict.fromkeys(cell.action for cell in page if cell.part and cell.column != Comment.column))
    context = {"edit": edit, "page": page, "differences": differences(page), "with_parts": with_parts}
    if not hasattr(edit, "undone_by"):
        outcome = services.undo(by=request.user, edit=edit, dry_run=True)
        context |= {"undo": outcome, "disputes": disputes(outcome.conflicts)}
    return render(request, "actions/history/edit.html", context)


@require_POST
def undo(request, pk):
    """Take an edit back, but for the cells that were changed since."""
    edit = _edit(request.user, pk)
    try:
        outcome = services.undo(by=request.user, edit=edit, reason=request.POST.get("reason", "")[:300])
    except services.AlreadyUndoneError as error:
        messages.error(request, error)
        return redirect("actions:edit", pk)
    if outcome.edit is None:
        messages.warning(request, _("Nothing can come back."))
        return redirect("actions:edit", pk)
    number = len(outcome.saved)
    done = ngettext("%(number)s cell is as it was before.", "%(number)s cells are as they were before.", number)
    messages.success(request, done % {"number": number})
    return redirect("actions:edit", outcome.edit.pk)


def _edit(user, pk):
    edits = Edit.objects.visible_to(user).select_related("author", "undoes__author", "undone_by__author")
    return get_object_or_404(edits, pk=pk)
