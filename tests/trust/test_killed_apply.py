"""What was accepted is applied whole or not at all: the server is killed at random points while it applies.

``make trust`` kills it 50 times on each database; every other run of the tests 3 times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from tempfile import TemporaryFile
from threading import Thread

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.test import Client

from actions.models import ChangeSet, Edit, JointAction, RowChange, Verdict
from actions.services import review
from tests import factories
from tests.trust.server import environment, free_address, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
FULL = os.environ.get("TRUST") == "full"
KILLS = 50 if FULL else 3
ACTIONS, COLUMNS, NEW = 40, ("places", "beneficiaries", "remarks", "implementing"), 20
UNTOLD = {"sessions.Session"}


# What is kept -----------------------------------------------------------------------------------


def digest():
    """{table: all its rows}, without the times and the numbers that differ each time the same is done."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list(*told(model))))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in UNTOLD
    }


def told(model):
    names = []
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is Edit:
            names.append(f"{field.name}__author")
        elif field.is_relation and field.related_model is JointAction:
            names.append(f"{field.name}__reference")
        elif not isinstance(field, models.DateTimeField) and not field.primary_key:
            names.append(field.name)
    return names or ["pk"]


def proposed(number, secretary, partners):
    """A change set that is accepted and waits to be applied: cells of every action, links among them, and new rows."""
    change_set = factories.make_change_set(name=f"return-{number}.xlsx")
    for action in JointAction.objects.filter(is_synthetic=True):
        for column in COLUMNS:
            base = stored(action, column)
            value = [partners[number % 2].slug] if column == "implementing" else f"{number}"
            factories.propose(change_set, action, column, value, base)
    review.accept_clean(by=secretary, change_set=change_set)
    rows = [
        factories.make_row_change(change_set, RowChange.Kind.NEW, values={"title": f"{number}/{row}", "axis": "1"})
        for row in range(NEW)
    ]
    review.decide(by=secretary, rows=[row.pk for row in rows], verdict=Verdict.ACCEPTED)
    return change_set


def stored(action, column):
    if column == "implementing":
        return sorted(action.participations.filter(role=column).values_list("partner__slug", flat=True))
    return getattr(action, column) or None


def applied(secretary, change_set):
    """What would be there if it were applied; it is not."""
    with transaction.atomic():
        review.apply(by=secretary, change_set=change_set)
        after = digest()
        transaction.set_rollback(True)
    return after


# Killing ----------------------------------------------------------------------------------------


@contextmanager
def doomed(application):
    """The real server in a group of processes that is killed at once; yields its address and how to kill it."""
    address = free_address()
    with TemporaryFile("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, "--bind", "{}:{}".format(*address), "--workers", "1",
             "--no-control-socket"],
            env=os.environ | environment(),
            stderr=log,
            start_new_session=True,
        )  # fmt: skip

        def kill():
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=30)

        try:
            wait_for(server, address, log)
            yield address, kill
        finally:
            kill()


def ask(address, session, change_set, answers):
    """Have the change set applied, and note the answer if one comes."""
    token = "a" * 32
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
        "X-CSRFToken": token,
    }
    with suppress(OSError, HTTPException):
        http = HTTPConnection(*address, timeout=60)
        http.request("POST", f"/actions/changes/{change_set.pk}/apply/", "", headers)
        answers.append(http.getresponse().status)


def sessions():
    """The sessions that are open on the database; some may be left from other tests."""
    if connection.vendor == "sqlite":
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def settle(others):
    """Wait until the database has heard that the server is gone, whose sessions are not among the `others`."""
    deadline = time.monotonic() + 60
    while sessions() - others:
        assert time.monotonic() < deadline, "the sessions of a server that was killed are still open"
        time.sleep(0.05)


def run(secretary, kills, application="gtm.wsgi", enough=lambda found: False):
    """Kill the server `kills` times while it applies; return {what was left: how often}."""
    partners = [factories.make_partner(), factories.make_partner()]
    for _ in range(ACTIONS):
        factories.make_action(axis=factories.make_axis(1), is_synthetic=True)
    client = Client()
    client.force_login(secretary)
    session = client.session.session_key
    found, choose, lasts = Counter(), random.Random(20081224), None
    for number in range(kills + 1):
        change_set = proposed(number, secretary, partners)
        before, after = digest(), applied(secretary, change_set)
        assert before != after
        others = sessions()
        with doomed(application) as (address, kill):
            answers, start = [], time.perf_counter()
            thread = Thread(target=ask, args=(address, session, change_set, answers))
            thread.start()
            if lasts is None:  # the first time nobody kills: so long does it take
                thread.join()
                lasts = time.perf_counter() - start
            elif found["before"] <= found["after"]:
                time.sleep(choose.uniform(0, lasts))
            else:
                time.sleep(choose.uniform(0.6 * lasts, 2 * lasts))
            kill()
            thread.join()
        settle(others)
        left = digest()
        if number == 0:
            assert (answers, left == after) == ([302], True)
            continue
        what = "before" if left == before else "after" if left == after else "partial"
        found[what] += 1
        found["lost"] += bool(answers) and what != "after"
        again(secretary, change_set, what, after)
        if enough(found):
            break
    print(
        f"\n{application}, {connection.vendor}, killed {number} times within {lasts:.2f} s: "
        f"{found['before']} before the commit, {found['after']} after, {found['partial']} partial, "
        f"{found['lost']} acknowledged and lost"
    )
    return found


def again(secretary, change_set, what, after):
    """Asked for once more, the rest is applied, or nothing."""
    if what == "partial":
        return
    if what == "before":
        review.apply(by=secretary, change_set=change_set)
    else:
        with pytest.raises(review.NotOpenError):
            review.apply(by=secretary, change_set=change_set)
    assert digest() == after


def test_an_import_happens_whole_or_not_at_all(secretary):
    found = run(secretary, KILLS)

    assert (found["partial"], found["lost"]) == (0, 0)
    assert found["before"] + found["after"] == KILLS
    if FULL:
        assert min(found["before"], found["after"]) >= 0.3 * KILLS
    assert not ChangeSet.objects.exclude(state=ChangeSet.State.CLOSED).exists()


def test_without_a_transaction_some_imports_are_left_halfway(secretary):
    application = "tests.trust.controls:without_transaction()"

    found = run(secretary, 20 if FULL else 8, application, enough=lambda found: found["partial"] > 0)

    assert found["partial"] > 0
