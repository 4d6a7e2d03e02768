"""A form sent twice at the same moment, by one person, does what it does once.

``make trust`` sends every form of the application; every other run of the tests a few of them.
"""

import os
from threading import Barrier

import pytest
from django.db import transaction

from tests.gtm import patrol, stage
from tests.gtm.sent import Visitor, digest

pytestmark = pytest.mark.django_db(transaction=True)
FULL = os.environ.get("TRUST") == "full"
SHARE = ["actions:add_report", "actions:remind", "requests:add", "partners:invite"]
URLS = {url.name: url for url in patrol.urls()}


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize("name", stage.SENT if FULL else SHARE)
def test_at_the_same_moment_it_is_done_once(together, name):
    visitor, ready = Visitor(stage.make(), stage.SENT[name], URLS[name]), Barrier(2)
    before = counts()
    with transaction.atomic():
        visitor.send()
        once = counts()
        transaction.set_rollback(True)

    def send():
        ready.wait()
        return visitor.again().send().status_code

    assert all(status < 500 for status in together(send, send))
    made = {table for table in once if once[table] != before[table]}
    assert {table: counts()[table] for table in made} == {table: once[table] for table in made}


def counts():
    """{table: how many rows it has}; what is done after the commit is another act."""
    return {table: len(rows) for table, rows in digest().items()}
