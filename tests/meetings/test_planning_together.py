"""Two people, or one twice, who plan a series or move a meeting at the same moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from meetings.models import Meeting
from meetings.services import meetings, series
from meetings.services.seen import StaleError, plain
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timezone.localdate() + timedelta(days=30)


def test_a_series_planned_twice_at_once_has_each_meeting_once(together, secretary, partner_a):
    found = factories.make_series([partner_a], every=1)
    plan = partial(series.plan, by=secretary, series=found, number=6)
    assert sorted(len(planned) for planned in together(plan, plan)) == [0, 6]
    assert Meeting.objects.count() == 6


def test_two_meetings_of_one_day_added_at_once_have_addresses_of_their_own(together, secretary):
    values = meetings.said(Meeting(title="Réunion", date=SOON)) | {"partners": []}
    add = partial(meetings.add, by=secretary, values=values)
    slugs = {meeting.slug for meeting in together(add, add)}
    assert slugs == {f"{SOON:%Y-%m-%d}", f"{SOON:%Y-%m-%d}-2"}


def test_of_two_who_move_a_meeting_at_once_one_is_told(together, secretary):
    meeting = factories.make_coming_meeting()
    now = meetings.said(Meeting.objects.get())

    def move(days):
        then = now | {"date": SOON + timedelta(days=days)}
        try:
            return meetings.change(by=secretary, meeting=meeting, then=then, seen=plain(now))
        except StaleError as error:
            return error

    answers = together(partial(move, 1), partial(move, 2))
    assert sum(isinstance(answer, StaleError) for answer in answers) == 1
    assert Meeting.objects.get().sequence == 1
