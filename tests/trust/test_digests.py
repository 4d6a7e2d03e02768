"""Nobody is told twice: runs of the digest side by side, and killed at random moments.

``make trust`` kills 20 runs; every other run of the tests a small share of that.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from actions.models import Comment
from partners.models import Mail, Notifications, User
from tests import factories
from tests.trust.server import environment

pytestmark = pytest.mark.django_db(transaction=True)
FULL = os.environ.get("TRUST") == "full"
KILLS, PEOPLE = (20, 200) if FULL else (3, 40)
COMMAND = [sys.executable, "manage.py", "send_digests"]
CARELESS = [sys.executable, "-m", "tests.trust.careless_digest"]


@pytest.fixture
def people():
    """Many who speak for one partner, whose action another commented on."""
    partner = factories.make_partner("AAA")
    bob = factories.make_focal_point("bob@example.org", factories.make_partner("BBB"))
    action = factories.make_action(lead=partner)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Comment.objects.create(action=action, author=bob, text="Bien", at=an_hour_ago)
    found = [factories.make_focal_point(f"person-{number}@example.org", partner) for number in range(PEOPLE)]
    User.objects.filter(partner=partner).update(date_joined=an_hour_ago - timedelta(days=9))
    return {person.email for person in found}


def start(command=COMMAND):
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=os.environ | environment(), stdout=quiet, stderr=quiet)


def told():
    """{address: how many digests it got}"""
    return Counter(Mail.objects.values_list("to", flat=True))


def test_runs_side_by_side_tell_each_person_once(people):
    runs = [start() for _ in range(2)]
    assert [run.wait(timeout=300) for run in runs] == [0, 0]
    assert told() == dict.fromkeys(people, 1)
    assert Notifications.objects.exclude(last_digest_on=None).count() == PEOPLE


def test_killed_runs_tell_nobody_twice_and_leave_nobody_out(people):
    amid = 0
    for _kill in range(KILLS):
        before = Mail.objects.count()
        run = start()
        while Mail.objects.count() == before and run.poll() is None:
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.1))
        run.kill()
        run.wait()
        amid += before < Mail.objects.count() < PEOPLE
    assert start().wait(timeout=300) == 0
    print(f"\n{connection.vendor}: {KILLS} kills, {amid} amid the digests")
    assert amid, "some were killed between two people"
    assert told() == dict.fromkeys(people, 1)


def test_runs_side_by_side_that_lock_nothing_tell_some_twice(people):
    for run in [start(CARELESS) for _ in range(2)]:
        run.wait(timeout=300)
    assert max(told().values()) > 1
