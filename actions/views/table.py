"""The table, one action, and the table as a workbook."""

from tempfile import TemporaryFile

from django.core.paginator import InvalidPage
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from actions.exchange.workbook import WorkbookError, write_table
from actions.models import JointAction, Participation
from actions.permissions import may_edit_actions, may_read_internal_notes
from actions.tables import ActionTable, cells

# The page of an action: which columns stand under which heading.
MAIN_SECTIONS = {
    gettext_lazy("Content"): ["description", "themes", "orientations", "beneficiaries"],
    gettext_lazy("Results"): ["expected_results", "indicators", "remarks"],
}
SIDE_SECTIONS = {
    gettext_lazy("Calendar"): ["progress", "start", "end"],
    gettext_lazy("Places"): ["regions", "places"],
    gettext_lazy("Funding"): ["budget", "currency", "funding_source", "funding_secured"],
}


@require_safe
def table(request):
    """The table of joint actions, filtered and laid out as the address says."""
    table = ActionTable(request.user, request.GET)
    if not table.is_valid():
        return refuse(request, table, table.errors)
    number = request.GET.get("page", 1)
    try:
        page = table.paginator.page(number)
    except InvalidPage as error:
        message = ngettext(
            "There is no page “%(page)s”: the table has one page.",
            "There is no page “%(page)s”: the table has %(pages)s pages.",
            table.paginator.num_pages,
        )
        raise Http404(message % {"page": number, "pages": table.paginator.num_pages}) from error
    context = {
        "table": table,
        "page": page,
        "groups": table.groups(page),
        "may_edit": may_edit_actions(request.user),
    }
    return render(request, "actions/table.html", context)


def refuse(request, table, errors):
    """The table's page with the sentences that say why it shows nothing."""
    return render(request, "actions/table.html", {"table": table, "errors": list(errors)}, status=400)


@require_safe
def export(request):
    """The actions that the table shows under the same address, as a workbook."""
    table = ActionTable(request.user, request.GET)
    if not table.is_valid():
        return refuse(request, table, table.errors)
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    description = "\n".join(
        _("%(field)s: %(message)s") % {"field": chip.label, "message": chip.text} for chip in table.filter.chips()
    )
    try:
        write_table(file, table.filter.qs, user=request.user, description=description)
    except WorkbookError as error:
        return refuse(request, table, [error])
    file.seek(0)
    name = _("table-of-joint-actions-%(date)s.xlsx") % {"date": timezone.localdate().isoformat()}
    return FileResponse(file, as_attachment=True, filename=name)


@require_safe
def detail(request, reference):
    """One action: everything about it, and where it comes from."""
    actions = JointAction.objects.visible_to(request.user).for_table(user=request.user)
    action = actions.filter(reference=reference).first()
    if action is None:
        moved = actions.filter(former_references__reference=reference).first()
        if moved:
            return redirect(moved, permanent=True)
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    roles = [(role.label, action.partners_as(role)) for role in Participation.Role]
    return render(
        request,
        "actions/detail.html",
        {
            "action": action,
            "roles": [(label, partners) for label, partners in roles if partners],
            "main_sections": [(title, cells(action, names)) for title, names in MAIN_SECTIONS.items()],
            "side_sections": [(title, cells(action, names)) for title, names in SIDE_SECTIONS.items()],
            "origins": [*action.debate_points.all(), *action.decisions.all()],
            "may_edit": may_edit_actions(request.user),
            "may_read_internal_notes": may_read_internal_notes(request.user),
        },
    )
