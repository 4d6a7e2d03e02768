"""The workbook that the group circulates beside the bare one of django-import-export: the same rows.

Ours: the rows are kept as a snapshot, the workbook enters the ledger, and five dressed sheets with charts are written.
"""

from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from import_export import fields, resources

from actions.columns import circulated_columns
from actions.exchange import issuing
from actions.models import Edition, JointAction
from actions.snapshots import LiveTable, take
from benchmarks.bench_edit import author
from partners.models import Partner

MODEL_FIELDS = {field.name for field in JointAction._meta.get_fields()}


class PlainResource(resources.ModelResource):
    """A stock resource with those columns of the table that are fields of the model: no partners, no origin."""

    class Meta:
        model = JointAction
        fields = [column.name for column in circulated_columns() if column.name in MODEL_FIELDS]


class TableResource(resources.ModelResource):
    """A resource with all the columns of the table, read and worded as the table does."""

    def __init__(self):
        super().__init__()
        for column in circulated_columns():
            self.fields[column.name] = fields.Field(column_name=str(column.heading))
            setattr(self, f"dehydrate_{column.name}", column.text)

    class Meta:
        model = JointAction
        fields = []


def issued():
    issuing.extract(JointAction.objects.live(), by=None, file=BytesIO())


@cache
def edition():
    """The table as it stands, frozen, and the partner that leads most of it."""
    snapshot = take(LiveTable(JointAction.objects.live()))
    number = Edition.objects.count() + 1
    return Edition.objects.create(number=number, snapshot=snapshot, frozen_by=author()), Partner.objects.first()


def again():
    """What a partner is sent of an edition, with the cells marked that changed since: none, but all are compared."""
    frozen, partner = edition()
    issuing.issue(by=None, file=BytesIO(), edition=frozen, partner=partner, compared_with=frozen)


@cache
def texts():
    return [row.values for row in LiveTable(JointAction.objects.live())]


def floor():
    """Own XML of rows that are there already, deflated: what no writer of workbooks goes below."""
    with ZipFile(BytesIO(), "w", ZIP_DEFLATED) as archive, archive.open("sheet1.xml", "w") as sheet:
        for row in texts():
            cells = "".join([f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in row])
            sheet.write(f"<row>{cells}</row>".encode())


def plain():
    PlainResource().export(JointAction.objects.live()).export("xlsx")


def worded():
    TableResource().export(JointAction.objects.live().for_table()).export("xlsx")


OURS, EDITION, FLOOR = (
    "issued: snapshot, ledger, five sheets",
    "issued from an edition, compared",
    "floor: own XML, deflate",
)
PLAIN, WORDED = "import-export, stock, 20 columns", "import-export, prefetched, all 27 columns"

TITLE = "Excel export"
PATHS = {
    OURS: issued,
    EDITION: again,
    FLOOR: floor,
    PLAIN: plain,
    WORDED: worded,
}
ONLY_OURS = [OURS, EDITION, FLOOR]
BASELINE = PLAIN
UNIT = "cpu"
ROUNDS = 3


def at(size, holds):
    return lambda by_size: holds(by_size[size]) if size in by_size else None


def growth(by_size):
    small, large = by_size.get(10_000), by_size.get(100_000)
    return large[OURS]["cpu"] <= 12 * small[OURS]["cpu"] if small and large else None


TARGETS = {"no slower than bare": lambda found: found[OURS]["cpu"] <= found[PLAIN]["cpu"]}
GROWTH = {
    "10,000 actions: at most 0.1 of import-export with the same columns": at(
        10_000, lambda found: found[OURS]["cpu"] <= 0.1 * found[WORDED]["cpu"]
    ),
    "10,000 actions: at most 0.1 of stock import-export with fewer columns": at(
        10_000, lambda found: found[OURS]["cpu"] <= 0.1 * found[PLAIN]["cpu"]
    ),
    "10,000 actions: at most 50 MB more than the idle process": at(
        10_000, lambda found: max(found[OURS]["more"], found[EDITION]["more"]) <= 50
    ),
    "100,000 actions in at most 12 times the time of 10,000": growth,
}
