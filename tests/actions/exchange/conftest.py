"""The workbook, as whoever receives it opens it."""

import io

import pytest
from openpyxl import load_workbook

from actions.exchange.workbook import write_table
from actions.models import JointAction


@pytest.fixture
def written(db):
    """Write actions, by default all, and return the file."""

    def write(actions=None, **options):
        file = io.BytesIO()
        write_table(file, JointAction.objects.all() if actions is None else actions, **options)
        return file

    return write


@pytest.fixture
def opened(written):
    """Write actions and return the workbook that a reader finds in the file."""
    return lambda *args, **options: load_workbook(written(*args, **options))
