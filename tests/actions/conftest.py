"""What several tests of the table do alike."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection


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
