"""What a file says, before it is compared with anything: its rows under the columns of the table."""

from dataclasses import dataclass, field
from enum import StrEnum

from actions.models import IssuedWorkbook


class Source(StrEnum):
    """Values of `ChangeSet.Source`."""

    WORKBOOK = "workbook"
    TABLE = "table"


@dataclass(slots=True)
class IncomingRow:
    """A row of the sheet: `cells` holds, under names of columns, what the reader found there."""

    number: int
    key: int | None  # of its action; None if the row has none
    cells: dict[str, object]  # str, int, float, bool, date, `Unreadable` or None
    sheet: str = ""  # where it is not that of the others


@dataclass
class Incoming:
    """The sheet that holds the table, as it was understood."""

    source: Source
    sheet: str
    columns: dict[str, int]  # name of a column: its position, from 1
    rows: list[IncomingRow]
    header: int = 0  # number of the row of headings
    workbook: IssuedWorkbook | None = None  # the one of the ledger that it answers
    notes: list = field(default_factory=list)  # `Note`s of the reader
    problems: list[str] = field(default_factory=list)  # sentences for the person
