"""The table, and the table as a workbook."""

from tempfile import TemporaryFile

from django.core.paginator import InvalidPage
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from actions.exchange import issuing
from actions.permissions import may_edit_actions, reads_everything
from actions.saved_views import ViewMenu
from actions.tables import ActionTable
from actions.views.saved_views import open_view


@require_safe
def table(request):
    """The table of joint actions, filtered and laid out as the address says."""
    table = ActionTable(request.user, request.GET)
    menu = ViewMenu(request.user, table, request.GET.get("view"))
    if not request.GET and menu.default:
        return open_view(request, menu.default)
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
        "menu": menu,
        "page": page,
        "groups": table.groups(page),
        "may_edit": may_edit_actions(request.user),
        "may_check": reads_everything(request.user),
    }
    return render(request, "actions/table.html", context)


def refuse(request, table, errors):
    """The table's page with the sentences that say why it shows nothing."""
    return render(request, "actions/table.html", {"table": table, "errors": list(errors)}, status=400)


@require_POST
def export(request):
    """The actions that the table shows under the same address, as a workbook of the ledger."""
    table = ActionTable(request.user, request.GET)
    if not table.is_valid():
        return refuse(request, table, table.errors)
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    description = "\n".join(
        _("%(field)s: %(message)s") % {"field": chip.label, "message": chip.text} for chip in table.filter.chips()
    )
    try:
        issued = issuing.extract(table.filter.qs, by=request.user, file=file, description=description)
    except issuing.WorkbookError as error:
        return refuse(request, table, [error])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=issuing.file_name(issued))
