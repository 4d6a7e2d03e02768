"""The workbook, as whoever receives it opens it."""

import io

import pytest
from openpyxl import load_workbook

from actions.exchange.issuing import extract
from actions.models import JointAction


@pytest.fixture
def written(db):
    """Write actions, by default all, and return the file."""

    def write(actions=None, by=None, **options):
        file = io.BytesIO()
        extract(JointAction.objects.all() if actions is None else actions, by=by, file=file, **options)
        return file

    return write


@pytest.fixture
def opened(written):
    """Write actions and return the workbook that a reader finds in the file."""
    return lambda *args, **options: load_workbook(written(*args, **options))
