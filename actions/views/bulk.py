"""Change many actions at once: choose them, say what is to change, see it, and confirm."""

from collections import defaultdict
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions import services
from actions.forms.bulk import BulkForm
from actions.ledger import Difference, differences
from actions.models import Edit, JointAction
from actions.permissions import may_edit_actions
from actions.services import bulk as services_bulk
from actions.tables import ActionTable
from actions.views.plans import seal, table_url


@require_POST
def bulk(request):
    """Ask what is to change of the selected actions; once it was said, show what would."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    query = request.POST.get("query", "")
    keys = _selected(request, query)
    refusal = _refusal(keys)
    if refusal:
        messages.warning(request, refusal)
        return redirect(table_url(query))
    form = BulkForm(request.POST if "step" in request.POST else None)
    context = {"form": form, "keys": keys, "ids": ",".join(map(str, keys)), "query": query, "back": table_url(query)}
    if request.POST.get("step") == "preview" and form.is_valid():
        return render(request, "actions/bulk/preview.html", context | _preview(request.user, keys, form, query))
    context["actions"] = JointAction.objects.visible_to(request.user).filter(pk__in=keys).in_table_order()
    return render(request, "actions/bulk/choose.html", context)


def _selected(request, query):
    """The keys of the selected actions; all those that the filter shows are looked up now, and carried as keys."""
    if "all" in request.POST:
        table = ActionTable(request.user, QueryDict(query))
        return list(table.ordered()) if table.is_valid() else []
    given = [*request.POST.getlist("action"), *request.POST.get("ids", "").split(",")]
    return list(dict.fromkeys(int(key) for key in given if key.isdecimal() and len(key) < 19))


def _refusal(keys):
    if not keys:
        return _("No action is selected: tick those that are to change.")
    if len(keys) > services_bulk.LIMIT:
        words = {"number": len(keys), "limit": services_bulk.LIMIT}
        return _("%(number)s actions are too many at once: filter the table to %(limit)s at most.") % words
    return ""


class Group(NamedTuple):
    """A change that several actions share."""

    difference: Difference
    actions: list


def _preview(user, keys, form, query):
    """What would change, what would not and why; nothing is written."""
    changes = services_bulk.changes(by=user, keys=keys, wishes=form.wishes())
    outcome = services.save(by=user, channel=Edit.Channel.BULK, changes=changes, dry_run=True)
    groups, refused = {}, defaultdict(dict)
    for difference in differences(outcome.saved):
        key = difference.column, difference.before, difference.after
        groups.setdefault(key, Group(difference, [])).actions.append(difference.action)
    for refusal in outcome.refusals:
        refused[refusal.message][refusal.action] = None  # in order, each once
    changed = len({cell.action_id for cell in outcome.saved})
    hindered = len({refusal.action or id(refusal) for refusal in outcome.refusals})
    return {
        "changed": changed,
        "unchanged": len(keys) - changed - hindered,
        "hindered": hindered,
        "groups": sorted(groups.values(), key=lambda group: -len(group.actions)),
        "refused": {message: list(actions) for message, actions in refused.items()},
        "plan": seal(user, Edit.Channel.BULK, outcome.saved, query) if outcome.saved else "",
    }
