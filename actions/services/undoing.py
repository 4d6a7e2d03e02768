"""Undo: an edit is taken back as a whole, except the cells that were changed since."""

from django.db import transaction
from django.utils.translation import gettext as _

from actions.columns import ARCHIVED, BY_NAME
from actions.models import Edit
from actions.services.saving import Change, save
from actions.stored import Loader


class AlreadyUndoneError(Exception):
    """The edit was undone before; the text says by whom."""


@transaction.atomic
def undo(*, by, edit, reason="", dry_run=False):
    """Bring back what every cell of `edit` held before it; return an Outcome whose conflicts were changed since.

    An action that the edit created is archived. Raises AlreadyUndoneError.
    """
    edit = Edit.objects.select_for_update(of=("self",)).get(pk=edit.pk)
    if hasattr(edit, "undone_by"):
        raise AlreadyUndoneError(_("%(author)s has already undone this.") % {"author": edit.undone_by.author})
    cells = list(edit.cells.order_by("pk"))
    created = {cell.action_id for cell in cells if cell.column == "reference" and cell.before is None}
    changes = [Change(action, ARCHIVED, True) for action in created]
    before = Loader((BY_NAME[cell.column], cell.before) for cell in cells)
    for cell in cells:
        column = BY_NAME[cell.column]
        if cell.action_id not in created and (column.is_editable or column is ARCHIVED):
            changes.append(Change(cell.action_id, column, before.load(column, cell.before), cell.after))
    return save(by=by, channel=Edit.Channel.UNDO, changes=changes, reason=reason, undoes=edit, dry_run=dry_run)
