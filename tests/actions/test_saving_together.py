"""Two people who save at the same moment wait for each other: neither fails, and both changes stand."""

from threading import Barrier, Event

import pytest
from django.db import transaction

from actions import services
from actions.columns import BY_NAME
from actions.models import CellEdit, JointAction
from actions.services import ANY, Change
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def colleague(db):
    return factories.make_secretary("colleague@example.org")


def save(by, name, values, base=ANY):
    """Give the cells `name` of some actions their `values`, {action: value}, in that order."""
    changes = [Change(action.pk, BY_NAME[name], value, base) for action, value in values.items()]
    return services.save(by=by, channel="bulk", changes=changes)


def test_bulk_edits_of_the_same_rows_in_opposite_order(together, secretary, colleague):
    actions = [factories.make_action() for _ in range(20)]
    for number in range(ROUNDS):
        ready = Barrier(2)

        def edit(by, rows, ready=ready, number=number):
            ready.wait()
            return save(by, "places", dict.fromkeys(rows, f"{by.name} {number}"))

        outcomes = together(lambda: edit(secretary, actions), lambda: edit(colleague, actions[::-1]))
        assert [len(outcome.saved) for outcome in outcomes] == [20, 20]
        assert JointAction.objects.values("places").distinct().count() == 1
    assert CellEdit.objects.count() == 2 * 20 * ROUNDS


def test_moves_to_the_same_axes_in_opposite_order(together, secretary, colleague):
    axes = [factories.make_axis(number) for number in (1, 2)]
    for _round in range(ROUNDS):
        rows = [[factories.make_action(axis=factories.make_axis(3)) for _ in range(2)] for _ in range(2)]
        ready = Barrier(2)

        def move(by, targets, ready=ready):
            ready.wait()
            return save(by, "axis", targets)

        outcomes = together(
            lambda: move(secretary, dict(zip(rows[0], axes, strict=True))),  # noqa: B023
            lambda: move(colleague, dict(zip(rows[1], axes[::-1], strict=True))),  # noqa: B023
        )
        assert [len(outcome.saved) for outcome in outcomes] == [4, 4]


@pytest.mark.parametrize(("first", "second"), [("axis", "places"), ("lead", "co_lead"), ("lead", "lead")])
def test_who_comes_second_finds_what_the_first_one_saved(
    together, secretary, colleague, partner_a, partner_b, first, second
):
    action = factories.make_action(axis=factories.make_axis(1))
    values = {"axis": factories.make_axis(2), "places": "Fès", "lead": [partner_a], "co_lead": [partner_b]}
    held, waiting = Event(), Event()

    def begin():
        with transaction.atomic():
            save(secretary, first, {action: values[first]})
            held.set()
            waiting.wait()
            Event().wait(0.3)  # so that the other one stands before the lock

    def follow():
        held.wait()
        waiting.set()
        value = [partner_b] if first == second else values[second]
        seen = BY_NAME[second].store(BY_NAME[second].read(action))
        return save(colleague, second, {action: value}, seen)

    outcome = together(begin, follow)[1]

    assert outcome.refusals == []
    fresh = JointAction.objects.for_table().get()
    assert BY_NAME[first].read(fresh) == values[first]
    if first == second:
        assert outcome.conflicts[0].last.edit.author == secretary
    else:
        assert BY_NAME[second].read(fresh) == values[second]
