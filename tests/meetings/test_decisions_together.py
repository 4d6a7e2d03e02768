"""Two people, or one twice, at the same decision at the same moment."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from meetings.models import Decision, FollowUp
from meetings.services import decisions as services
from meetings.services.decisions import Assignment, StaleDecisionError, Standing
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def decision(partner_a, alice):
    return factories.make_decision(partners=[partner_a])


def tried(function):
    try:
        return function()
    except StaleDecisionError as error:
        return error


def test_same_form_sent_at_once_is_one_note_with_one_set_of_reminders(together, secretary, decision):
    said = {"token": uuid4(), "text": "Sent", "standing": Standing("ongoing", SOON), "seen": Standing.of(decision)}
    send = partial(services.follow_up, by=secretary, decision=decision, **said)
    first, second = together(send, send)
    assert first == second
    assert FollowUp.objects.count() == 1
    assert Mail.objects.count() == 3


def test_of_two_who_decide_at_once_one_is_told(together, secretary, decision):
    def decide(status):
        said = {"token": uuid4(), "text": status, "standing": Standing(status, None), "seen": Standing.of(decision)}
        return tried(partial(services.follow_up, by=secretary, decision=decision, **said))

    answers = together(partial(decide, "done"), partial(decide, "dropped"))
    assert sum(isinstance(answer, StaleDecisionError) for answer in answers) == 1
    assert Decision.objects.get().status == FollowUp.objects.get().status


def test_of_two_who_assign_at_once_one_is_told(together, secretary, decision):
    seen = Assignment.of(decision)

    def assign(name):
        then = seen._replace(responsible=name)
        return tried(partial(services.assign, by=secretary, decision=decision, seen=seen, then=then))

    answers = together(partial(assign, "Le GTM"), partial(assign, "Le MAEC"))
    assert sum(isinstance(answer, StaleDecisionError) for answer in answers) == 1
    assert FollowUp.objects.count() == 1
