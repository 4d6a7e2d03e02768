"""Two people, or one twice, at the same minutes at the same moment."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from actions.models import JointAction
from actions.services.transmission import Recipient
from meetings.minutes import making
from meetings.models import Meeting, MinutesRemark, MinutesVersion
from meetings.services import approving as services
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(partner_a):
    meeting = factories.make_meeting([partner_a], minutes_state="draft")
    meeting.debate_points.create(number=1, text="Un point")
    return meeting


def tried(function):
    try:
        return function()
    except (services.MovedError, IntegrityError) as error:
        return error


def moving(verb, secretary, meeting, **said):
    """The verb on the minutes as they are now."""
    now = Meeting.objects.with_minutes(secretary, JointAction.objects.none()).get(pk=meeting.pk)
    seen = services.Seen.of(now, making.digest(now))
    return partial(tried, partial(verb, by=secretary, meeting=meeting, seen=seen, **said))


def test_sent_at_once_they_leave_once(together, secretary, meeting):
    letter = services.Letter([Recipient("A", "a@example.org")], "S", "B", timezone.localdate())
    send = moving(services.circulate, secretary, meeting, letter=letter, make=making.make)
    answers = together(send, send)
    assert sum(isinstance(answer, services.MovedError) for answer in answers) == 1
    assert MinutesVersion.objects.count() == Mail.objects.count() == 1


def test_approved_and_taken_back_at_once_one_is_told(together, secretary, meeting):
    Meeting.objects.update(minutes_state="circulated")
    approve = moving(services.approve, secretary, meeting, remaining=0, make=making.make)
    recall = moving(services.recall, secretary, meeting)
    answers = together(approve, recall)
    assert sum(isinstance(answer, services.MovedError) for answer in answers) == 1
    assert Meeting.objects.get().is_frozen == MinutesVersion.objects.exists()


def test_what_is_approved_is_what_stays(together, secretary, meeting):
    """A note that is written at that moment is in the minutes, or refused."""
    Meeting.objects.update(minutes_state="entered")
    approve = moving(services.approve, secretary, meeting, remaining=0, make=making.make)
    write = partial(tried, partial(meeting.debate_points.update, text="Autre chose"))
    approved, _written = together(approve, write)
    said = meeting.debate_points.get().text
    if isinstance(approved, services.MovedError):
        assert (said, MinutesVersion.objects.exists()) == ("Autre chose", False)
    else:
        assert approved.said["points"] == [{"text": said}]


def test_remark_sent_at_once_is_one(together, secretary, alice, meeting):
    factories.make_minutes_version(meeting, secretary)
    Meeting.objects.update(minutes_state="circulated")
    say = partial(services.remark, by=alice, meeting=Meeting.objects.get(), token=uuid4(), text="Un mot")
    first, second = together(say, say)
    assert first == second == MinutesRemark.objects.get()
