"""Two people, or one twice, at the same exchange at the same moment."""

from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from meetings.models import Engagement
from meetings.services import engagements as services
from meetings.services.engagements import StaleEngagementError, seen, values_of
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def tried(function):
    try:
        return function()
    except StaleEngagementError as error:
        return error


def test_same_form_sent_at_once_is_one_exchange(together, secretary):
    said = {"date": timezone.localdate(), "circle": "media", "channel": "call", "partner": None, "people": "Mme Alaoui"}
    said |= {"organisation": "", "subject": "Entretien", "text": "", "follow_up": "", "due": None, "actions": []}
    send = partial(services.write, by=secretary, token=uuid4(), values=said, seen_as={})
    first, second = together(send, send)
    assert first == second == Engagement.objects.get()


def test_of_two_who_change_the_same_at_once_one_is_told(together, secretary):
    engagement = factories.make_engagement(secretary)
    before = values_of(engagement)

    def change(subject):
        said = {"token": engagement.token, "values": before | {"subject": subject}, "seen_as": seen(before)}
        return tried(partial(services.write, by=secretary, **said))

    answers = together(partial(change, "A"), partial(change, "B"))
    stale = [answer for answer in answers if isinstance(answer, StaleEngagementError)]
    (saved,) = [answer for answer in answers if answer not in stale]
    assert [error.fields for error in stale] == [["subject"]]
    assert Engagement.objects.get().subject == saved.subject
