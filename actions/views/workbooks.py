"""The ledger of the workbooks that left, and each of them again."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from actions.exchange import issuing
from actions.filters import WorkbookFilter
from actions.models import IssuedWorkbook
from actions.permissions import may_edit_actions

PAGE_SIZE = 50


@require_safe
def workbooks(request):
    """Every workbook that left, the latest first: what it held, for whom, and what came back."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    found = IssuedWorkbook.objects.visible_to(request.user).with_outcome()
    filtered = WorkbookFilter(request.GET, found, request=request)
    page = Paginator(filtered.qs if filtered.is_valid() else found.none(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filter": filtered, "page": page}
    return render(request, "actions/workbooks/list.html", context, status=200 if filtered.is_valid() else 400)


@require_safe
def workbook(request, identity):
    """A workbook of the ledger, as it left."""
    found = IssuedWorkbook.objects.visible_to(request.user).with_contents()
    issued = get_object_or_404(found, identity=identity)
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        issuing.write(issued, file)
    except issuing.WorkbookError as error:
        messages.error(request, error)
        return redirect("actions:table")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=issuing.file_name(issued))
