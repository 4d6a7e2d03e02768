"""A comparison as a workbook: the later table with its changes marked, what was removed, and every change in a list."""

from functools import partial
from math import ceil
from tempfile import TemporaryFile

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from actions.exchange.sheets import signs
from actions.exchange.sheets.table import EMPTY_WIDTH, LAST_FIXED, LOOKS, PAGE_WIDTH, WorkbookError, cell_values
from actions.wording import How
from gtm.lib import excel
from gtm.lib.excel import dress

COLOURS = {How.ADDED: "DFF2E1", How.CHANGED: signs.CHANGED, How.REMOVED: "F9DEDC"}
LIST_WIDTHS = {"how": 12, "reference": 10, "title": 42, "column": 22, "before": 48, "after": 48}
FIRST_WIDTH = 12
NOTE_LENGTH = 1000  # letters of an earlier value; more than a note can show


def write(file, changes, names, *, remarks="", scope=""):
    """Write the `changes` between the two states called `names` to the binary `file`; `scope` says what it is about.

    Raises `WorkbookError`, whose text is for the person, if a text does not fit into a cell.
    """
    try:
        _write(file, changes, names, remarks, scope)
    except excel.TextTooLongError as error:
        raise WorkbookError(
            _("A text is too long for Excel (%(limit)s characters at most): take the change note instead.")
            % {"limit": formats.number_format(excel.LONGEST)}
        ) from error


def _write(file, changes, names, remarks, scope):
    title, group = _("Table of joint actions"), _("Thematic Group on Migration, Morocco")
    book = dress.workbook(title=title, author=group, made_at=timezone.now())
    page = partial(dress.page, head=title, note=" → ".join(names), foot=group)
    _cover(book.active, changes, names, remarks, scope)
    page(book.active, landscape=False)
    _list(book.create_sheet(_("Changes")), changes)
    page(book[_("Changes")])
    with TemporaryFile() as scratch:
        table = _Rows(book.create_sheet(_("Table")), changes.comparison.new, partial(excel.Rows, scratch=scratch))
        _mark(table, changes, names[0], group)
        page(table.sheet, pages_wide=table.finish())
        removed = _Rows(book.create_sheet(_("Removed actions")), changes.comparison.old, excel.PlainRows)
        _remove(removed, changes)
        page(removed.sheet, pages_wide=removed.finish())
        table.rows.save(book, file)


# The sheets -------------------------------------------------------------------------------------


def _cover(sheet, changes, names, remarks, scope):
    sheet.title = _("Summary")
    dress.title(sheet, _("What changed"), " → ".join(names))
    dress.widths(sheet, [24, 86])
    strong, body = dress.sample(sheet, horizontal="left", font=dress.STRONG), dress.sample(sheet, horizontal="left")
    counts = changes.counts
    for label, text in [
        (_("Before"), names[0]),
        (_("After"), names[1]),
        *([(_("Only"), scope)] if scope else []),
        *([(_("Remarks"), remarks)] if remarks else []),
        (_("Drawn up on"), formats.date_format(timezone.localdate(), "DATE_FORMAT")),
        (_("Added actions"), counts["added"]),
        (_("Changed actions"), counts["changed"]),
        (_("Changed cells"), counts["cells"]),
        (_("Removed actions"), counts["removed"]),
    ]:
        excel.append(sheet, [strong, body], [label, text])
    for how, meaning in (
        (How.ADDED, _("The action is new. The first column of the table says so too.")),
        (How.CHANGED, _("The cell is coloured and bold, and its note holds the earlier value.")),
        (How.REMOVED, _("The action has a sheet of its own, with what it last said.")),
    ):
        excel.append(
            sheet, [dress.sample(sheet, font=dress.STRONG, colour=COLOURS[how]), body], [str(how.label), meaning]
        )


def _mark(table, changes, earlier, author):
    """The rows of the later table that the filters leave, each with what became of it in its first column."""
    entries = {entry.key: entry for entry in changes.entries if entry.how != How.REMOVED}
    plain, added = table.look(), table.look(COLOURS[How.ADDED])
    changed = table.look(COLOURS[How.CHANGED], dress.STRONG)
    names = ["", *(column.name for column in table.columns)]
    for row in filter(changes.holds, changes.comparison.new):
        entry = entries.get(row.key)
        if entry is None:
            table.append(plain, "", row)
        elif entry.how == How.ADDED:
            table.append(added, entry.how.label, row)
        else:
            notes = _notes(changes, entry, earlier)
            marked = {"", *notes}
            mixed = [changed[n] if name in marked else plain[n] for n, name in enumerate(names)]
            table.append(mixed, entry.how.label, row)
            for number, name in enumerate(names, 1):
                if name in notes:
                    table.rows.note(number, notes[name], author)


