"""The agenda of a meeting: its items, their hours, and what is proposed from what is open."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actions import services as actions
from actions.columns import BY_NAME
from actions.models import Edit
from meetings.agenda import Agenda
from meetings.models import AgendaItem, MeetingSeries
from meetings.proposing import offers
from meetings.services import agenda as services
from tests import factories

pytestmark = pytest.mark.django_db
Kind = AgendaItem.Kind
TODAY = timezone.localdate()
YESTERDAY, LAST_MONTH = TODAY - timedelta(days=1), TODAY - timedelta(days=30)


@pytest.fixture
def meeting():
    return factories.make_coming_meeting()


def add(by, meeting, kind=Kind.FREE, token=None, links=None, **said):
    said = {"title": "The table"} | said
    return services.add(by=by, meeting=meeting, token=token or uuid4(), kind=kind, said=said, links=links or {})


def titles(meeting):
    return list(meeting.agenda.values_list("number", "title"))


def offered(meeting, user):
    """{kind: (its rows, how many there are, how many are on the agenda)}"""
    return {one.kind: (one.rows, one.count, one.on_it) for one in offers(meeting, user)}


# Items ------------------------------------------------------------------------------------------


def test_items_stand_in_order_and_the_same_form_is_one_item(secretary, meeting):
    token = uuid4()
    first = add(secretary, meeting, token=token, minutes=20)
    assert add(secretary, meeting, token=token, minutes=20) == first
    add(secretary, meeting, token=token, minutes=30)  # corrected after going back
    add(secretary, meeting, title="Any other business")
    assert titles(meeting) == [(1, "The table"), (2, "The table"), (3, "Any other business")]
    services.remove(by=secretary, item=first)
    assert titles(meeting) == [(1, "The table"), (2, "Any other business")]


def test_an_item_moves_to_its_place_once(secretary, meeting):
    keys = [factories.make_agenda_item(meeting, title=title).pk for title in "abc"]
    first = AgendaItem.objects.get(pk=keys[0])
    for _time in range(2):
        services.move(by=secretary, item=first, place=3, seen_as=tuple(keys))
    assert titles(meeting) == [(1, "b"), (2, "c"), (3, "a")]
    with pytest.raises(services.StaleOrderError):
        services.move(by=secretary, item=first, place=2, seen_as=tuple(keys))
    assert titles(meeting) == [(1, "b"), (2, "c"), (3, "a")]


def test_a_stale_change_is_refused_with_what_the_item_says_now(secretary, meeting):
    item, action = add(secretary, meeting), factories.make_action()
    seen = services.seen(item)
    said = {"title": "The table", "text": "Row by row", "minutes": 45, "speaker": "IOM"}
    links = {"actions": [action.pk]}
    for _time in range(2):
        services.change(by=secretary, item=item, said=said, links=links, seen_as=seen)
    with pytest.raises(services.StaleItemError, match="Row by row · 45"):
        services.change(by=secretary, item=item, said=said | {"minutes": 5}, links=links, seen_as=seen)
    assert list(item.actions.all()) == [action]


@pytest.mark.parametrize("said", [{"title": ""}, {"title": "two\nlines"}, {"minutes": 0}, {"minutes": 601}])
def test_what_an_agenda_cannot_hold_is_refused(secretary, meeting, said):
    with pytest.raises(ValidationError):
        add(secretary, meeting, **said)


def test_only_the_secretariat_prepares_and_only_until_the_minutes_are_approved(secretary, alice, reader, meeting):
    item = add(secretary, meeting)
    for person in (alice, reader):
        with pytest.raises(PermissionDenied):
            add(person, meeting)
        with pytest.raises(PermissionDenied):
            services.remove(by=person, item=item)
    type(meeting).objects.filter(pk=meeting.pk).update(minutes_state="approved")
    for write in (
        lambda: add(secretary, meeting),
        lambda: services.move(by=secretary, item=item, place=1, seen_as=(item.pk,)),
        lambda: services.change(by=secretary, item=item, said={}, links={}, seen_as=""),
    ):
        with pytest.raises(PermissionDenied):
            write()


# Hours ------------------------------------------------------------------------------------------


def test_each_item_has_its_hour_and_the_agenda_says_by_how_much_it_is_too_long(secretary):
    meeting = factories.make_coming_meeting(starts_at=time(10), ends_at=time(11))
    for minutes in (50, 25, None, 5):
        factories.make_agenda_item(meeting, minutes=minutes)
    agenda = Agenda(meeting, secretary)
    begins = [item.begins and timezone.localtime(item.begins).time() for item in agenda.items]
    assert begins == [time(10), time(10, 50), time(11, 15), None]  # nobody knows how long the third one takes
    assert (agenda.minutes, agenda.untimed, agenda.over) == (80, 1, 20)


def test_without_hours_nothing_is_too_long(secretary, meeting):
    factories.make_agenda_item(meeting, minutes=500)
    agenda = Agenda(meeting, secretary)
    assert (agenda.items[0].begins, agenda.over) == (None, 0)


# What is open -----------------------------------------------------------------------------------


def test_what_is_open_is_proposed(secretary, alice, partner_a, meeting):
    decision = factories.make_decision(factories.make_meeting(date=LAST_MONTH))
    factories.make_decision(decision.meeting, status="done")
    factories.make_decision(meeting)
    late = factories.make_action(status="agreed", end=YESTERDAY)
    factories.make_action(status="completed", end=YESTERDAY)
    told = factories.make_action(status="ongoing")
    factories.make_report(told, secretary, date=YESTERDAY)
    silent = factories.make_action(status="ongoing")
    factories.make_report(silent, secretary, date=LAST_MONTH - timedelta(days=1))
    factories.make_report(silent, secretary, archived_at=timezone.now())
    factories.make_action(status="agreed", start=TODAY + timedelta(days=1))
    factories.make_action(status="agreed", end=YESTERDAY, archived_at=timezone.now())
    pending = [factories.make_request(partner_a, alice, state=state) for state in ("submitted", "deferred")]
    for state in ("draft", "declined"):
        factories.make_request(partner_a, alice, state=state)
    in_conflict, clean = factories.make_change_set(partner_a), factories.make_change_set(partner_a)
    factories.propose(in_conflict, told, "places", "Rabat", base="Tanger")
    factories.propose(clean, told, "remarks", "Done", base=None)
    found = offered(meeting, secretary)
    assert {kind: rows for kind, (rows, _count, _on_it) in found.items()} == {
        Kind.DECISIONS: [decision],
        Kind.LATE: [late],
        Kind.SILENT: [late, silent],
        Kind.REQUESTS: pending,
        Kind.CONFLICTS: [in_conflict],
    }


def test_reports_count_from_the_last_meeting_of_the_series(secretary, meeting):
    series = MeetingSeries.objects.create(title="Plenary", first=date(2008, 1, 1))
    factories.make_meeting(date=LAST_MONTH, series=series)
    factories.make_meeting(date=YESTERDAY)
    action = factories.make_action(status="ongoing")
    factories.make_report(action, secretary, date=TODAY - timedelta(days=10))
    assert offered(meeting, secretary)[Kind.SILENT][0] == [action]
    meeting.series = series
    assert Kind.SILENT not in offered(meeting, secretary)


def test_changes_since_the_last_edition_are_counted(secretary, meeting):
    action = factories.make_action(places="Fès")
    actions.freeze(by=secretary)
    assert not offers(meeting, secretary)
    change = actions.Change(action.pk, BY_NAME["places"], "Tanger")
    actions.save(by=secretary, channel=Edit.Channel.FORM, changes=[change])
    (offer,) = offers(meeting, secretary)
    assert (offer.kind, offer.count, offer.rows) == (Kind.CHANGES, 1, [])
    assert "1" in offer.sentence
    assert offer.url.endswith("?old=1&new=live")
    add(secretary, meeting, Kind.CHANGES)
    (offer,) = offers(meeting, secretary)
    assert (offer.count, offer.on_it) == (0, 1)
    with pytest.raises(services.OnAgendaError):
        add(secretary, meeting, Kind.CHANGES)


def test_what_is_on_the_agenda_is_not_proposed_again_and_what_is_new_is(secretary, meeting):
    late = factories.make_action(status="agreed", end=YESTERDAY)
    links = {"actions": [late.pk]}
    item = add(secretary, meeting, Kind.LATE, links=links)
    found = offered(meeting, secretary)
    assert found[Kind.LATE] == found[Kind.SILENT] == ([], 0, 1)
    with pytest.raises(services.OnAgendaError):
        add(secretary, meeting, Kind.SILENT, links=links)
    another = factories.make_action(status="agreed", end=LAST_MONTH)
    assert offered(meeting, secretary)[Kind.LATE] == ([another], 1, 1)
    # Somebody else had both before her eyes.
    second = add(secretary, meeting, Kind.LATE, links={"actions": [late.pk, another.pk]})
    assert (list(item.actions.all()), list(second.actions.all())) == ([late], [another])
    # What is on the agenda of another meeting is proposed for this one.
    assert offered(factories.make_coming_meeting(), secretary)[Kind.LATE][1] == 2


def test_no_more_is_proposed_at_a_time_than_a_meeting_talks_about(secretary, meeting, monkeypatch):
    monkeypatch.setattr("meetings.proposing.FEW", 2)
    for day in range(3):
        factories.make_action(status="proposed", end=YESTERDAY - timedelta(days=day))
    (offer,) = offers(meeting, secretary)
    assert ([row.end for row in offer.rows], offer.count, offer.more) == (
        [YESTERDAY - timedelta(days=2), YESTERDAY - timedelta(days=1)],
        3,
        1,
    )
