"""A whole action in one form: added, changed, duplicated, archived and restored."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from actions import services
from actions.columns import BY_NAME
from actions.forms import ActionForm
from actions.models import Axis, Edit, JointAction
from actions.permissions import may_edit_actions
from actions.tables import ActionTable
from actions.views.reports import parts
from partners.once import once

FORM = Edit.Channel.FORM


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request):
    """Add an action; the address may name its axis."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    number = request.GET.get("axis", "")
    axis = Axis.objects.live().filter(number=number).first() if number.isdecimal() else None
    form = ActionForm(request.POST or None, initial={"axis": axis, "status": JointAction.Status.PROPOSED})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            action = services.create(by=request.user, channel=FORM, values=form.read_values(), reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(action)s was added.") % {"action": action})
            another = f"{reverse('actions:add')}?axis={action.axis.number}"
            return redirect(another if "next" in request.POST else action)
    return _page(request, form)


@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, reference):
    """Change an action; the address may say which table it stands in, for the way to the next one.

    The panel beside that table asks through htmx. It stays with what is to be mended, goes on to the next action or is
    left empty, and gets the row as it is after a save.
    """
    action = _action(request.user, reference)
    table = ActionTable(request.user, request.GET)
    form = ActionForm(request.POST or None, action=action)
    following = _following(table, action)
    row = None
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        outcome = services.save(by=request.user, channel=FORM, changes=form.changes(), reason=reason)
        _say_saved(request, action, outcome)
        goes_on = following and "next" in request.POST
        if outcome.refusals or outcome.conflicts:
            form.tell(outcome)
        elif not request.htmx:
            return redirect(_address(request, following) if goes_on else action)
        else:
            form = ActionForm(action=_action(request.user, following)) if goes_on else None
            following = form and _following(table, form.action)
        if request.htmx and outcome.edit and table.is_valid():
            row = table.row(action.pk)
    return _page(request, form, following, row)


def _page(request, form, following=None, row=None):
    """The page of the form, or the panel."""
    context = {"form": form, "following": following, "row": row}
    if form is None:
        return render(request, "actions/panel.html", context)
    action = form.action
    context |= {"action": action, "url": _address(request, action.reference) if action else request.get_full_path()}
    if action:
        context |= parts(request.user, action)
    template = "actions/panel.html" if request.htmx else "actions/form.html"
    return render(request, template, context, status=422 if form.errors else 409 if form.conflicts else 200)


def _address(request, reference):
    """Where an action is changed, for who comes from the same table."""
    return f"{reverse('actions:change', args=[reference])}?{request.GET.urlencode()}".rstrip("?")


def _following(table, action):
    """The reference of the action that comes next in `table`, or None."""
    keys = list(table.ordered()) if table.is_valid() else []
    if action.pk not in keys[:-1]:
        return None
    following = JointAction.objects.visible_to(table.user).filter(pk=keys[keys.index(action.pk) + 1])
    return following.values_list("reference", flat=True).first()


def _say_saved(request, action, outcome):
    """Name the fields that changed; the reference follows from the axis and is named as such."""
    names = [BY_NAME[cell.column].heading for cell in outcome.saved if cell.column != "reference"]
    moved = next((cell for cell in outcome.saved if cell.column == "reference"), None)
    words = {"reference": action.reference, "fields": get_text_list([str(name) for name in names], _("and"))}
    if moved:
        action.reference = moved.after
        said = _("%(before)s is now %(after)s, and is still found under its former reference.")
        messages.info(request, said % {"before": moved.before, "after": moved.after})
    if names:
        messages.success(request, _("%(reference)s: saved (%(fields)s).") % words)
    elif not outcome.conflicts and not outcome.refusals:
        messages.info(request, _("%(reference)s: nothing was changed.") % words)


@require_POST
@once
def duplicate(request, reference):
    """Begin a similar action from this one."""
    action = _action(request.user, reference)
    copy = services.duplicate(by=request.user, action=action)
    messages.success(
        request,
        _("%(copy)s is a copy of %(reference)s: proposed, without its dates and progress.")
        % {"copy": copy.reference, "reference": action.reference},
    )
    return redirect("actions:change", copy.reference)


@require_POST
def archive(request, reference, archived=True):
    """Put an action away, or bring it back."""
    action = _action(request.user, reference)
    reason = request.POST.get("reason", "")[:300]
    services.archive(by=request.user, channel=FORM, actions=[action], archived=archived, reason=reason)
    said = (
        _("%(reference)s is archived: it has left the table.") if archived else _("%(reference)s is back in the table.")
    )
    messages.success(request, said % {"reference": action.reference})
    return redirect(action)


restore = partial(archive, archived=False)


def _action(user, reference):
    """The action of this reference, present or former, for somebody who may change it."""
    if not may_edit_actions(user):
        raise PermissionDenied
    action = JointAction.objects.visible_to(user).for_table().called(reference)
    if action is None:
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    return action
