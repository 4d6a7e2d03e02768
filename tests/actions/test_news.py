"""What a person is told of: what others did, in one sentence for each action, proposal or request."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from actions.columns import ARCHIVED, BY_NAME
from actions.models import (
    CallForProposals,
    Comment,
    Confirmation,
    Edit,
    Edition,
    JointAction,
    PartnerRequest,
    RowChange,
    Verb,
    Verdict,
)
from actions.news import news
from actions.services import archive, commenting, proposing, save
from actions.services import reports as parts
from actions.services.saving import Change
from actions.services.undoing import undo
from actions.snapshots import LiveTable, take
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(user, since=None, until=None):
    """The sentences of the last day, in English."""
    now = timezone.now()
    with translation.override("en"):
        found = news(user, since or now - DAY, until or now + DAY)
    assert all(items for _heading, items in found)
    return [sentence for _heading, items in found for sentence, _path in items]


@pytest.fixture
def action(alice, bob):
    """An action of alice's and bob's partners, which nobody has touched yet."""
    return factories.make_action(lead=alice.partner, partners=[bob.partner], reference="A1-01", title="Former")


def change(by, action, **values):
    """Save values as the table does; return the Edit."""
    changes = [Change(action.pk, BY_NAME[name], value) for name, value in values.items()]
    outcome = save(by=by, channel=Edit.Channel.TABLE, changes=changes)
    assert not outcome.refusals
    return outcome.edit


# Actions ----------------------------------------------------------------------------------------


def test_changes_of_an_action_are_one_sentence(secretary, alice, action):
    change(secretary, action, places="Oujda")
    assert told(alice) == ["A1-01 Former: changed: places"]
    change(secretary, action, places="Tanger", beneficiaries="Jeunes", remarks="Vu")
    assert told(alice) == ["A1-01 Former: changed: places, beneficiaries and remarks"]
    change(secretary, action, progress=20, indicators="Un")
    (sentence,) = told(alice)
    assert sentence.endswith("places, beneficiaries and 3 other values")


def test_each_is_told_of_the_others(secretary, reader, alice, bob, outsider, action):
    factories.make_report(action, bob)
    change(secretary, action, places="Oujda")
    assert told(alice)
    assert told(bob)
    assert told(reader)
    assert told(secretary) == [], "of her own act nothing"
    assert told(factories.make_secretary("colleague@example.org")) == [], "nor her colleague, who keeps the same table"
    assert told(outsider) == []


def test_time_is_cut_sharply(secretary, alice, action):
    """What one digest leaves out the next one tells, and nothing is told by both."""
    at = change(secretary, action, places="Oujda").at
    assert told(alice, at - DAY, at) == []
    assert told(alice, at, at + DAY)
    assert told(alice, at + timedelta(microseconds=1), at + DAY) == []


def test_what_was_taken_back_is_no_news(secretary, alice, action):
    edit = change(secretary, action, places="Oujda")
    undo(by=secretary, edit=edit)
    assert told(alice) == []


def test_internal_notes_are_told_to_nobody(secretary, alice, reader, action):
    change(secretary, action, internal_notes="Attendre")
    for person in (alice, reader, factories.make_secretary("colleague@example.org")):
        assert told(person) == []


def test_reports_and_comments_are_counted(secretary, alice, bob, action):
    report = factories.make_report(action, bob)
    parts_edit = Edit.objects.create(author=bob, channel=Edit.Channel.FORM)
    parts_edit.cells.create(action=action, column="reports", part=report.pk, after="Fait")
    for number in range(2):
        Comment.objects.create(action=action, author=bob, text=f"Bien {number}")
    expected = ["A1-01 Former: a progress report (BBB); 2 comments"]
    assert told(alice) == told(secretary) == expected
    assert told(bob) == []


def test_report_of_the_secretariat(secretary, alice, action):
    report = factories.make_report(action, secretary)
    parts.write(by=secretary, part=report, seen=str(report))
    report.text = "Autre"
    parts.write(by=secretary, part=report, seen=str(type(report).objects.get()))
    assert told(alice) == ["A1-01 Former: a progress report (the secretariat)"]


def test_what_was_withdrawn_is_told_to_nobody(secretary, alice, bob, action):
    report = factories.make_report(action, bob, archived_at=timezone.now())
    milestone = factories.make_milestone(action, archived_at=timezone.now())
    document = factories.make_document(report)
    edit = Edit.objects.create(author=bob, channel=Edit.Channel.FORM)
    for part in (report, milestone, document):
        edit.cells.create(action=action, column=part.column, part=part.pk, after="Fait")
    comment = commenting.say(by=bob, token=uuid4(), action=action, text="Oubliez")
    commenting.withdraw(by=bob, comment=comment)
    assert told(alice) == told(secretary) == []


def test_internal_comments_are_told_to_nobody(secretary, alice, action):
    Comment.objects.create(action=action, author=secretary, text="Entre nous", is_internal=True)
    assert told(alice) == told(factories.make_secretary("colleague@example.org")) == []


def test_archived_action_is_told_to_nobody(secretary, alice, bob, action):
    change(secretary, action, places="Oujda")
    Comment.objects.create(action=action, author=bob, text="Bien")
    archive(by=secretary, channel=Edit.Channel.TABLE, actions=[action])
    assert ARCHIVED.name == "archived"
    assert told(alice) == told(secretary) == []


def test_reader_is_told_how_many_actions_moved(secretary, reader, bob, action):
    change(secretary, action, places="Oujda")
    Comment.objects.create(action=action, author=bob, text="Bien")
    Comment.objects.create(action=factories.make_action(), author=bob, text="Bien")
    (sentence,) = told(reader)
    assert sentence.startswith("2 ")


def test_confirmations_are_counted_for_the_secretariat(secretary, alice, bob, action):
    for number in range(3):
        found = action if number else factories.make_action(lead=alice.partner)
        Confirmation.objects.create(action=found, partner=alice.partner, author=alice)
    assert told(secretary) == ["AAA: 2 actions confirmed"]
    assert told(bob) == []


# Proposed changes -------------------------------------------------------------------------------


def test_secretariat_is_told_of_what_came_in(secretary, alice, bob):
    factories.make_change_set(alice.partner, received_by=alice, name="retour.xlsx")
    factories.make_change_set(bob.partner, received_by=secretary, name="saisi.xlsx")
    assert told(secretary) == ["AAA: Returned workbook “retour.xlsx”"]
    assert told(alice) == []
    assert told(bob) == ["BBB: Returned workbook “saisi.xlsx”"]


def test_proposal_is_told_unless_it_was_taken_back(secretary, alice, bob, action):
    cells = {"places": (None, "Oujda")}
    proposal = proposing.propose(by=alice, action=action, cells=cells)
    assert told(secretary) == ["AAA: Proposal for A1-01"]
    assert told(bob) == []
    proposing.withdraw(by=alice, change_set=proposal)
    assert told(secretary) == []


def test_sender_is_told_of_the_verdicts(secretary, alice, bob, action):
    long_ago = timezone.now() - 9 * DAY
    mine = factories.make_change_set(alice.partner, received_by=alice, received_at=long_ago, name="retour.xlsx")
    decided = {"decided_by": secretary, "decided_at": timezone.now()}
    for column in ("places", "beneficiaries", "remarks"):
        factories.propose(mine, action, column, "x", verdict=Verdict.ACCEPTED, **decided)
    factories.propose(mine, action, "indicators", "x", verdict=Verdict.REFUSED, **decided)
    factories.propose(mine, action, "title", "x")
    factories.make_row_change(mine, RowChange.Kind.NEW, verdict=Verdict.REFUSED, **decided)
    assert told(alice) == ["Returned workbook “retour.xlsx”: 3 accepted; 2 refused"]
    assert told(bob) == told(secretary) == []


# Requests ---------------------------------------------------------------------------------------


@pytest.fixture
def request_of_alice(alice, bob):
    return factories.make_request(alice.partner, alice, [bob.partner], title="Former", number="R-2008-007")


def test_request_is_one_sentence_for_each(secretary, reader, alice, bob, outsider, request_of_alice):
    factories.make_request_event(request_of_alice, alice, Verb.SUBMIT)
    for _twice in range(2):
        factories.make_request_event(request_of_alice, bob, Verb.OPINE)
    factories.make_request_event(request_of_alice, secretary, Verb.ACCEPT)
    head = "R-2008-007 Former (AAA): "
    assert told(secretary) == [head + "submitted; opinion (BBB)"]
    assert told(alice) == [head + "opinion (BBB); accepted"]
    assert told(bob) == [head + "submitted; accepted"]
    assert told(reader) == [head + "submitted; opinion (BBB); accepted"]
    assert told(outsider) == []


def test_notes_and_drafts_are_told_to_nobody(secretary, alice, bob, request_of_alice):
    colleagues = [
        factories.make_secretary("colleague@example.org"),
        factories.make_focal_point("x@example.org", alice.partner),
    ]
    factories.make_request_event(request_of_alice, secretary, Verb.NOTE, reason="Entre nous")
    draft = factories.make_request(alice.partner, alice, [bob.partner], PartnerRequest.State.DRAFT)
    factories.make_request_event(draft, alice, Verb.WRITE)
    withdrawn = factories.make_request(
        alice.partner, alice, [bob.partner], PartnerRequest.State.WITHDRAWN, number="", submitted_at=None
    )
    factories.make_request_event(withdrawn, alice, Verb.WITHDRAW)
    for person in (alice, bob, secretary, *colleagues):
        assert told(person) == []


# Editions and calls -----------------------------------------------------------------------------


def test_edition_is_told_of_once_it_is_circulated(secretary, reader, alice, outsider, partner_a, partner_b):
    long_ago = timezone.now() - 9 * DAY
    edition = Edition.objects.create(
        number=4, snapshot=take(LiveTable(JointAction.objects.none())), frozen_by=secretary, frozen_at=long_ago
    )
    assert told(reader) == []
    factories.make_transmission(edition, partner_a, secretary)
    for person in (reader, alice, outsider):
        assert told(person) == ["Edition 4: circulated"]
    assert told(secretary) == []


def test_edition_that_another_had_before_is_no_news(secretary, reader, partner_a, partner_b):
    edition = Edition.objects.create(
        number=4, snapshot=take(LiveTable(JointAction.objects.none())), frozen_by=secretary
    )
    factories.make_transmission(edition, partner_a, secretary, sent_at=timezone.now() - 9 * DAY)
    factories.make_transmission(edition, partner_b, secretary)
    assert told(reader) == []


def test_call_is_told_to_those_whom_it_invites(secretary, reader, alice, bob):
    edition = Edition.objects.create(
        number=4, snapshot=take(LiveTable(JointAction.objects.none())), frozen_by=secretary
    )
    said = {"reference": "GTM/7", "title": "Appel", "deadline": "2090-01-31", "edition": edition, "author": secretary}
    call = CallForProposals.objects.create(**said, date="2008-12-24")
    call.invited.add(alice.partner)
    assert told(alice) == []
    CallForProposals.objects.update(sent_at=timezone.now())
    for person in (reader, alice):
        assert told(person) == ["GTM/7 Appel: requests are awaited until Jan. 31, 2090"]
    assert told(bob) == told(secretary) == []


# How it is asked --------------------------------------------------------------------------------


def make_everything_happen(secretary, alice, bob):
    action = factories.make_action(lead=alice.partner, partners=[bob.partner])
    change(secretary, action, places="Oujda")
    report = factories.make_report(action, bob)
    bob_edit = Edit.objects.create(author=bob, channel=Edit.Channel.FORM)
    bob_edit.cells.create(action=action, column="reports", part=report.pk, after="Fait")
    Comment.objects.create(action=action, author=bob, text="Bien")
    Confirmation.objects.create(action=action, partner=bob.partner, author=bob)
    change_set = factories.make_change_set(alice.partner, received_by=bob)
    said = {"verdict": Verdict.REFUSED, "decided_by": bob, "decided_at": timezone.now()}
    factories.propose(change_set, action, "places", "x", **said)
    asked = factories.make_request(alice.partner, alice, [bob.partner])
    factories.make_request_event(asked, bob, Verb.OPINE)


@pytest.mark.parametrize("role", ["secretary", "reader", "alice"])
def test_number_of_queries_is_fixed(secretary, reader, alice, bob, role):
    person = {"secretary": secretary, "reader": reader, "alice": alice}[role]
    taken = []
    for number in (1, 20):
        for _time in range(number):
            make_everything_happen(secretary, alice, bob)
        with CaptureQueriesContext(connection) as queries:
            assert told(person)
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 12


def test_long_titles_are_cut(secretary, alice, action):
    change(secretary, action, title="Former " * 40)
    (sentence,) = told(alice)
    assert len(sentence) < 130
