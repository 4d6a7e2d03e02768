"""A workbook that comes back beside a dry run of django-import-export over the same rows.

Ours: the file is received, read, recognised, compared cell by cell with what left and with the table as it stands, and
kept for review. What is sent back is made in another process, in the first round: only later rounds tell the seconds.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from uuid import uuid4
from xml.parsers import expat
from zipfile import ZipFile

from django.core.files.base import ContentFile
from django.db import connection
from import_export import resources
from import_export.formats.base_formats import XLSX
from import_export.widgets import CharWidget

from actions.exchange import issuing, workbook
from actions.models import ChangeSet, JointAction
from actions.services import returns, review
from actions.snapshots import FrozenTable, LiveTable, Row, StoredTable
from actions.tasks import read_change_set
from benchmarks.bench_edit import author, texts
from benchmarks.bench_export import PlainResource, at

ROUNDS = 2


class StockResource(resources.ModelResource):
    """The stock resource of the export, with the key by which it finds its rows again."""

    # Else an empty text would be read as NULL, which no row may hold.
    WIDGETS_MAP = resources.ModelResource.WIDGETS_MAP | {"TextField": CharWidget}

    class Meta:
        model = JointAction
        fields = ["id", *PlainResource.Meta.fields]


class Edited(StoredTable):
    """`table` with a new text in the first `cells` cells of a column, or in as many as there are."""

    def __init__(self, table, cells, name):
        self.table, self.head, self.cells, self.name = table, table.head, cells, name

    def __iter__(self):
        place = self.head.columns.index(self.name)
        for number, (key, values) in enumerate(self.table):
            yield Row(key, [*values[:place], next(texts), *values[place + 1 :]] if number < self.cells else values)


def aside(make, *args):
    """What `make` returns in another process: neither its time nor its memory is that of the path."""
    connection.close()
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        return pool.submit(make, *args).result()


def sent_back(cells, name="places"):
    """A workbook of the whole table, in which its reader changed some cells."""
    issued, file = issuing.issue(by=None, table=LiveTable(JointAction.objects.live())), BytesIO()
    workbook.write(file, issued, Edited(FrozenTable(issued.snapshot), cells, name), None)
    return file.getvalue()


def exported():
    return StockResource().export().export("xlsx")


@cache
def content(make, *args):
    return aside(make, *args)


def received(file):
    """The ChangeSet that a file makes, of another sender each time."""
    change_set, _is_new = returns.receive(by=None, file=ContentFile(file, "table.xlsx"), name="", sender=str(uuid4()))
    read_change_set.call(change_set.pk)
    change_set.refresh_from_db()
    return change_set


def returned(cells):
    def read():
        report = received(content(sent_back, cells)).report
        assert not report["problems"]
        assert report["read"] - report["unchanged"] == min(cells, report["read"])

    return read


def floor():
    """Every part unpacked and parsed with nobody who listens: what no reader of workbooks goes below."""
    with ZipFile(BytesIO(content(sent_back, 0))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    expat.ParserCreate().ParseFile(part)


def stock():
    result = StockResource().import_data(XLSX().create_dataset(content(exported)), dry_run=True)
    assert result.totals["update"] == result.total_rows > 0


def accepted(name):
    change_set = received(sent_back(1000, name))
    review.accept_clean(by=author(), change_set=change_set)
    return change_set.pk


@cache
def waiting():
    """The changes to apply in each round, of a column each that no other return changes."""
    return iter([aside(accepted, name) for name in ("title", "description")])


def applied():
    outcome = review.apply(by=author(), change_set=ChangeSet.objects.get(pk=next(waiting())))
    assert outcome.done == min(1000, JointAction.objects.live().count())


OURS, CHANGED, FLOOR = "returned as it left", "returned with 100 cells changed", "floor: unzip, expat"
STOCK, APPLIED = "import-export, stock dry run, 20 columns", "1,000 accepted cells applied"

TITLE = "Excel return"
PATHS = {OURS: returned(0), CHANGED: returned(100), FLOOR: floor, STOCK: stock, APPLIED: applied}
ONLY_OURS = [OURS, FLOOR]
BASELINE = STOCK
UNIT = "cpu"


def growth(by_size):
    small, large = by_size.get(10_000), by_size.get(100_000)
    return large[OURS]["cpu"] <= 12 * small[OURS]["cpu"] if small and large else None


TARGETS = {
    "no slower than the dry run": lambda found: found[OURS]["cpu"] <= found[STOCK]["cpu"],
    "as it left, in at most 15 queries": lambda found: found[OURS]["queries"] <= 15,
}
GROWTH = {
    "10,000 actions: at most 0.1 of the stock dry run": at(
        10_000, lambda found: found[OURS]["cpu"] <= 0.1 * found[STOCK]["cpu"]
    ),
    "10,000 actions: at most 50 MB more than the idle process": at(
        10_000, lambda found: max(found[OURS]["more"], found[CHANGED]["more"]) <= 50
    ),
    "100,000 actions in at most 12 times the time of 10,000": growth,
}
