"""What became of the table since an edition, as a workbook marks it: a note on every cell that changed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from actions.comparing import compare
from actions.models import Edition
from actions.snapshots import FrozenTable

LONGEST = 1000  # letters of a previous value; more than a note can show


@dataclass
class Marks:
    """`notes` by key and name of the column; how many rows are new or changed, and which are gone, as references."""

    edition: Edition
    notes: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    added: int = 0
    changed: int = 0
    cells: int = 0
    removed: list[str] = field(default_factory=list)

    @classmethod
    def since(cls, edition, table, *, is_whole):
        """What `table` tells otherwise than `edition`; rows are gone only from a table that `is_whole`."""
        earlier = FrozenTable(edition.snapshot)
        found = compare(earlier, table)
        marks = cls(edition, added=len(found.added), changed=len(found.changed), cells=found.cell_count)
        for row in found.added:
            marks.notes[row.key]["reference"] = _("Not in edition %(number)s.") % {"number": edition.number}
        for row in found.changed:
            for column, before, _after in row.cells:
                marks.notes[row.key][column.name] = _note(edition, earlier.text(column, before))
        if is_whole:
            place = earlier.head.columns.index("reference")
            marks.removed = [row.values[place] for row in found.removed]
        return marks


def _note(edition, text):
    if not text:
        return _("Empty in edition %(number)s.") % {"number": edition.number}
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
    return _("In edition %(number)s:\n%(value)s") % {"number": edition.number, "value": shown}
