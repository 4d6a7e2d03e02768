"""Requests: what each verb does, and that none can be said out of its turn or by somebody else."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import formats, timezone

from actions.models import TRANSITIONS, CellEdit, JointAction, Opinion, PartnerRequest, RequestEvent, Verb
from actions.services import requests as services
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db
State = PartnerRequest.State
ROLES = ["secretary", "reader", "alice", "bob", "outsider"]
# Who may say what, told once more than in the table itself: alice asks, bob is asked.
MAY = {
    "alice": {("submit", "draft")} | {("withdraw", state) for state in ("draft", "submitted", "deferred")},
    "bob": {("opine", "submitted")},
    "secretary": {(verb, "submitted") for verb in ("accept", "decline", "defer")}
    | {("reopen", "deferred")}
    | {("note", state) for state in set(State.values) - {"draft"}},
}
LEADS_TO = {
    "submit": "submitted",
    "accept": "accepted",
    "decline": "declined",
    "defer": "deferred",
    "reopen": "submitted",
    "withdraw": "withdrawn",
}
SAYS = {
    "opine": {"verdict": "favourable", "text": "Oui"},
    **{verb: {"reason": "Parce que"} for verb in ("note", "accept", "decline", "defer", "reopen")},
}


@pytest.fixture
def cast(secretary, reader, alice, bob, outsider):
    return {"secretary": secretary, "reader": reader, "alice": alice, "bob": bob, "outsider": outsider}


def make(alice, bob, state=State.SUBMITTED, **fields):
    """What alice's partner asks of bob's, in any state."""
    if state == State.ACCEPTED:
        fields["action"] = factories.make_action()
    return factories.make_request(alice.partner, alice, [bob.partner], state, **fields)


def values(**said):
    """What a form says."""
    blank = dict.fromkeys(["purpose", "expected_results", "needs", "currency"], "")
    blank |= dict.fromkeys(["budget", "axis", "call"])
    return blank | {"title": "Former", "agencies": [], "others": []} | said


@pytest.mark.parametrize(
    ("verb", "state", "role"), list(product([verb for verb in TRANSITIONS if verb != Verb.WRITE], State, ROLES))
)
def test_verb_is_said_in_its_turn_by_the_right_person(as_user, cast, alice, bob, verb, state, role):
    """Every verb × state × role, posted: the state moves, the log tells of it; or nothing at all changes."""
    found = make(alice, bob, state)
    may = (verb.value, state.value) in MAY.get(role, set())
    response = as_user(cast[role]).post(f"/requests/{found.pk}/{verb.value}/", SAYS.get(verb.value, {}))
    found.refresh_from_db()

    assert found.state == (LEADS_TO.get(verb.value, state) if may else state)
    told = RequestEvent.objects.values_list("verb", "before", "after", "author")
    assert list(told) == ([(verb, state, found.state, cast[role].pk)] if may else [])
    sees = PartnerRequest.objects.visible_to(cast[role]).filter(pk=found.pk).exists()
    allowed = sees and TRANSITIONS[verb].allows(cast[role], found)
    assert response.status_code == (302 if allowed else 403 if sees else 404)


@pytest.mark.parametrize("verb", [verb for verb, transition in TRANSITIONS.items() if transition.says_why])
def test_reason_is_required(as_user, secretary, alice, bob, verb):
    state = next(iter(TRANSITIONS[verb].sources & {State.SUBMITTED, State.DEFERRED}))
    found = make(alice, bob, state)

    assert as_user(secretary).post(f"/requests/{found.pk}/{verb.value}/", {"reason": " "}).status_code == 422
    with pytest.raises(ValidationError):
        getattr(services, verb.value)(by=secretary, request=found, reason="")
    assert not RequestEvent.objects.exists()


def test_services_refuse_what_the_screens_refuse(alice, bob, reader):
    found = make(alice, bob)
    with pytest.raises(PermissionDenied):
        services.accept(by=reader, request=found, reason="Oui")
    with pytest.raises(PermissionDenied):
        services.write(by=reader, token=found.token, values=values())
    with pytest.raises(PermissionDenied):
        services.write(by=bob, token=found.token, values=values())
    with pytest.raises(services.WrongStateError):
        services.write(by=alice, token=found.token, values=values())


# The draft --------------------------------------------------------------------------------------


def test_same_draft_sent_twice_is_one(alice):
    token = PartnerRequest().token
    first = services.write(by=alice, token=token, values=values())
    second = services.write(by=alice, token=token, values=values())

    assert first == second
    assert PartnerRequest.objects.count() == RequestEvent.objects.count() == 1


def test_stale_draft_is_refused_and_says_what_differs(alice):
    colleague = factories.make_focal_point("colleague@example.org", alice.partner)
    draft = services.write(by=alice, token=PartnerRequest().token, values=values())
    services.write(by=colleague, token=draft.token, values=values(title="Équiper"), revision=1)

    with pytest.raises(services.StaleDraftError) as refused:
        services.write(by=alice, token=draft.token, values=values(needs="Trois experts"), revision=1)
    assert refused.value.fields == ["title", "needs"]
    draft.refresh_from_db()
    assert (draft.title, draft.needs, draft.revision) == ("Équiper", "", 2)


def test_draft_without_all_it_needs_is_not_submitted(alice, bob):
    draft = make(alice, bob, State.DRAFT, axis=None, purpose="")
    draft.agencies.clear()

    assert len(draft.missing()) == 3
    with pytest.raises(ValidationError):
        services.submit(by=alice, request=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (State.DRAFT, "")


# Registration -----------------------------------------------------------------------------------


def test_numbers_follow_each_other_within_a_year(alice, bob):
    year = timezone.localdate().year
    make(alice, bob, number=f"R-{year}-041")
    make(alice, bob, number=f"R-{year - 1}-099")
    drafts = [make(alice, bob, State.DRAFT) for _ in range(2)]

    numbers = [services.submit(by=alice, request=draft).number for draft in drafts]
    assert numbers == [f"R-{year}-042", f"R-{year}-043"]


def test_submission_is_acknowledged_and_told_to_those_who_have_to_act(secretary, reader, alice, bob, outsider):
    factories.make_focal_point("gone@example.org", bob.partner, is_active=False)
    found = services.submit(by=alice, request=make(alice, bob, State.DRAFT))

    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {alice.email, secretary.email, bob.email}
    assert all(found.number in mail.subject for mail in mails.values())
    assert all(found.get_absolute_url() in mail.body for mail in mails.values())
    for person, within in (
        (alice, found.ANSWERED_WITHIN),
        (secretary, found.ANSWERED_WITHIN),
        (bob, found.OPINION_WITHIN),
    ):
        day = timezone.localdate(found.submitted_at + within)
        assert formats.date_format(day, "DATE_FORMAT") in mails[person.email].body


@pytest.mark.parametrize("verb", ["accept", "decline", "defer", "reopen", "withdraw", "opine", "note"])
def test_only_a_submission_writes_at_once(secretary, alice, bob, verb):
    """Nobody is asked to do anything by a date: the digest tells of the rest."""
    state = State.DEFERRED if verb == "reopen" else State.SUBMITTED
    by = {"withdraw": alice, "opine": bob}.get(verb, secretary)
    getattr(services, verb)(by=by, request=make(alice, bob, state), **SAYS.get(verb, {}))
    assert not Mail.objects.exists()


def test_withdrawn_draft_tells_nobody_and_stays_unseen(secretary, alice, bob):
    found = services.withdraw(by=alice, request=make(alice, bob, State.DRAFT))

    assert not Mail.objects.exists()
    assert not PartnerRequest.objects.visible_to(secretary).exists()
    assert list(PartnerRequest.objects.visible_to(alice)) == [found]


# Opinions ---------------------------------------------------------------------------------------


def test_later_opinion_supersedes_the_earlier_which_is_kept(alice, bob):
    found = make(alice, bob)
    said = {"by": bob, "request": found}
    first = services.opine(**said, verdict="favourable", text="Oui")
    assert services.opine(**said, verdict="favourable", text="Oui") == first
    second = services.opine(**said, verdict="unfavourable", text="Non")

    assert list(found.opinions.living()) == [second]
    assert list(found.opinions.superseded()) == [first]
    assert RequestEvent.objects.filter(verb=Verb.OPINE).count() == 2


def test_database_holds_one_living_opinion_an_agency(alice, bob):
    found = make(alice, bob)
    factories.make_opinion(found, bob.partner, bob)
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.make_opinion(found, bob.partner, bob)
    factories.make_opinion(found, bob.partner, bob, superseded_at=timezone.now())
    assert Opinion.objects.count() == 2


# The answer -------------------------------------------------------------------------------------


def test_accepted_request_becomes_an_action_with_what_it_says(secretary, alice, bob, outsider):
    said = {"expected_results": "40 agents formés", "needs": "Deux experts", "budget": 1250, "currency": "MAD"}
    found = make(alice, bob, **said)
    found.others.add(outsider.partner)
    action = services.accept(by=secretary, request=found, reason="Utile").action

    assert (action.title, action.axis, action.budget, action.currency) == (found.title, found.axis, 1250, "MAD")
    assert action.description == f"{found.purpose}\n\nDeux experts"
    assert action.expected_results == "40 agents formés"
    assert action.lead == alice.partner
    assert action.partners_as("technical_support") == [bob.partner]
    assert action.partners_as("to_be_involved") == [outsider.partner]
    assert found.number in CellEdit.objects.filter(action=action).first().edit.reason


def test_accepted_request_joins_an_action_in_which_the_partner_then_takes_part(secretary, alice, bob):
    action, found = factories.make_action(lead=bob.partner), make(alice, bob)
    services.accept(by=secretary, request=found, reason="Déjà prévu", action=action)

    assert JointAction.objects.count() == 1
    assert JointAction.objects.get().partners_as("to_be_involved") == [alice.partner]
    assert list(JointAction.objects.visible_to(alice)) == [action]
    assert list(action.requests.all()) == [found]


def test_acceptance_that_breaks_a_rule_changes_nothing(secretary, alice, bob):
    found = make(alice, bob)
    archived = factories.make_action(archived_at=timezone.now())
    with pytest.raises(ValidationError):
        services.accept(by=secretary, request=found, reason="Oui", action=archived)
    found.refresh_from_db()
    assert found.state == State.SUBMITTED


def test_reopened_request_has_no_answer_and_the_log_keeps_the_old_one(secretary, alice, bob):
    found = make(alice, bob)
    services.defer(by=secretary, request=found, reason="Budget 2027")
    found = services.reopen(by=secretary, request=found, reason="Budget voté")

    assert (found.answered_at, found.reason) == (None, "")
    assert [event.reason for event in found.events.all()] == ["Budget 2027", "Budget voté"]


def test_note_sent_twice_is_kept_once_and_stays_inside(secretary, reader, alice, bob):
    found = make(alice, bob)
    for _ in range(2):
        services.note(by=secretary, request=found, reason="Voir avec le ministre")

    assert RequestEvent.objects.visible_to(secretary).count() == 1
    for person in (reader, alice, bob):
        assert not RequestEvent.objects.visible_to(person).exists()


def test_log_is_never_altered(alice, bob):
    factories.make_request_event(make(alice, bob), alice)
    for change in (
        lambda: RequestEvent.objects.update(reason="x"),
        lambda: RequestEvent.objects.all().delete(),
        lambda: RequestEvent.objects.get().save(),
    ):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize(
    "broken",
    [
        {"number": ""},
        {"submitted_at": None},
        {"state": "draft"},
        {"state": "accepted"},
        {"state": "declined"},
        {"reason": "x"},
        {"state": "unknown"},
        {"budget": 10},
        {"budget": -1, "currency": "MAD"},
    ],
)
def test_database_refuses_a_row_that_cannot_be(alice, bob, broken):
    found = make(alice, bob)
    with pytest.raises(DatabaseError), transaction.atomic():
        PartnerRequest.objects.filter(pk=found.pk).update(**broken)


def test_delays_are_counted_in_days(alice, bob):
    found = make(alice, bob, State.DECLINED)
    day = timedelta(days=1)
    PartnerRequest.objects.update(submitted_at=F("answered_at") - 9 * day)
    factories.make_opinion(found, bob.partner, bob, at=found.answered_at - 4 * day)
    found = PartnerRequest.objects.with_first_opinion().get()

    assert (found.days_to_opinion, found.days_to_answer) == (5, 9)


def test_opinions_and_answer_are_awaited_by_a_day(alice, bob):
    assert make(alice, bob, State.DRAFT).answer_due is make(alice, bob, State.DRAFT).opinion_due is None
    found = make(alice, bob, submitted_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC))  # 2 November in Morocco
    assert (found.opinion_due, found.answer_due) == (date(2026, 11, 17), date(2026, 12, 2))


def test_late_is_submitted_too_long_ago(alice, bob):
    long_ago = timezone.now() - PartnerRequest.ANSWERED_WITHIN - timedelta(hours=1)
    late = make(alice, bob, submitted_at=long_ago)
    make(alice, bob)
    make(alice, bob, State.DECLINED, submitted_at=long_ago)

    assert list(PartnerRequest.objects.filter(PartnerRequest.objects.late_condition())) == [late]
    assert [found.is_late for found in PartnerRequest.objects.order_by("pk")] == [True, False, False]
