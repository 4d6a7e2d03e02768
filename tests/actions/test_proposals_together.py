"""A proposal and a comment sent twice at the same moment are there once; of two verdicts at once, one holds."""

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import ChangeSet, Comment, Verdict
from actions.services import proposing, review
from tests.factories import make_action

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a, places="Rabat")


@pytest.fixture
def twice(together):
    """POST the same as the same person, from two browsers at once."""

    def post(user, path, data):
        ready = Barrier(2)

        def send():
            client = Client()
            client.force_login(user)
            ready.wait()
            return client.post(path, data)

        return together(send, send)

    return post


def test_one_proposal(twice, alice, action):
    path = reverse("actions:propose", args=[action.reference])
    client = Client()
    client.force_login(alice)
    form = client.get(path).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None} | {"places": "Tanger"}
    first, second = twice(alice, path, sent)
    assert first.url == second.url == ChangeSet.objects.get().get_absolute_url()


def test_one_comment(twice, alice, action):
    path = reverse("actions:comment", args=[action.reference])
    first, second = twice(alice, path, {"token": uuid4(), "text": "Où en est-on ?"})
    assert first.url == second.url
    assert Comment.objects.count() == 1


def test_withdrawing_and_deciding_at_once(together, alice, secretary, action):
    made = proposing.propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    cell = made.rows.get().cells.get()
    ready = Barrier(2)

    def attempt(act, refused):
        ready.wait()
        try:
            act()
        except refused:
            return False
        return True

    done = together(
        partial(attempt, partial(proposing.withdraw, by=alice, change_set=made), proposing.AlreadyDecidedError),
        partial(
            attempt,
            partial(review.decide, by=secretary, cells=[cell.pk], verdict=Verdict.ACCEPTED),
            review.NotOpenError,
        ),
    )
    assert sorted(done) == [False, True]
    made.refresh_from_db()
    cell.refresh_from_db()
    assert bool(made.withdrawn_by) == (cell.verdict == Verdict.PENDING)
