"""Who sees which rows of the table."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from actions.columns import circulated_columns, columns_for
from actions.models import JointAction
from tests.factories import make_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(partner_a, partner_b):
    return {
        "a": make_action(lead=partner_a),
        "b": make_action(lead=partner_b),
        "both": make_action(lead=partner_a, partners=[partner_b]),
        "archived": make_action(lead=partner_a, archived_at=timezone.now()),
    }


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("secretary", {"a", "b", "both", "archived"}),
        ("reader", {"a", "b", "both"}),
        ("alice", {"a", "both"}),
        ("bob", {"b", "both"}),
        ("outsider", set()),
    ],
)
def test_rows_by_role(request, rows, who, seen):
    visible = set(JointAction.objects.visible_to(request.getfixturevalue(who)))

    assert visible == {rows[name] for name in seen}


def test_nobody_who_is_not_logged_in_sees_anything(rows):
    assert not JointAction.objects.visible_to(AnonymousUser()).exists()


def test_a_closed_account_sees_nothing(rows, alice):
    alice.is_active = False

    assert not JointAction.objects.visible_to(alice).exists()


def test_internal_notes_are_a_column_of_the_secretariat_only(secretary, alice, reader):
    assert "internal_notes" in {column.name for column in columns_for(secretary)}
    for columns in (columns_for(alice), columns_for(reader), circulated_columns()):
        assert "internal_notes" not in {column.name for column in columns}
