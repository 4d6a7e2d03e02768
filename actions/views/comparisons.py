"""Two states of the table side by side: on screen, as a workbook, and as a note in Word."""

from tempfile import TemporaryFile

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.exchange import compared, note
from actions.exchange.sheets.table import WorkbookError
from actions.forms.editions import ComparisonForm
from actions.permissions import may_edit_actions

PAGE_SIZE = 50


@require_safe
def compare(request):
    """What changed between the two states that the address names."""
    form = ComparisonForm(request.GET, user=request.user)
    context = {"form": form}
    if not form.is_possible:
        return render(request, "actions/editions/compare.html", context)
    if not form.is_valid():
        return render(request, "actions/editions/compare.html", context, status=400)
    changes = form.changes()
    page = Paginator(changes.entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "changes": changes,
        "names": form.names(),
        "page": page,
        "groups": changes.groups(page),
        "may_edit": may_edit_actions(request.user),
    }
    return render(request, "actions/editions/compare.html", context)


@require_safe
def workbook(request):
    """The same as a workbook."""
    return _file(request, compared.write, _("changes-%(states)s.xlsx"))


@require_safe
def change_note(request):
    """The same as a note in Word."""
    return _file(request, note.write, _("change-note-%(states)s.docx"))


def _file(request, write, name):
    form = ComparisonForm(request.GET, user=request.user)
    if not form.is_possible or not form.is_valid():
        return render(request, "actions/editions/compare.html", {"form": form}, status=400)
    changes = form.changes()
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        write(file, changes, form.names(), remarks=form.remarks, scope=form.scope(changes))
    except (note.NoteTooLongError, WorkbookError) as error:
        form.add_error(None, str(error))
        return render(request, "actions/editions/compare.html", {"form": form}, status=400)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name % {"states": form.slug})
