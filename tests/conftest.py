"""The cast of every test: a secretary, Alice and Bob who speak for two partners, a reader and an outsider."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import hypothesis
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from gtm.lib.frozen import Frozen, released, thawed
from tests import factories

# A slow machine is no fault.
hypothesis.settings.register_profile("gtm", deadline=None)
hypothesis.settings.load_profile("gtm")


def pytest_addoption(parser):
    parser.addoption(
        "--other-database",
        action="store_true",
        help="leave out what says the same whatever the database: it ran on the first one",
    )


# Where a change is tested on two databases side by side (``CI`` is set), these run on the other one, and the other
# trials of `tests/trust` on the first; `make trust` runs all of them on each.
TRIALS_OF_THE_OTHER = {"test_digests", "test_killed_apply", "test_outbox"}


def pytest_collection_modifyitems(config, items):
    if config.getoption("other_database"):
        left_out = [item for item in items if not _depends_on_the_database(item)]
    elif "CI" in os.environ:
        left_out = [item for item in items if _is_trial(item) and item.path.stem in TRIALS_OF_THE_OTHER]
    else:
        return
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_trial(item):
    return item.path.parent.name == "trust"


# Screens, documents and files show what services and querysets have read, whose tests run on both; who may do what in
# which state is told in Python.
SHOWN = re.compile(
    r"test_(admin|import|pages)_|test_(cells|form|mine|reports|requests|saved_views)$"
    r"|_(screens|document|template|compiled|reading|round_trip)$"
)


def _depends_on_the_database(item):
    """Whether a test asks the database, and may be answered otherwise; of a browser's, those of a whole day."""
    if item.path.parent.name == "browser":
        return item.path.stem.endswith("_day")
    if _is_trial(item):
        return item.path.stem in TRIALS_OF_THE_OTHER
    if "queries" in item.name or "slowly" in item.name:
        return False
    if SHOWN.search(item.path.stem) or item.path.parent.name == "exchange":
        return False
    if item.path.parent.name == "gtm":  # who may see what, accounts, house rules: alike on both
        return item.path.stem == "test_load_reference" or item.path.stem.endswith("_together")
    asks = {"db", "transactional_db", "django_db_setup"} & {*item.fixturenames}
    return bool(asks or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session", autouse=True)
def _empty_frozen_tables_too():
    """After a test with transactions of its own all tables are emptied, which the database refuses of some."""
    empty = TransactionTestCase._fixture_teardown
    frozen = [model for model in apps.get_models() if issubclass(model, Frozen)]

    def thaw_and_empty(test):
        with thawed(connection, *frozen), released(connection):
            empty(test)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", thaw_and_empty)
        yield


@pytest.fixture(autouse=True)
def _forget_failed_log_ins(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        # Rows that a factory makes are not in the ledger.
        "counts": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    cache.clear()


@pytest.fixture
def partner_a(db):
    return factories.make_partner("AAA")


@pytest.fixture
def partner_b(db):
    return factories.make_partner("BBB")


@pytest.fixture
def secretary(db):
    return factories.make_secretary()


@pytest.fixture
def alice(partner_a):
    return factories.make_focal_point("alice@example.org", partner_a)


@pytest.fixture
def bob(partner_b):
    return factories.make_focal_point("bob@example.org", partner_b)


@pytest.fixture
def reader(db):
    return factories.make_reader()


@pytest.fixture
def outsider(db):
    """A focal point whose partner takes part in nothing."""
    return factories.make_focal_point("outsider@example.org", factories.make_partner("OUT"))


@pytest.fixture
def as_user(client):
    """Log the test client in as somebody and return it."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def together():
    """Call several functions at once, each with a connection of its own; return what they return, or raise."""

    def call(*functions):
        def alone(function):
            try:
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(functions)) as pool:
            return [future.result(timeout=60) for future in [pool.submit(alone, function) for function in functions]]

    return call
