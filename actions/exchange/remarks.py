"""The notes and comments of a sender, told from those with which the workbook left."""

from actions.exchange.cells import address
from actions.exchange.marks import Marks
from actions.exchange.understanding import folded
from actions.models import Remark
from actions.services import returns


def remarks(incoming, table, keys):
    """Remarks, beside the action and the column that they stand on; `keys` {row number: key}, `table` what left."""
    names = {position: name for name, position in incoming.columns.items()}
    existing = returns.standing({keys[note.row] for note in incoming.notes if note.row in keys})
    ours = _own_notes(incoming, table)
    found = []
    for note in incoming.notes:
        key, name = keys.get(note.row), names.get(note.column, "")
        text = folded(note.text)
        if text in ours.values():
            continue
        # Somebody may have answered below what our note says.
        text = text.removeprefix(ours.get((key, name), "")).strip()
        found.append(
            Remark(
                action_id=key if key in existing else None,
                column=name[:30],
                cell=address(incoming.sheet, note.column, note.row)[:100],
                author=note.author.strip()[:150],
                text=text,
            )
        )
    return found


def _own_notes(incoming, table):
    """{(key, column name): text} of the notes with which the workbook left."""
    workbook = incoming.workbook
    if not (incoming.notes and workbook and workbook.compared_with):
        return {}
    marks = Marks.since(workbook.compared_with, table, is_whole=bool(workbook.edition))
    return {(key, name): folded(text) for key, notes in marks.notes.items() for name, text in notes.items()}
