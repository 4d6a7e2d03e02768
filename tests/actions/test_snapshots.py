"""Snapshots: what was taken down is what stood there, once, without anything that stays in the secretariat."""

import pytest

from actions.columns import BY_NAME, circulated_columns
from actions.models import JointAction, Snapshot
from actions.snapshots import FrozenTable, LiveTable, take
from meetings.models import DebatePoint
from tests import factories


@pytest.fixture
def table(partner_a, partner_b):
    theme = factories.make_theme("Genre")
    action = factories.make_action(
        lead=partner_a,
        partners=[partner_b],
        title="=1+1",
        description="  deux\nlignes  ",
        themes=[theme],
        budget="1250.50",
        currency="MAD",
        end="2027-06-30",
        progress=40,
        funding_secured=False,
        internal_notes="narvalus",
    )
    point = DebatePoint.objects.create(meeting=factories.make_meeting(), number=3, text="…")
    point.actions.add(action)
    factories.make_action(axis=factories.make_axis(2))
    return JointAction.objects.live()


def test_rows_are_what_the_columns_say(table):
    columns = circulated_columns()
    expected = [
        (action.pk, [column.store(column.read(action)) for column in columns])
        for action in table.for_table().in_table_order()
    ]
    assert [tuple(row) for row in LiveTable(table)] == expected
    assert any(isinstance(value, list) and value for value in expected[0][1])


def test_snapshot_reads_as_it_was_taken(table, partner_a):
    snapshot = take(LiveTable(table))
    rows = list(LiveTable(table))
    table.update(title="Autre titre")
    partner_a.acronym = "ZZZ"
    partner_a.save()
    frozen = FrozenTable(snapshot)
    assert list(frozen) == rows
    assert snapshot.size == 2
    first = dict(zip(frozen.head.columns, next(iter(frozen)).values, strict=True))
    assert frozen.text(BY_NAME["lead"], first["lead"]) == "AAA"
    assert frozen.text(BY_NAME["title"], first["title"]) == "=1+1"


def test_the_same_content_is_kept_once(table):
    assert take(LiveTable(table)) == take(LiveTable(table))
    table.update(title="Autre titre")
    take(LiveTable(table))
    assert Snapshot.objects.count() == 2


def test_snapshot_holds_nothing_internal(table):
    frozen = FrozenTable(take(LiveTable(table)))
    assert "internal_notes" not in frozen.head.columns
    assert b"narvalus" not in b"".join(frozen._lines())