def _notes(changes, entry, earlier):
    """{column name: what its cell said before}"""
    found = {}
    for column, before, _after in entry.differences:
        text = changes.comparison.old.text(column, before)
        shown = text if len(text) <= NOTE_LENGTH else f"{text[:NOTE_LENGTH]} …"
        words = _("%(state)s:\n%(value)s") if text else _("%(state)s: empty")
        found[column.name] = words % {"state": earlier, "value": shown}
    return found


def _remove(table, changes):
    """The rows that the later table no longer has, with what they last said."""
    dressed = table.look(COLOURS[How.REMOVED])
    gone = {entry.key for entry in changes.entries if entry.how == How.REMOVED}
    for row in changes.comparison.removed:
        if row.key in gone:
            table.append(dressed, How.REMOVED.label, row)


def _list(sheet, changes):
    """Every change, one a row: to be filtered by column, axis or kind."""
    texts = [_("Change"), _("Reference"), _("Joint action"), _("Column"), _("Before"), _("After")]
    samples = [dress.sample(sheet) for _text in texts]
    signs_of = {how: dress.sample(sheet, font=dress.STRONG, colour=COLOURS[how]) for how in How}
    dress.headings(sheet, 1, texts, samples)
    dress.widths(sheet, LIST_WIDTHS.values())
    sheet.freeze_panes = "D2"
    sheet.print_title_rows = "1:1"
    rows = excel.PlainRows(sheet)
    for entry in changes.entries:
        told = [str(entry.how.label), entry.reference, entry.title]
        looks = [signs_of[entry.how], *samples[1:]]
        if entry.how != How.CHANGED:
            rows.append(looks, [*told, "", "", ""])
            continue
        for cell in changes.cells(entry):
            rows.append(looks, [*told, cell.heading, cell.before, cell.after])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(texts))}{rows.last}"


class _Rows:
    """A sheet of rows of a StoredTable, after a column that says what became of each."""

    def __init__(self, sheet, table, make_rows):
        self.sheet = sheet
        self.columns = [column for column in table.columns if column]
        self.places = [place for place, column in enumerate(table.columns) if column]
        self.cells = [cell_values(table, column) for column in self.columns]
        self.filled = [False] * len(self.columns)
        headings = [_("Change"), *(str(capfirst(column.heading)) for column in self.columns)]
        dress.headings(sheet, 1, headings, self._samples())
        dress.widths(sheet, [FIRST_WIDTH, *(column.width for column in self.columns)])
        self.rows = make_rows(sheet)

    def look(self, colour="", font=dress.BODY):
        """What dresses a row, as `excel.Rows.append` takes it."""
        return self.rows.dress(self._samples(colour, font))

    def _samples(self, colour="", font=dress.BODY):
        """A sample for each column; the first, which says what became of the row, is always bold."""
        looks = [LOOKS.get(column.kind, ()) for column in self.columns]
        first = dress.sample(self.sheet, font=dress.STRONG, colour=colour)
        return [first, *(dress.sample(self.sheet, *look, font=font, colour=colour) for look in looks)]

    def append(self, dressed, how, row):
        values = [cell(row.values[place]) for cell, place in zip(self.cells, self.places, strict=True)]
        self.rows.append(dressed, [str(how), *values])
        self.filled = [filled or value not in (None, "") for filled, value in zip(self.filled, values, strict=True)]

    def finish(self):
        """Set what is fixed, filtered and repeated; return over how many pages the columns are printed."""
        widths = [
            column.width if filled else min(column.width, EMPTY_WIDTH)
            for column, filled in zip(self.columns, self.filled, strict=True)
        ]
        dress.widths(self.sheet, [FIRST_WIDTH, *widths])
        fixed = [column.name for column in self.columns].index(LAST_FIXED) + 2
        self.sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns) + 1)}{self.rows.last}"
        self.sheet.print_title_rows, self.sheet.print_title_cols = "1:1", f"A:{get_column_letter(fixed)}"
        repeated = FIRST_WIDTH + sum(widths[: fixed - 1])
        return max(1, ceil((FIRST_WIDTH + sum(widths) - repeated) / (PAGE_WIDTH - repeated)))
