"""Workbooks as they come back: made by hand from what left, and then tampered with."""

from datetime import date

from actions.columns import BY_NAME, Kind
from actions.exchange.identity import CHECKSUM, KEY, PROPERTY, SHEET, checksum
from actions.exchange.plan import plan
from actions.exchange.recognise import recognise
from actions.models import ChangeSet, IssuedWorkbook, JointAction
from actions.snapshots import FrozenTable, LiveTable, take
from gtm.lib.excel.reading import Book, Row, Sheet


def issue(partner=None, **fields):
    """A workbook of the ledger that holds the table as it stands."""
    return IssuedWorkbook.objects.create(
        snapshot=take(LiveTable(JointAction.objects.live())), partner=partner, **fields
    )


class Returned:
    """The book of an issued workbook: `rows` {key: {column name: raw}} under `headings` {column name: text}."""

    def __init__(self, workbook):
        self.workbook = workbook
        self.table = FrozenTable(workbook.snapshot)
        self.names = list(self.table.head.columns)
        self.headings = {name: str(BY_NAME[name].heading).capitalize() for name in self.names}
        self.headings |= {KEY: KEY, CHECKSUM: CHECKSUM}
        self.rows = [
            {name: cell(self.table, BY_NAME[name], value) for name, value in zip(self.names, values, strict=True)}
            | {KEY: str(key), CHECKSUM: checksum(values)}
            for key, values in self.table
        ]
        self.order = [*self.names, KEY, CHECKSUM]
        self.title, self.above, self.notes = "Tableau", [], []
        self.properties = {PROPERTY: str(workbook.identity)}
        self.hidden = [
            [PROPERTY, str(workbook.identity)],
            *([name, self.headings[name]] for name in self.names),
        ]

    def row(self, action):
        return next(row for row in self.rows if row.get(KEY) == str(action.pk))

    def forget(self):
        """Lose the identity, as a sheet that is copied into a new file does."""
        self.properties, self.hidden = {}, []

    @property
    def book(self):
        lines = [*self.above, [self.headings[name] for name in self.order]]
        lines += [[row.get(name) for name in self.order] for row in self.rows]
        sheets = [Sheet("Lisez-moi", rows=[Row(1, ["Table of joint actions"])])]
        sheets.append(Sheet(self.title, rows=_numbered(lines), notes=self.notes))
        if self.hidden:
            sheets.append(Sheet(SHEET, hidden=True, rows=_numbered(self.hidden)))
        return Book("return.xlsx", sheets, dict(self.properties))

    def read(self, partner=None):
        """The change set that this book makes."""
        change_set = ChangeSet(source=ChangeSet.Source.WORKBOOK, partner=partner, name="return.xlsx")
        change_set.save()
        plan(change_set, recognise(self.book, partner))
        return change_set


def _numbered(lines):
    return [Row(number, line) for number, line in enumerate(lines, 1) if any(cell is not None for cell in line)]


def cell(table, column, stored):
    """What the reader finds in a cell that left with a stored value."""
    match column.kind:
        case _ if stored is None:
            return None
        case Kind.DATE:
            return date.fromisoformat(stored)
        case Kind.AMOUNT:
            return float(stored)
        case Kind.PERCENT:
            return stored / 100
    return table.text(column, stored) or None


def changes(change_set):
    """{(reference, column): proposed} of a change set."""
    cells = [(row, cell) for row in change_set.rows.all() for cell in row.cells.all()]
    return {(row.action.reference, cell.column): cell.proposed for row, cell in cells}


def kinds(change_set):
    return sorted(change_set.rows.values_list("kind", flat=True))
