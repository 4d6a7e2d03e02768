"""A database of one's own for the time of a run: SQLite, or PostgreSQL where TEST_DATABASE_URL says so."""

import os
from contextlib import contextmanager
from io import StringIO
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import django
from django.core.management.utils import get_random_secret_key


@contextmanager
def throw_away():
    """Make an empty database with the reference data, for this process and those it starts; yield its kind."""
    with TemporaryDirectory() as folder, _created(folder) as url:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="gtm.settings",
            DATABASE_URL=url,
            DATABASE_POOL="0",
            DEMO="1",
            MEDIA_ROOT=f"{folder}/media",
            SECRET_KEY=get_random_secret_key(),
            ALLOWED_HOSTS="testserver",
        )
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        call_command("load_reference", stdout=StringIO())
        try:
            yield connection.vendor
        finally:
            connection.close()


@contextmanager
def _created(folder):
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    import psycopg

    name = f"gtm_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(f"DROP DATABASE {name}")


def grow(size):
    """Add synthetic actions until the table holds `size`."""
    from django.core.management import call_command

    from actions.models import JointAction

    call_command("make_synthetic", actions=size - JointAction.objects.count(), stdout=StringIO())
