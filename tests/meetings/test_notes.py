"""Notes of a meeting that is held: compared as they are saved, ordered, removed unless something depends on them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actions.models import JointAction
from meetings.models import Attendee, DebatePoint, Decision, Meeting
from meetings.services import attending
from meetings.services import notes as services
from partners.models import Mail
from tests import factories

SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def meeting(secretary):
    return factories.make_meeting(minutes_state="draft")


@pytest.fixture
def save(secretary, meeting):
    """Save fields of a note: ``save("point", ref, text=("seen", "typed"))``."""

    def call(part, note, is_new=False, after=None, by=secretary, **fields):
        seen = {name: pair[0] if isinstance(pair[0], list) else [pair[0]] for name, pair in fields.items()}
        values = {name: pair[1] for name, pair in fields.items()}
        said = {"part": part, "note": note, "values": values, "seen": seen, "is_new": is_new, "after": after}
        return services.save(by=by, meeting=meeting, **said)

    return call


@pytest.fixture
def begin(save):
    def call(part="point", text="First", after=None, **fields):
        ref = str(uuid4())
        save(part, ref, is_new=True, after=after, text=("", text), **fields)
        return ref

    return call


def test_a_note_begun_twice_is_one(save):
    ref = str(uuid4())
    for text in ("One", "One more"):
        saved = save("point", ref, is_new=True, text=(["", "One"], text))
        assert not saved.conflicts
    assert list(DebatePoint.objects.values_list("text", "number")) == [("One more", 1)]


def test_what_somebody_else_wrote_meanwhile_is_told_and_stays(save, begin, meeting):
    other, ref = factories.make_secretary("fatima@example.org"), begin()
    assert not save("point", ref, by=other, text=("First", "Hers")).conflicts
    saved = save("point", ref, text=("First", "Mine"))
    assert saved.conflicts["text"].value == "Hers"
    assert saved.conflicts["text"].who == str(other)
    assert str(other) in saved.conflicts["text"].said
    assert DebatePoint.objects.get().text == "Hers"
    # The same is no conflict, and neither is what was seen since.
    assert not save("point", ref, text=("First", "Hers")).conflicts
    assert not save("point", ref, text=("Hers", "Mine")).conflicts
    assert DebatePoint.objects.get().text == "Mine"


def test_what_was_sent_without_an_answer_is_nobodys_conflict(save, begin):
    ref = begin()
    save("point", ref, text=("First", "Arrived"))
    assert not save("point", ref, text=(["First", "Arrived"], "Arrived, and more")).conflicts
    assert DebatePoint.objects.get().text == "Arrived, and more"


def test_names_are_merged_one_by_one(save, begin):
    a, b, c = (factories.make_partner(name) for name in ("AAA", "BBB", "CCC"))
    ref = begin(partners=("", [a, b]))
    save("point", ref, partners=("AAA; BBB", [b, c]))
    assert not save("point", ref, partners=("AAA; BBB", [a])).conflicts
    assert list(DebatePoint.objects.get().partners.all()) == [c]


def test_a_removed_note_is_not_written_and_may_be_begun_again(save, begin, secretary, meeting):
    ref = begin()
    services.remove(by=secretary, meeting=meeting, part="point", note=ref)
    services.remove(by=secretary, meeting=meeting, part="point", note=ref)
    with pytest.raises(services.GoneError):
        save("point", ref, text=("First", "More"))
    save("point", ref, is_new=True, text=("", "Again"))
    assert DebatePoint.objects.get().text == "Again"


def test_notes_are_numbered_in_their_order(begin, secretary, meeting):
    one, two = begin(text="One"), begin(text="Two")
    begin(text="Between", after=one)
    begin(text="Before", after="")
    assert list(DebatePoint.objects.values_list("number", "text")) == [
        (1, "Before"),
        (2, "One"),
        (3, "Between"),
        (4, "Two"),
    ]
    for _time in range(2):  # sent twice it is one step
        services.place(by=secretary, meeting=meeting, part="point", note=two, to=3, seen=4)
    services.remove(by=secretary, meeting=meeting, part="point", note=one)
    assert list(DebatePoint.objects.values_list("number", "text")) == [(1, "Before"), (2, "Two"), (3, "Between")]


def test_reminders_follow_a_decision(save, begin, secretary, meeting, alice, partner_a):
    ref = begin("decision", text="Send")
    save("decision", ref, due=("", SOON), partners=("", [partner_a]))
    waiting = Mail.objects.filter(state=Mail.State.WAITING)
    assert {mail.to for mail in waiting} == {alice.email}
    services.remove(by=secretary, meeting=meeting, part="decision", note=ref)
    assert not waiting.all().exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("hold", ["follow_up", "agenda", "mail", "action"])
def test_what_others_depend_on_stays(begin, secretary, meeting, hold):
    ref = begin("decision")
    decision = Decision.objects.get()
    if hold == "follow_up":
        factories.make_follow_up(decision, secretary)
    elif hold == "agenda":
        factories.make_meeting().agenda.create(number=1, title="Follow up").decisions.add(decision)
    elif hold == "mail":
        decision.mails.add(factories.make_mail(secretary, state=Mail.State.SENT))
    else:
        decision.actions.add(factories.make_action())
    with pytest.raises(services.KeptError):
        services.remove(by=secretary, meeting=meeting, part="decision", note=ref)
    assert Decision.objects.exists()


def test_a_point_becomes_one_action(begin, secretary, meeting, partner_a):
    ref, axis = begin(), factories.make_axis(2)
    said = {"note": ref, "title": "Train", "axis": axis, "lead": partner_a}
    first, second = (services.make_action(by=secretary, meeting=meeting, **said) for _time in range(2))
    assert first == second == JointAction.objects.get()
    assert list(first.debate_points.all()) == [DebatePoint.objects.get()]
    assert str(DebatePoint.objects.get()) == first.history.first().edit.reason


def test_an_empty_note_and_another_meetings_note_are_refused(save, begin):
    ref = begin()
    with pytest.raises(ValidationError):
        save("point", ref, text=("First", ""))
    other = factories.make_meeting()
    elsewhere = DebatePoint.objects.create(meeting=other, number=1, text="Elsewhere")
    with pytest.raises(services.GoneError):
        save("point", str(elsewhere.pk), text=("Elsewhere", "Changed"))


def test_only_the_secretariat_writes_and_only_until_the_approval(save, begin, alice, reader, meeting, secretary):
    ref = begin()
    for person in (alice, reader):
        with pytest.raises(PermissionDenied):
            save("point", ref, by=person, text=("First", "More"))
    Meeting.objects.update(minutes_state="approved")
    with pytest.raises(PermissionDenied):
        save("point", ref, text=("First", "More"))
    with pytest.raises(PermissionDenied):
        attending.mark(by=secretary, meeting=meeting, marks={})


def test_who_came_is_marked_and_added(secretary, meeting, partner_a):
    for _time in range(2):
        row = attending.partner_came(by=secretary, meeting=meeting, partner=partner_a)
        person = attending.person_came(by=secretary, meeting=meeting, name="Amina", partner=partner_a)
    assert (row.presence, row.capacity, row.number) == ("present", "gtm_member", 1)
    assert Attendee.objects.get() == person
    marks = {("partner", row.pk): ("absent", "present"), ("person", person.pk): ("excused", "invited")}
    assert attending.mark(by=secretary, meeting=meeting, marks=marks) == [person]
    row.refresh_from_db()
    assert row.presence == "absent"
