"""A copy of an action, to begin a similar one from."""

from django.utils.translation import gettext as _

from actions.columns import EDITABLE
from actions.models import Edit, JointAction
from actions.services.saving import create

# What belongs to the life of the first action, and not to its copy.
LEFT_OUT = {"status", "progress", "start", "end", "funding_secured"}
TITLE = JointAction._meta.get_field("title").max_length


def duplicate(*, by, action):
    """Add a proposed action with the content, partners and budget of `action`; its progress and dates stay behind."""
    values = {column.name: column.read(action) for column in EDITABLE if column.name not in LEFT_OUT}
    mark = _(" (copy)")
    values["title"] = action.title[: TITLE - len(mark)] + mark
    reason = _("Copy of %(reference)s") % {"reference": action.reference}
    return create(by=by, channel=Edit.Channel.FORM, values=values, reason=reason)
