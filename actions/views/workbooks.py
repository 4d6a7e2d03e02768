"""The ledger of the workbooks that left, and each of them again."""

from functools import partial
from tempfile import TemporaryFile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions.exchange import issuing
from actions.filters import WorkbookFilter
from actions.models import Edition, IssuedWorkbook
from actions.permissions import may_edit_actions, speaks_for_partner

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

    def write(file):
        issuing.write(issued, file)
        return issued

    return _download(request, write, "actions:table")


@require_POST
def of_edition(request, number):
    """The workbook of an edition that this person may read, entered in the ledger if she has none of it yet."""
    found = Edition.objects.visible_to(request.user).select_related("snapshot")
    edition = get_object_or_404(found, number=number)
    return _download(request, partial(issuing.of_edition, edition, by=request.user), edition)


@require_POST
def own(request):
    """The live actions of the partner for whom this person speaks, to be filled in and sent back."""
    if not speaks_for_partner(request.user):
        raise PermissionDenied
    return _download(request, partial(issuing.extract_own, by=request.user), "actions:mine")


def _download(request, write, otherwise):
    """The workbook that `write` writes to a file and returns; if it cannot, the sentence that says why."""
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        issued = write(file=file)
    except issuing.WorkbookError as error:
        messages.error(request, error)
        return redirect(otherwise)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=issuing.file_name(issued))
