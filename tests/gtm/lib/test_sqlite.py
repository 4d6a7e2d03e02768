"""A write of many rows is one query, on SQLite as on PostgreSQL."""

import pytest

from actions.models import Theme

pytestmark = pytest.mark.django_db


def test_a_thousand_rows_are_written_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        Theme.objects.bulk_create(Theme(slug=f"theme-{number}", name=f"Theme {number}") for number in range(1000))


def test_a_thousand_rows_are_found_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Theme.objects.in_bulk(list(range(5000))) == {}
