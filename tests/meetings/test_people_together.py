"""Two people, or one twice, at the same invitations at the same moment."""

from functools import partial

import pytest

from meetings.exchange.calendar import summons
from meetings.models import Attendee, CalendarAddress
from meetings.services import answering, calendars, inviting
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(partner_a, alice):
    return factories.make_coming_meeting([partner_a])


def test_invitation_sent_at_once_leaves_once(together, secretary, meeting):
    def invite():
        people = inviting.candidates(meeting)
        return inviting.invite(by=secretary, meeting=meeting, people=people, subject="x", body="y", make=summons)

    assert sorted(together(invite, invite)) == [0, 1]
    assert Attendee.objects.count() == Mail.objects.count() == 1


def test_update_sent_at_once_leaves_once(together, secretary, meeting):
    factories.make_attendee(meeting)
    meeting.sequence = 1
    meeting.save()
    send = partial(inviting.send_updates, by=secretary, meeting=meeting, make=summons)
    assert sorted(together(send, send)) == [0, 1]
    assert Mail.objects.count() == 1


def test_of_her_answer_and_the_one_that_is_recorded_none_is_lost_unseen(together, secretary, meeting):
    attendee = factories.make_attendee(meeting)

    def record():
        said = {"answer": "declined", "note": "", "seen": None}
        try:
            return answering.record_answer(by=secretary, attendee=attendee, **said).answer
        except answering.StaleAnswerError:
            return "refused"

    _hers, recorded = together(partial(answering.answer, attendee=attendee, answer="accepted", note=""), record)
    # Hers came last, or the secretariat was told of it.
    assert recorded in {"declined", "refused"}
    assert Attendee.objects.get().answer == "accepted"


def test_two_addresses_made_at_once_leave_one(together, alice):
    use = [partial(calendars.use, by=alice, drawn=calendars.draw(alice)) for _time in range(2)]
    together(*use)
    assert CalendarAddress.objects.in_use().count() == 1
