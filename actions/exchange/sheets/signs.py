"""The signs that the table, its legend and its charts share. A colour never speaks alone: words stand beside it."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from actions.models import JointAction

Status = JointAction.Status


class Sign(NamedTuple):
    """Of a status: what it means, and its colours: behind the words, of the words, of the bars in a chart."""

    meaning: str
    paper: str
    ink: str
    bar: str


STATUS = {
    Status.PROPOSED: Sign(_("Put forward; the partners have not agreed yet."), "EEF1F4", "4A5560", "A9B4BF"),
    Status.AGREED: Sign(_("Agreed by the partners; not begun."), "E1F0FA", "0B5A94", "8CC4EA"),
    Status.ONGOING: Sign(_("Being carried out."), "C9E2F5", "053E66", "0072BC"),
    Status.COMPLETED: Sign(_("Carried out to its end."), "DFF2E1", "1E6B2C", "3F9C50"),
    Status.SUSPENDED: Sign(_("Stopped for now; it may be taken up again."), "FCEFD2", "7A5200", "E3A72F"),
    Status.ABANDONED: Sign(_("Given up."), "E9E4EE", "5B4B66", "86759A"),
}

LATE_INK = "B3261E"
DATE = "dd/mm/yyyy"
LATE_DATE = 'dd/mm/yyyy" !"'

# Cells that changed since an edition, and cells that the addressee may not change.
CHANGED = "FFF3A3"
LOCKED = "F0F2F4"
