"""Two states of the table: what came, what went, and which cell became what."""

from time import perf_counter

import pytest

from actions.columns import BY_NAME, circulated_columns
from actions.comparing import compare
from actions.models import JointAction
from actions.snapshots import FrozenTable, Head, LiveTable, Row, StoredTable, take
from tests import factories


class Table(StoredTable):
    """Rows out of thin air: ``Table({key: {column: value}})``."""

    def __init__(self, rows, columns):
        self.head = Head(columns=columns, names={}, partners=[], axes=[], synthetic=0)
        self.rows = [Row(key, [values.get(name) for name in columns]) for key, values in rows.items()]

    def __iter__(self):
        return iter(self.rows)


def cells(found):
    """{key: {column: (before, after)}} of the changed rows."""
    return {row.key: {cell.column.name: (cell.before, cell.after) for cell in row.cells} for row in found.changed}


def test_rows_that_came_and_went_and_cells_that_changed():
    columns = ["reference", "title", "end"]
    kept = {"reference": "A1-01", "title": "Stays", "end": "2027-01-01"}
    old = Table({1: kept, 2: {"reference": "A1-02", "title": "Was"}, 3: {"reference": "A1-03"}}, columns)
    new = Table(
        {4: {"reference": "A1-04"}, 2: {"reference": "A1-02", "title": "Is", "end": "2027-02-01"}, 1: kept}, columns
    )
    found = compare(old, new)
    assert [row.key for row in found.added] == [4]
    assert [row.key for row in found.removed] == [3]
    assert cells(found) == {2: {"title": ("Was", "Is"), "end": (None, "2027-02-01")}}
    assert found.cell_count == 2
    assert found


def test_order_of_rows_is_no_difference():
    columns = ["reference", "title"]
    rows = {number: {"reference": f"A1-{number}"} for number in range(5)}
    found = compare(Table(rows, columns), Table(dict(reversed(rows.items())), columns))
    assert not found


def test_order_within_the_changed_rows_is_that_of_the_new_table():
    columns = ["title"]
    old = Table({1: {"title": "a"}, 2: {"title": "b"}}, columns)
    found = compare(old, Table({2: {"title": "B"}, 1: {"title": "A"}}, columns))
    assert [row.key for row in found.changed] == [2, 1]


@pytest.mark.parametrize("shared", [["title"], ["title", "end"]])
def test_columns_of_one_side_are_told_and_not_compared(shared):
    row = {"title": "Same", "end": None}
    old = Table({1: row | {"places": "Oujda"}}, ["places", *shared])
    new = Table({1: row | {"remarks": "New column"}}, [*shared, "remarks"])
    found = compare(old, new)
    assert found.columns_added == ["remarks"]
    assert found.columns_removed == ["places"]
    assert not found
    new.rows[0].values[0] = "Other"
    assert cells(compare(old, new)) == {1: {"title": ("Same", "Other")}}


def test_column_that_the_application_forgot_is_not_compared():
    columns = ["title", "shoe_size"]
    assert "shoe_size" not in BY_NAME
    found = compare(Table({1: {"shoe_size": 41}}, columns), Table({1: {"shoe_size": 42}}, columns))
    assert not found


def test_frozen_and_live(partner_a, partner_b):
    action = factories.make_action(lead=partner_a, title="Was", internal_notes="narvalus")
    gone = factories.make_action()
    snapshot = take(LiveTable(JointAction.objects.live()))
    live = LiveTable(JointAction.objects.live())
    assert not compare(FrozenTable(snapshot), live)
    factories.take_part(action, partner_b)
    JointAction.objects.filter(pk=action.pk).update(title="Is", internal_notes="narvalus bis")
    JointAction.objects.filter(pk=gone.pk).archive()
    new = factories.make_action()
    found = compare(FrozenTable(snapshot), live)
    assert cells(found) == {action.pk: {"title": ("Was", "Is"), "implementing": ([], [partner_b.slug])}}
    assert [row.key for row in found.added] == [new.pk]
    assert [row.key for row in found.removed] == [gone.pk]


def test_ten_thousand_rows_are_compared_in_half_a_second():
    names = [column.name for column in circulated_columns()]
    rows = {key: dict.fromkeys(names, f"value {key}") for key in range(10_000)}
    old = Table(rows, names)
    new = Table({key: row | ({"title": "other"} if key % 10 == 0 else {}) for key, row in rows.items()}, names)
    start = perf_counter()
    found = compare(old, new)
    assert perf_counter() - start < 0.5
    assert len(found.changed) == 1000
