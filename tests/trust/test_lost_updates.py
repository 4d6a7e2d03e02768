"""No update is lost: many editors save the same cells over HTTP, and the ledger knows every save.

``make trust`` runs 50 editors × 200 saves; every other run of the tests a small share of that.
"""

import os
from collections import defaultdict
from time import perf_counter

import pytest
from django.db import connection

from actions.models import CellEdit, JointAction
from tests import factories
from tests.trust.editors import COLUMN, CONFLICT, SAVED, gather, lost, work
from tests.trust.server import serving

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS, SAVES = (50, 200) if os.environ.get("TRUST") == "full" else (8, 25)


def run(actions, application="gtm.wsgi"):
    """Let the editors work; return {status: how many saves}, the saves, and those that were lost."""
    rows = [factories.make_action() for _ in range(actions)]
    editors = gather(EDITORS)
    with serving(application) as address:
        start = perf_counter()
        answers, saves = work(editors, address, [row.reference for row in rows], SAVES)
        seconds = perf_counter() - start
    gone = lost(saves, dict(JointAction.objects.values_list("reference", COLUMN)))
    print(
        f"\n{application}, {connection.vendor}, {EDITORS} editors × {SAVES} saves on {actions} actions: "
        f"{answers[SAVED]} saved, {answers[CONFLICT]} refused as stale, {len(gone)} lost ({seconds:.0f} s)"
    )
    assert answers.total() == EDITORS * SAVES
    return answers, saves, gone


@pytest.mark.parametrize("actions", [1, 20])
def test_no_save_is_lost_and_the_ledger_tells_all(actions):
    answers, saves, gone = run(actions)

    assert gone == []
    assert set(answers) == {SAVED, CONFLICT}, "some met, and nothing else happened"
    cells = CellEdit.objects.filter(column=COLUMN).order_by("pk")
    told = list(cells.values_list("edit__author__email", "action__reference", "before", "after"))
    assert sorted(told, key=str) == sorted(saves, key=str)
    assert replayed(told) == dict(JointAction.objects.exclude(places="").values_list("reference", COLUMN))


def replayed(told):
    """What the cells hold if every step of the ledger is done again, each from where the last one ended."""
    held = defaultdict(lambda: None)
    for _author, reference, before, after in told:
        assert held[reference] == before
        held[reference] = after
    return held


@pytest.mark.parametrize("control", ["without_comparison", "without_lock"])
def test_a_saving_that_is_broken_on_purpose_loses_some(control):
    _answers, saves, gone = run(1, f"tests.trust.controls:{control}()")

    assert 0 < len(gone) < len(saves)
