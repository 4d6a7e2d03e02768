"""Changes that were shown and wait for a yes: the browser carries them signed, so what is made is what was shown."""

from http import HTTPStatus

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from actions import services
from actions.columns import BY_NAME
from actions.ledger import disputes
from actions.models import CellEdit
from actions.permissions import may_edit_actions
from actions.services import Change
from actions.stored import Loader

MAX_AGE = 12 * 60 * 60  # seconds


def seal(user, channel, cells, query=""):
    """Sign `cells` (CellEdit, unsaved) for this person to send back; `query` is that of the table to return to."""
    changes = [[cell.action_id, cell.column, cell.before, cell.after] for cell in cells]
    plan = {"channel": channel, "changes": changes, "query": query}
    return signing.dumps(plan, salt=_salt(user), compress=True)


def _salt(user):
    return f"actions.plan.{user.pk}"


def table_url(query):
    """The address of the table as it was filtered."""
    query = QueryDict(query).urlencode()
    return reverse("actions:table") + (f"?{query}" if query else "")


@require_POST
def apply(request):
    """Make the changes that a preview showed, except those of cells that changed since."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    try:
        plan = signing.loads(request.POST.get("plan", ""), salt=_salt(request.user), max_age=MAX_AGE)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old or incomplete. Nothing was changed: start again."))
        return redirect("actions:table")
    known = Loader((BY_NAME[column], after) for _action, column, _before, after in plan["changes"])
    outcome = services.save(
        by=request.user,
        channel=plan["channel"],
        reason=request.POST.get("reason", "")[:300],
        changes=[
            Change(action, BY_NAME[column], known.load(BY_NAME[column], after), before)
            for action, column, before, after in plan["changes"]
        ],
    )
    if outcome.edit:
        messages.success(request, _saved(outcome))
    if outcome.conflicts or outcome.refusals:
        return render(
            request, "actions/bulk/result.html", _left(request.user, plan, outcome), status=HTTPStatus.CONFLICT
        )
    if not outcome.edit:
        messages.info(request, _("Everything was already so: nothing was changed."))
    return redirect(table_url(plan["query"]))


def _saved(outcome):
    number = len({cell.action_id for cell in outcome.saved})
    sentence = ngettext("%(number)s action was changed.", "%(number)s actions were changed.", number)
    url = reverse("actions:edit", args=[outcome.edit.pk])
    link = _("See and undo")
    return format_html('{} <a class="alert-link" href="{}">{}</a>', sentence % {"number": number}, url, link)


def _left(user, plan, outcome):
    """What was not changed, and a plan that would change it all the same."""
    over = [
        CellEdit(
            action=conflict.action,
            column=conflict.change.column.name,
            before=conflict.current,
            after=conflict.change.column.store(conflict.change.value),
        )
        for conflict in outcome.conflicts
    ]
    return {
        "disputes": disputes(outcome.conflicts),
        "refusals": outcome.refusals,
        "plan": seal(user, plan["channel"], over, plan["query"]),
        "back": table_url(plan["query"]),
    }
