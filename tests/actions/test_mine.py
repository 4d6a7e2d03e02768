"""What concerns a focal point, on one page: what is asked of her, the actions of her partner, her meetings."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.models import CallForProposals, JointAction, Participation, PartnerRequest, ProgressReport
from meetings.models import Meeting
from tests import factories
from tests.uploads import plain

pytestmark = pytest.mark.django_db
MINE = reverse("actions:mine")
Role, Status, State = Participation.Role, JointAction.Status, PartnerRequest.State


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def mine(client):
    response = client.get(MINE)
    assert response.status_code == 200
    return response.context["mine"]


def text_of(client):
    return plain(client.get(MINE).content.decode())


def asked(client):
    """{path: day} of what is asked."""
    return {ask.path: ask.due for ask in mine(client).asks}


def report_on(action):
    return reverse("actions:add_report", args=[action.reference])


# Whose page it is -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["secretary", "reader"])
def test_others_are_sent_to_the_table(request, as_user, who):
    client = as_user(request.getfixturevalue(who))
    assert client.get(MINE).url == reverse("actions:table")
    assert MINE not in client.get(reverse("actions:table")).content.decode()


def test_desk_of_a_focal_point_leads_there(as_user, alice):
    client = as_user(alice)
    assert f'href="{MINE}"' in client.get("/").content.decode()
    page = client.get(MINE).content.decode()
    assert f'<a href="{MINE}" aria-current="true">' in page
    assert page.count('aria-current="true"') == 1


def test_whoever_has_nothing_is_told_what_to_do(as_user, outsider):
    factories.make_action()
    page = text_of(as_user(outsider))
    assert page.count("empty-state") == 2
    assert reverse("requests:add") in page


# The actions ------------------------------------------------------------------------------------


def test_actions_stand_under_the_first_of_their_roles(as_user, alice, bob):
    led = factories.make_action(lead=alice.partner)
    factories.take_part(led, alice.partner, Role.FUNDING)
    funded = factories.make_action(lead=bob.partner)
    factories.take_part(funded, alice.partner, Role.FUNDING)
    factories.make_action(lead=bob.partner)
    factories.make_action(lead=alice.partner, archived_at=timezone.now())

    groups = mine(as_user(alice)).groups

    assert [(role, [own.action for own in ones]) for role, ones in groups] == [
        (Role.LEAD, [led]),
        (Role.FUNDING, [funded]),
    ]
    assert groups[0][1][0].roles == [Role.LEAD, Role.FUNDING]


def test_row_tells_how_the_action_stands(as_user, alice, bob):
    action = factories.make_action(lead=alice.partner, status="ongoing", progress=40, end=date(2008, 12, 24))
    factories.take_part(action, bob.partner)
    factories.make_report(action, alice, date=date(2008, 6, 30))
    factories.make_report(action, alice, date=date(2008, 7, 1), archived_at=timezone.now())
    factories.make_confirmation(action, bob)

    client = as_user(alice)
    page = text_of(client)

    for told in ("En retard", "40 %", "24/12/2008", "30/06/2008", "Bob (BBB)"):
        assert told in page, told
    (own,) = mine(client).actions
    assert not own.is_confirmed  # by her own partner
    factories.make_confirmation(action, alice)
    (own,) = mine(client).actions
    assert own.is_confirmed
    assert own.confirmation.author == alice


# What is asked ----------------------------------------------------------------------------------


def test_edition_without_answer_is_to_confirm(as_user, secretary, alice, bob):
    edition = services.freeze(by=secretary, even_unchanged=True)
    sent = factories.make_transmission(edition, alice.partner, secretary, due=today(-1))
    factories.make_transmission(edition, bob.partner, secretary)
    answered = factories.make_transmission(edition, alice.partner, secretary)
    services.transmission.answer(by=secretary, transmission=answered, answer="nothing")
    client = as_user(alice)

    assert list(mine(client).transmissions) == [sent]
    page = text_of(client)
    assert page.count('class="late"') == 1
    assert reverse("actions:confirm_edition", args=[sent.pk]) in page
    assert reverse("actions:workbook", args=[sent.workbook.identity]) in page
    assert f"{reverse('actions:send_back')}?edition=1" in page


EVERY = ProgressReport.EXPECTED_EVERY.days


@pytest.mark.parametrize(
    ("status", "role", "reported", "start", "is_due"),
    [
        (Status.ONGOING, Role.LEAD, None, None, True),
        (Status.AGREED, Role.CO_LEAD, None, -1, True),
        (Status.ONGOING, Role.IMPLEMENTING, -EVERY - 1, None, True),
        (Status.ONGOING, Role.LEAD, -EVERY, None, False),
        (Status.ONGOING, Role.FUNDING, None, None, False),
        (Status.ONGOING, Role.LEAD, None, 1, False),
        (Status.PROPOSED, Role.LEAD, None, None, False),
        (Status.COMPLETED, Role.LEAD, None, None, False),
        (Status.SUSPENDED, Role.LEAD, None, None, False),
    ],
)
def test_report_is_due_of_those_who_carry_out(as_user, alice, bob, status, role, reported, start, is_due):
    action = factories.make_action(status=status, start=None if start is None else today(start))
    factories.take_part(action, alice.partner, role)
    if reported is not None:
        # Whoever of them reported.
        factories.make_report(action, bob, date=today(reported))
    found = asked(as_user(alice))
    assert (report_on(action) in found) == is_due
    if is_due:
        assert found[report_on(action)] == (reported and today(reported + EVERY))


def test_withdrawn_report_is_none(as_user, alice):
    action = factories.make_action(lead=alice.partner, status=Status.ONGOING)
    factories.make_report(action, alice, archived_at=timezone.now())
    assert report_on(action) in asked(as_user(alice))


def test_opinion_is_asked_until_it_is_given(as_user, alice, bob):
    found = factories.make_request(bob.partner, bob, [alice.partner])
    for state in (State.DRAFT, State.DECLINED, State.WITHDRAWN):
        factories.make_request(bob.partner, bob, [alice.partner], state)
    factories.make_request(bob.partner, bob, [factories.make_partner()])
    client = as_user(alice)
    assert asked(client) == {found.get_absolute_url(): found.opinion_due}
    factories.make_opinion(found, alice.partner, alice, superseded_at=timezone.now())
    assert asked(client)
    factories.make_opinion(found, alice.partner, alice)
    assert not asked(client)


@pytest.fixture
def call(secretary, alice):
    return factories.make_call(secretary, [alice.partner])


def test_open_call_is_to_answer_until_a_request_answers_it(as_user, alice, bob, call):
    client = as_user(alice)
    assert asked(client) == {call.get_absolute_url(): call.deadline}
    draft = factories.make_request(alice.partner, alice, [], State.DRAFT, call=call)
    factories.make_request(bob.partner, bob, [], call=call)
    assert asked(client) == {call.get_absolute_url(): call.deadline, draft.get_absolute_url(): call.deadline}
    factories.make_request(alice.partner, alice, [], call=call)
    assert set(asked(client)) == {draft.get_absolute_url()}
    assert not asked(as_user(bob))


@pytest.mark.parametrize("changes", [{"sent_at": None}, {"deadline": today(-1)}])
def test_call_that_is_not_open_asks_nothing(as_user, alice, call, changes):
    CallForProposals.objects.update(**changes)
    assert not asked(as_user(alice))


def test_drafts_are_to_finish_and_only_ones_own(as_user, alice, bob):
    draft = factories.make_request(alice.partner, alice, [bob.partner], State.DRAFT)
    assert asked(as_user(alice)) == {draft.get_absolute_url(): None}
    assert not asked(as_user(bob))


def test_what_has_a_day_comes_first(as_user, alice, bob):
    factories.make_request(alice.partner, alice, [bob.partner], State.DRAFT)
    factories.make_request(bob.partner, bob, [alice.partner])
    action = factories.make_action(lead=alice.partner, status=Status.ONGOING)
    factories.make_report(action, alice, date=today(-EVERY - 10))
    days = list(asked(as_user(alice)).values())
    assert days == [today(-10), today(15), None]


# The rest ---------------------------------------------------------------------------------------


def test_meetings_are_the_next_ones_and_the_last(as_user, alice, bob):
    made = {days: factories.make_meeting([alice.partner], date=today(days)) for days in (-40, -30, -20, -10, 0, 7, 3)}
    factories.make_meeting([bob.partner], date=today(1))
    factories.make_meeting([alice.partner], date=today(1), archived_at=timezone.now())
    found = mine(as_user(alice)).meetings
    assert [one.meeting for one in found["upcoming"]] == [made[0], made[3], made[7]]
    assert [one.meeting for one in found["past"]] == [made[-10], made[-20], made[-30]]
    assert Meeting.objects.count() == 9


def test_last_circulated_edition_is_there_to_read(as_user, secretary, alice, bob):
    client = as_user(alice)
    assert mine(client).edition is None
    edition = services.freeze(by=secretary, even_unchanged=True)
    factories.make_transmission(edition, bob.partner, secretary)
    services.freeze(by=secretary, even_unchanged=True)
    assert mine(client).edition == edition
    page = text_of(client)
    assert edition.get_absolute_url() in page
    assert reverse("actions:edition_workbook", args=[edition.number]) in page


def test_page_takes_the_same_queries_for_any_number(as_user, secretary, alice, bob, django_assert_num_queries):
    client = as_user(alice)
    for number in (1, 8):
        for _ in range(number):
            action = factories.make_action(lead=alice.partner, status=Status.ONGOING)
            factories.take_part(action, bob.partner)
            factories.take_part(action, alice.partner, Role.FUNDING)
            factories.make_report(action, alice, date=today(-EVERY - 1))
            factories.make_confirmation(action, alice)
            factories.make_request(bob.partner, bob, [alice.partner])
            factories.make_request(alice.partner, alice, [bob.partner], State.DRAFT)
            factories.make_meeting([alice.partner], date=today(3))
            factories.make_meeting([alice.partner], date=today(-3))
            edition = services.freeze(by=secretary, even_unchanged=True)
            factories.make_transmission(edition, alice.partner, secretary)
        with django_assert_num_queries(13):
            client.get(MINE)


def test_what_she_may_not_say_changes_nothing(as_user, alice, bob):
    """Every other field of the models may be posted, and only what the form is about is taken."""
    action = factories.make_action(lead=alice.partner, progress=10)
    foreign = {
        "author": bob.pk,
        "action": 1,
        "partner": bob.partner_id,
        "at": "2001-01-01",
        "archived_at": "2001-01-01",
        "is_internal": "on",
        "progress": "100",
        "status": "completed",
        "internal_notes": "intruder",
    }
    client = as_user(alice)
    client.post(reverse("actions:confirm", args=[action.reference]), foreign | {"seen": "0"})
    client.post(report_on(action), foreign | {"date": "24/12/2008", "text": "Avancé"})
    client.post(reverse("actions:send_back"), foreign | {"files": SimpleUploadedFile("a.csv", b"a;b\n1;2")})

    (confirmation,), (report,) = action.confirmations.all(), action.reports.all()
    for made in (confirmation, report):
        assert (made.author, made.action) == (alice, action)
    assert confirmation.partner == alice.partner
    assert confirmation.at.date() == timezone.now().date()
    assert report.archived_at is None
    (change_set,) = alice.partner.change_sets.all()
    assert change_set.received_by == alice
    action.refresh_from_db()
    assert (action.progress, action.status, action.internal_notes) == (10, "proposed", "")
