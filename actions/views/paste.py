"""A block copied from Excel and pasted on the table: shown first as changes of cells, then made as one edit."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import pasting, services
from actions.columns import BY_NAME
from actions.ledger import differences
from actions.models import Edit, JointAction
from actions.permissions import may_edit_actions
from actions.services import Change
from actions.views.plans import seal, table_url

SHOWN = 500  # changes, and as many refusals


class Refused(NamedTuple):
    """A cell of the block that cannot be written."""

    reference: str
    action: JointAction | None
    heading: str
    text: str
    message: str


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request):
    """Take a block, and show what it would change; nothing is written."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    query = request.POST.get("query", "")
    context = {"limits": {"rows": pasting.ROWS, "columns": pasting.COLUMNS}, "back": table_url(query)}
    if request.method != "POST":
        return render(request, "actions/paste/paste.html", context)
    text = request.POST.get("block", "")
    try:
        block = _block(request.POST, pasting.read(text))
    except pasting.BlockError as error:
        return render(request, "actions/paste/paste.html", context | {"error": error, "text": text}, status=400)
    return render(request, "actions/paste/preview.html", context | _preview(request.user, block, query))


def _block(data, rows):
    """Lay the rows where the person stood in the table, or else under their own headings."""
    if "references" in data:
        return pasting.at_place(rows, data["references"].split(), data.get("columns", "").split())
    return pasting.by_headings(rows)


def _preview(user, block, query):
    changes, texts, refused = _read(user, block)
    outcome = services.save(by=user, channel=Edit.Channel.PASTE, changes=changes, dry_run=True)
    refused += [
        Refused(
            refusal.action.reference,
            refusal.action,
            capfirst(refusal.column.heading),
            texts.get((refusal.action.pk, refusal.column.name), ""),
            refusal.message,
        )
        for refusal in outcome.refusals
    ]
    return {
        "remarks": block.remarks,
        "cells": len(outcome.saved),
        "actions": len({cell.action_id for cell in outcome.saved}),
        "differences": differences(outcome.saved[:SHOWN]),
        "refused": refused[:SHOWN],
        "refused_count": len(refused),
        "plan": seal(user, Edit.Channel.PASTE, outcome.saved, query) if outcome.saved else "",
    }


def _read(user, block):
    """The changes that the block asks for, the text of each {(action, column name): text}, and what is refused."""
    actions = _actions(user, {cell.reference for cell in block.cells})
    readers = {name: BY_NAME[name].cell() for name in {cell.column.name for cell in block.cells}}
    changes, texts, refused = [], {}, []
    for reference, column, text in block.cells:
        action = actions.get(reference)
        heading = capfirst(column.heading)
        if action is None:
            if not refused or refused[-1].reference != reference:  # once a row
                message = _("There is no action “%(reference)s” that you may see.") % {"reference": reference}
                refused.append(
                    Refused(reference, None, "", "", message if reference else _("This row has no reference."))
                )
            continue
        if (action.pk, column.name) in texts:
            refused.append(Refused(reference, action, heading, text, _("The block holds this cell twice.")))
            continue
        texts[action.pk, column.name] = text
        try:
            changes.append(Change(action.pk, column, readers[column.name].clean(text)))
        except ValueError as error:
            refused.append(Refused(reference, action, heading, text, str(error)))
    return changes, texts, refused


def _actions(user, references):
    """{reference: action}, also for references that an action had before it moved."""
    visible = JointAction.objects.visible_to(user)
    former = visible.filter(former_references__reference__in=references)
    found = dict(former.values_list("former_references__reference", "pk"))
    actions = visible.only("reference", "title").in_bulk([*found.values()])
    current = visible.only("reference", "title").filter(reference__in=references)
    return {reference: actions[pk] for reference, pk in found.items()} | {one.reference: one for one in current}
