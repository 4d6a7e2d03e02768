"""The sender's own file back, with what became of each of its changes: a colour, and a note in words."""

from io import BytesIO
from pathlib import PurePath
from typing import NamedTuple

import openpyxl
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import JointAction, RowChange
from actions.proposals import Proposals, Standing
from actions.stored import Loader
from gtm.lib import excel, files
from gtm.lib.excel import dress
from gtm.lib.excel.reading.kinds import is_workbook

XLSX = files.XLSX.content_type


class Sign(NamedTuple):
    """How a verdict is called, and the colour behind the cell."""

    word: str
    paper: str


ACCEPTED = Sign(gettext_lazy("Accepted"), "DFF2E1")
REFUSED = Sign(gettext_lazy("Refused"), "F9D9D6")
CONFLICT = Sign(gettext_lazy("In conflict, to decide"), "FCE3B6")
PENDING = Sign(gettext_lazy("To decide"), "FFF3A3")
SIGNS = {
    Standing.ACCEPTED: ACCEPTED,
    Standing.APPLIED: ACCEPTED,
    Standing.UNDONE: Sign(gettext_lazy("Accepted, then taken back"), "E9E4EE"),
    Standing.REFUSED: REFUSED,
    Standing.CONFLICT: CONFLICT,
    Standing.ALREADY: Sign(gettext_lazy("The table says so already"), "E1F0FA"),
    Standing.UNREADABLE: Sign(gettext_lazy("Could not be read"), "E9E4EE"),
    Standing.GONE: Sign(gettext_lazy("This action was archived"), "E9E4EE"),
}


class Mark(NamedTuple):
    """What is said of one cell of the file, or of a row if `heading` is empty."""

    row: RowChange
    action: str  # its reference if the sender may know it, else what the file calls it
    heading: str
    proposed: str
    standing: Standing
    now: str  # what the table holds, if it is something else and the sender may know
    why: str

    @property
    def sign(self):
        return SIGNS.get(self.standing, PENDING)

    @property
    def words(self):
        now = _("The table holds: %(value)s") % {"value": self.now} if self.now else ""
        return "\n".join(filter(None, [str(self.sign.word), now, self.why]))


def file_name(change_set):
    return _("%(name)s-verdict.xlsx") % {"name": PurePath(change_set.name).stem}


def write(change_set, file, *, by):
    """Write the file that was received to `file`, with the verdicts. Raise WorkbookRefused if it cannot be read.

    `by` may see the change set; of the table, it says only what both that person and the sender may know.
    """
    with change_set.file.open() as received:
        data = received.read()
    guarded = excel.read(BytesIO(data), change_set.name)
    book = _opened(data) if is_workbook(data, change_set.name) else _rewritten(guarded)
    marks = list(_marks(change_set, by))
    places = _places(change_set)
    for name, mark in marks:
        sheet, columns = places.get(mark.row.sheet) or places[""]
        if mark.row.number and sheet in book.sheetnames:
            column = columns.get(name) or columns.get("title") or 1
            _show(book[sheet].cell(mark.row.number, column), mark)
    _summarise(book, change_set, [mark for _name, mark in marks])
    book.save(file)


def _opened(data):
    """The workbook itself; formulas count for the results that were saved with them, and nothing leads elsewhere."""
    return openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)


def _rewritten(guarded):
    """A workbook that says what a CSV file says."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in guarded.sheets:
        made = book.create_sheet(sheet.title)
        for number, values in sheet.rows:
            for column, value in enumerate(values, 1):
                if value is not None:
                    excel.write(made.cell(number, column), value if isinstance(value, str) else str(value))
    return book


def _places(change_set):
    """{sheet: (its title, {column: position})}; under "" the one that holds the table."""
    mapping = change_set.mapping
    others = {one["sheet"]: (one["sheet"], one["columns"]) for one in mapping.get("others", ())}
    return {"": (mapping.get("sheet", ""), mapping.get("columns", {}))} | others


def _marks(change_set, user):
    """(column name, or "" for a whole row, and Mark) of all that the change set proposes."""
    found = RowChange.objects.visible_to(user).filter(change_set=change_set)
    rows = list(Proposals(found))
    theirs = JointAction.objects.visible_to(user).live().filter(pk__in=found.values("action"))
    theirs = theirs.involving(partner=change_set.partner)
    known_to_sender = dict(theirs.values_list("pk", "reference")) if change_set.partner else {}
    known = Loader(
        (one.column, stored) for row in rows for one in row.cells for stored in (one.cell.proposed, one.current)
    )
    for row in rows:
        action = known_to_sender.get(row.row.action_id) or row.row.title
        if row.standing:
            yield "", Mark(row.row, action, "", row.row.title, row.standing, "", row.row.comment)
            continue
        for one in row.cells:
            cell = one.cell
            tells = row.row.action_id in known_to_sender and one.standing in {*Standing.waiting(), Standing.REFUSED}
            yield (
                cell.column,
                Mark(
                    row.row,
                    action,
                    str(capfirst(one.column.heading)),
                    cell.written if cell.error else known.text(one.column, cell.proposed),
                    one.standing,
                    known.text(one.column, one.current) if tells and one.is_changed_since else "",
                    " ".join(filter(None, [cell.error, cell.comment])),
                ),
            )


def _show(cell, mark):
    """Colour a cell and hang the words on it, below the note that its sender left there."""
    cell.fill = dress.fill(mark.sign.paper)
    earlier = cell.comment.text + "\n\n" if cell.comment else ""
    excel.note(cell, earlier + mark.words, _("Secretariat of the GTM"))


def _summarise(book, change_set, marks):
    """The first sheet: how many changes came to what, and each of them."""
    sheet = book.create_sheet(_("Verdict"), 0)
    dress.widths(sheet, [24, 8, 24, 22, 44, 44, 40])
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    on = timezone.localdate().strftime("%d/%m/%Y")
    dress.title(sheet, _("Verdict"), _("%(file)s, as of %(date)s") % {"file": change_set.name, "date": on})
    dress.page(sheet, head=_("Verdict"), note=on, foot=_("Secretariat of the GTM"))
    counts = {}
    for mark in marks:
        counts[mark.sign] = counts.get(mark.sign, 0) + 1
    line = 4
    for sign, number in counts.items():
        cell = dress.put(sheet.cell(line, 1), str(sign.word), dress.STRONG)
        cell.fill = dress.fill(sign.paper)
        dress.put(sheet.cell(line, 2), number)
        line += 1
    line += 1
    texts = [_("Verdict"), _("Row"), _("Action"), _("Column"), _("Your value"), _("The table holds"), _("Why")]
    samples = [dress.sample(sheet) for _text in texts]
    dress.headings(sheet, line, texts, samples)
    sheet.freeze_panes = f"A{line + 1}"
    rows = excel.PlainRows(sheet)
    for mark in marks:
        values = [
            str(mark.sign.word),
            str(mark.row.number or ""),
            mark.action,
            mark.heading or mark.row.get_kind_display(),
            mark.proposed,
            mark.now,
            mark.why,
        ]
        rows.append(samples, values)
        sheet.cell(sheet.max_row, 1).fill = dress.fill(mark.sign.paper)
