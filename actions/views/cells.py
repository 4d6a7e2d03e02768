"""One cell of the table, edited where it stands; without JavaScript, on a page of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from actions import services
from actions.columns import BY_NAME, EDITABLE
from actions.forms.cell import CellForm
from actions.models import Edit, JointAction
from actions.permissions import may_edit_actions
from actions.tables import Cell, Heading, Row

# Cells that show something of another one: lateness stands beside the end, and the axis begins the reference.
SHOWN_IN = {"status": ["end"], "axis": ["reference"]}


@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request, reference, column):
    """The editor of a cell; when it was sent, the cell as it is now, or the editor with what stands in the way."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    column = next((one for one in EDITABLE if one.name == column), None)
    actions = JointAction.objects.visible_to(request.user)
    action = column and actions.for_table(column.needs).called(reference)
    if action is None:
        raise Http404(_("There is no such cell to edit."))
    form = CellForm(request.POST or None, action=action, column=column)
    if request.method != "POST":
        return _editor(request, form)
    if "keep" in request.POST:
        return _shown(request, form)
    if not form.is_valid():
        return _editor(request, form, 422)
    outcome = services.save(by=request.user, channel=Edit.Channel.TABLE, changes=form.changes())
    if outcome.conflicts or outcome.refusals:
        form.tell(outcome)
        return _editor(request, form, 409 if outcome.conflicts else 422)
    return _shown(request, form, outcome)


def _editor(request, form, status=200):
    template = "actions/cells/_editor.html" if request.htmx else "actions/cells/page.html"
    return render(request, template, {"form": form, "back": _back(request)}, status=status)


def _shown(request, form, outcome=None):
    """The cell as it is now, and those that follow from it, as far as the page shows them."""
    edit = outcome and outcome.edit
    if not request.htmx:
        if edit:
            named = {"column": capfirst(form.column.heading), "reference": form.action.reference}
            messages.success(request, _("%(column)s of %(reference)s: saved.") % named)
        return redirect(f"{_back(request)}#{form.action.reference}")
    action, values = (outcome.saved[0].action, form.read_values()) if edit else (form.action, form.values)
    names = [*values, *SHOWN_IN.get(form.column.name, [])]
    headings = [Heading.of(BY_NAME[name]) for name in names if name in request.POST.getlist("shown")]
    cells = [Cell.holding(one, values.get(one.column.name, one.column.read(action))) for one in headings]
    context = {
        "row": Row(action, cells),
        "url": action.get_absolute_url(),
        "row_id": request.resolver_match.kwargs["reference"],
        "may_edit": True,
        "edited": form.column.name,
        "edit": edit,
        "before": form.told(form.values),
    }
    return render(request, "actions/cells/saved.html", context)


def _back(request):
    """Where the person came from, if that is a page of ours; else the table."""
    address = request.POST.get("back") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address.partition("#")[0]
    return reverse("actions:table")
