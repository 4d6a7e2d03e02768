"""What goes out comes back equal: random tables, sent out, tampered with as people do, and read again.

``TRUST=full`` tries 1,000 tables of each; otherwise a share of them.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trust import tables

TRIES = 1_000 if os.environ.get("TRUST") == "full" else 15
patiently = settings(
    max_examples=TRIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def ground(db):
    return tables.cast()


@patiently
@given(table=tables.TABLES, tamperings=tables.tamperings(), data=st.data())
def test_untouched_workbook_comes_back_without_a_change(ground, table, tamperings, data):
    tables.fill(table, *ground)
    _issued, content = tables.issue()
    book = tables.Tampered(content)
    book.sort(data.draw(st.permutations(range(len(table)))))
    for name, *arguments in tamperings:
        getattr(book, name)(*arguments)
    assert tables.proposals(book.save()) == ({}, [], [])


@patiently
@given(table=tables.TABLES, tamperings=tables.tamperings(), data=st.data())
def test_edits_come_back_and_nothing_else(ground, table, tamperings, data):
    tables.fill(table, *ground)
    _issued, content = tables.issue()
    book = tables.Tampered(content)
    places = st.tuples(st.integers(0, len(table) - 1), st.sampled_from(sorted(tables.EDITS)))
    keys = [row.key for row in tables.LiveTable(tables.JointAction.objects.all())]
    expected = {}
    for number, name in sorted(data.draw(st.sets(places, min_size=1, max_size=6))):
        written, stored = data.draw(tables.EDITS[name])
        cell = book.cell(book.find(keys[number]), name)
        cell.value, cell.data_type = written, "s"
        expected[keys[number], name] = stored
    book.sort(data.draw(st.permutations(range(len(table)))))
    for name, *arguments in tamperings:
        if name != "retype_dates":
            getattr(book, name)(*arguments)
    assert tables.proposals(book.save()) == (expected, [], [])


def test_controls_that_must_turn_red(ground):
    """A text that lost its sign, a date month first and a row that lost its key are no round trip."""
    fields = {"title": "=1+1", "status": "agreed", "end": tables.date(2009, 2, 1), "places": "Rabat"}
    tables.fill([(fields, []), (fields | {"title": "Autre"}, [])], *ground)
    _issued, content = tables.issue()
    book = tables.Tampered(content)
    first = book.rows[0]
    book.cell(first, "title").value = "1+1"
    book.retype_dates(lambda day: f"{day:%m/%d/%Y}")
    changed, others, _problems = tables.proposals(book.save())
    assert {name for _key, name in changed} == {"title", "end"}
    assert len(changed) == 3
    book.cell(first, tables.KEY).value = None
    _changed, others, _problems = tables.proposals(book.save())
    assert sorted(others) == ["lookalike", "missing"]
