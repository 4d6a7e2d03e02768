"""No mail leaves twice and none is lost: workers are killed at random moments, and work side by side.

``make trust`` kills 50 workers; every other run of the tests a small share of that.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from partners import services
from partners.models import Mail
from partners.services import outbox
from tests import factories
from tests.trust.server import environment
from tests.trust.sink import Sink, receiving

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 50 if os.environ.get("TRUST") == "full" else 6
MAILS = 200 if os.environ.get("TRUST") == "full" else 60
WORKER = ["manage.py", "send_outbox"]
CARELESS = ["-m", "tests.trust.careless"]
State = Mail.State


def post(count):
    secretary = factories.make_secretary()
    for number in range(count):
        services.post(by=secretary, to=f"to-{number}@example.org", subject="Tableau", body="Bonjour,")


def start(worker, address):
    return subprocess.Popen([sys.executable, *worker], env=os.environ | environment() | {"EMAIL_URL": address})


def kill_at_random(worker, sink, address):
    """Start a worker, and kill it some time after its first mail came; wait no longer than it takes to end."""
    before = sink.came.total()
    process = start(worker, address)
    while sink.came.total() == before and process.poll() is None:
        time.sleep(0.001)
    time.sleep(random.uniform(0, 0.2))
    process.kill()
    process.wait()


def outcomes(sink):
    """{(state, how often it came): how many mails}"""
    return Counter((state, sink.came[mail]) for mail, state in Mail.objects.values_list("message_id", "state"))


def finish(worker, sink, address):
    """Long after, another worker sends what is left; return the outcomes."""
    Mail.objects.filter(state=State.SENDING).update(claimed_at=timezone.now() - 2 * outbox.VANISHED_AFTER)
    assert start(worker, address).wait(timeout=600) == 0
    found = outcomes(sink)
    told = ", ".join(f"{number} {state} came {times} ×" for (state, times), number in sorted(found.items()))
    print(f"\n{worker[-1]}, {connection.vendor}, {KILLS} kills: {told}")
    return found


def test_killed_workers_send_no_mail_twice_and_lose_none():
    sink = Sink()
    post(KILLS * 10)
    with receiving(sink) as address:
        for _ in range(KILLS):
            kill_at_random(WORKER, sink, address)
        found = finish(WORKER, sink, address)

    doubtful = found.pop((State.DOUBTFUL, 0), 0) + found.pop((State.DOUBTFUL, 1), 0)
    assert found == {(State.SENT, 1): KILLS * 10 - doubtful}
    assert 0 < doubtful <= KILLS, "some were killed between claim and mark, and nothing else is in doubt"


def test_workers_side_by_side_send_each_mail_once():
    sink = Sink(gather=2)
    post(MAILS)
    with receiving(sink) as address:
        workers = [start(WORKER, address) for _ in range(2)]
        assert [worker.wait(timeout=600) for worker in workers] == [0, 0]
        found = finish(WORKER, sink, address)

    assert found == {(State.SENT, 1): MAILS}


def test_worker_that_is_told_to_stop_first_ends_what_it_is_sending():
    sink = Sink()
    post(MAILS)
    with receiving(sink) as address:
        worker = start([*WORKER, "--loop"], address)
        while not sink.came:
            time.sleep(0.001)
        worker.terminate()
        assert worker.wait(timeout=60) == 0

    assert set(outcomes(sink)) == {(State.SENT, 1), (State.WAITING, 0)}


def test_killed_workers_that_claim_nothing_send_some_twice():
    sink = Sink()
    post(KILLS * 10)
    with receiving(sink) as address:
        for _ in range(KILLS):
            kill_at_random(CARELESS, sink, address)
        finish(CARELESS, sink, address)

    assert max(sink.came.values()) > 1


def test_workers_side_by_side_that_claim_nothing_send_some_twice():
    sink = Sink(gather=2)
    post(MAILS)
    with receiving(sink) as address:
        for worker in [start(CARELESS, address) for _ in range(2)]:
            worker.wait(timeout=600)

    assert max(sink.came.values()) > 1
