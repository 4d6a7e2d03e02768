"""The columns of somebody else's table: guessed from its headings, corrected and confirmed by a person."""

from itertools import islice

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import tasks
from actions.columns import circulated_columns
from actions.exchange import layout as layouts
from actions.forms import HeadingsForm, MappingForm
from actions.models import ChangeSet
from actions.permissions import may_edit_actions
from actions.services import mappings
from gtm.lib.excel.reading import read

SHOWN = 5  # rows


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request, pk):
    """Ask what each column means, show what would be read, and read it."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    change_set = get_object_or_404(ChangeSet.objects.visible_to(request.user), pk=pk)
    if change_set.state != ChangeSet.State.MAPPING:
        return redirect(change_set)
    with change_set.file.open() as file:
        book = read(file, change_set.name)
    headings = HeadingsForm(
        request.GET if "first" in request.GET else None, sheets=[sheet.title for sheet in book.sheets if sheet.rows]
    )
    layout, _is_known = layouts.understand(book, change_set)
    if headings.is_bound and headings.is_valid():
        data = headings.cleaned_data
        layout = layouts.read_headings(book, data["sheet"], data["first"], data["last"])
    tables = [(f"t{number}", one.sheet.title, one.headings) for number, one in enumerate([layout, *layout.others])]
    form = MappingForm(request.POST or None, tables=tables, choices=layouts.choices())
    if form.is_bound and form.is_valid():
        _take(form, layout)
        for fault in layout.faults():
            form.add_error(None, fault)
        if "confirm" in request.POST and form.is_valid():
            return _confirm(request, change_set, layout)
    context = {"change_set": change_set, "form": form, "headings": headings, "layout": layout}
    status = 400 if form.errors else 200
    return render(request, "actions/returns/mapping.html", context | _preview(layout), status=status)


def _take(form, layout):
    """Give the layout what the person chose."""
    for key, _title, headings in form.tables:
        for heading in headings:
            heading.column = form.column(key, heading)
    others = zip(form.tables[1:], layout.others, strict=True)
    layout.others = [other for (key, _title, _headings), other in others if form.is_read(key)]
    axis = form.cleaned_data["axis"]
    for table in [layout, *layout.others]:
        table.default_axis = str(axis.number) if axis else ""


def _confirm(request, change_set, layout):
    confirmed = mappings.confirm(
        by=request.user,
        change_set=change_set,
        mapping=layout.mapping,
        fingerprint=layout.fingerprint,
        columns=layout.meanings,
    )
    if confirmed:
        tasks.read_change_set.enqueue(change_set.pk)
    else:
        messages.info(request, _("The columns of this file were confirmed already."))
    return redirect(change_set)


def _preview(layout):
    """What would be read: how many rows, the first of them, and what is left out."""
    if layout.faults():
        return {"rows": None}
    incoming = layout.incoming()
    columns = [column for column in circulated_columns() if any(column.name in row.cells for row in incoming.rows)]
    first = [[row.cells.get(column.name) for column in columns] for row in islice(incoming.rows, SHOWN)]
    return {
        "rows": first,
        "columns": columns,
        "number": len(incoming.rows),
        "problems": incoming.problems,
        "without_axis": sum(not row.cells["axis"] for row in incoming.rows),
    }
