"""Two people at the same note at the same moment: nothing is lost."""

from functools import partial
from uuid import uuid4

import pytest

from meetings.models import DebatePoint, Decision
from meetings.services import notes as services
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    return factories.make_meeting(minutes_state="draft")


def saving(meeting, by, part, note, is_new=False, **fields):
    seen = {name: [pair[0]] for name, pair in fields.items()}
    values = {name: pair[1] for name, pair in fields.items()}
    said = {"part": part, "note": note, "values": values, "seen": seen, "is_new": is_new}
    return partial(services.save, by=by, meeting=meeting, **said)


def test_two_write_at_once_and_none_is_lost(together, secretary, meeting):
    fatima, partner = factories.make_secretary("fatima@example.org"), factories.make_partner("CCC")
    decision = Decision.objects.create(meeting=meeting, number=1, text="Send")
    note = str(decision.pk)
    # Different fields: both are kept.
    together(
        saving(meeting, secretary, "decision", note, text=("Send", "Send it")),
        saving(meeting, fatima, "decision", note, responsible=("", "The GTM"), partners=("", [partner])),
    )
    decision.refresh_from_db()
    assert (decision.text, decision.responsible) == ("Send it", "The GTM")
    assert decision.partners.get() == partner
    # The same field: one is kept, the other one is told.
    answers = together(
        saving(meeting, secretary, "decision", note, text=("Send it", "Mine")),
        saving(meeting, fatima, "decision", note, text=("Send it", "Hers")),
    )
    decision.refresh_from_db()
    told = [answer.conflicts["text"].value for answer in answers if answer.conflicts]
    assert told == [decision.text]


def test_two_begin_at_once(together, secretary, meeting):
    one, two = str(uuid4()), str(uuid4())
    begun = [saving(meeting, secretary, "point", ref, is_new=True, text=("", "New")) for ref in (one, one, two)]
    together(*begun)
    assert list(DebatePoint.objects.values_list("number", flat=True)) == [1, 2]
