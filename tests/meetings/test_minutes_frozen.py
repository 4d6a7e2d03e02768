"""What approved minutes say changes no more: the models refuse it in a sentence, and the database whoever asks it."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from gtm.lib.frozen import FreezeWhile, Release
from meetings.models import Attendance, DebatePoint, Decision, Meeting, Statement
from tests import factories

# {model: {field of the minutes: another value}}
SAID = {
    Meeting: {"title": "X", "date": date(2009, 1, 1), "place": "X", "minutes_author": "X"},
    Attendance: {"capacity": "guest", "presence": "absent", "number": 9},
    Statement: {"number": 9, "kind": "opening", "title": "X", "speaker": "X", "speaker_function": "X", "text": "X"},
    DebatePoint: {"number": 9, "text": "X"},
    Decision: {"number": 9, "text": "X", "responsible": "X"},
}
PARTS = [model for model in SAID if model is not Meeting]


def new_part(model, meeting):
    """A part that is not saved yet."""
    said = {Attendance: {"partner": factories.make_partner(), "capacity": "guest"}, Statement: {"speaker": "Z"}}
    said = said.get(model, {}) | ({} if model is Attendance else {"text": "Z"})
    return model(meeting=meeting, number=5, **said)


@pytest.fixture
def meeting(partner_a):
    """A meeting whose minutes are approved, with a part of each kind."""
    meeting = factories.make_meeting([partner_a])
    for model in PARTS[1:]:
        new_part(model, meeting).save()
    Meeting.objects.filter(pk=meeting.pk).update(minutes_state="approved")
    return Meeting.objects.get()


@pytest.mark.parametrize("model", SAID)
def test_database_refuses_to_change_or_delete_what_they_say(meeting, model):
    row = model.objects.filter(pk=model.objects.get().pk)
    for name, value in SAID[model].items():
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**{name: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        row._raw_delete(row.db)
    if model is Meeting:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(minutes_state="draft")


@pytest.mark.parametrize("model", PARTS)
def test_database_takes_no_other_part_in_and_lets_none_out(meeting, model):
    other = factories.make_meeting()
    with pytest.raises(IntegrityError), transaction.atomic():
        new_part(model, meeting).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(meeting=other)
    stray = new_part(model, other)
    stray.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=stray.pk).update(meeting=meeting)


@pytest.mark.parametrize("model", SAID)
def test_models_say_so_in_a_sentence(meeting, model):
    for name, value in SAID[model].items():
        row = model.objects.get()
        setattr(row, name, value)
        with pytest.raises(ValidationError):
            row.full_clean()
    if model is not Meeting:
        with pytest.raises(ValidationError):
            new_part(model, meeting).full_clean()


def test_what_lives_on_is_still_written(meeting, partner_b, secretary):
    decision, point = Decision.objects.get(), DebatePoint.objects.get()
    decision.status, decision.due = "ongoing", date(2030, 1, 1)
    decision.full_clean()
    decision.save()
    action = factories.make_action()
    for part in (decision, point):
        part.partners.add(partner_b)
        part.actions.add(action)
    factories.make_follow_up(decision, secretary)
    Meeting.objects.archive()
    meeting.full_clean()
    assert Decision.objects.get().status == "ongoing"
    assert action.decisions.get() == decision


@pytest.mark.parametrize("state", ["draft", "circulated", "entered"])
def test_until_then_all_of_it_may_be_changed(meeting, state):
    other = factories.make_meeting(minutes_state=state)
    for model in PARTS:
        part = new_part(model, other)
        part.full_clean()
        part.save()
        for name, value in SAID[model].items():
            setattr(part, name, value)
        part.full_clean()
        part.save()
    other.delete()
    assert Meeting.objects.get() == meeting


def test_triggers_are_lifted_and_set_again(meeting):
    """As a migration does around one that rebuilds the table."""
    told = {"state": "minutes_state", "value": "approved", "through": "meeting"}
    editor, state = SimpleNamespace(connection=connection), SimpleNamespace(apps=apps)
    Release("Decision", [], **told).database_forwards("meetings", editor, state, state)
    Decision.objects.update(text="Y", responsible="Y")
    FreezeWhile("Decision", ["text"], **told).database_forwards("meetings", editor, state, state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(text="X")
    Decision.objects.update(responsible="X")
