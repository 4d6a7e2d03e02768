"""Meetings and their parts in the admin."""

import datetime

import pytest
from django.urls import reverse

from meetings.models import Attendance, DebatePoint, Decision, Meeting, Statement
from tests import factories
from tests.uploads import plain, said, url

pytestmark = pytest.mark.django_db
DAY = datetime.date(2008, 12, 24)


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def meeting():
    return factories.make_meeting(date=DAY)


def page(row, name):
    return reverse(f"admin:meetings_{row._meta.model_name}_{name}", args=[row.pk])


def form(**parts):
    """What the form of a meeting posts; `parts` are lists of rows by prefix."""
    data = {"title": "Réunion", "slug": "2009-01-15", "date": "15/01/2009"}
    for prefix in ("attendances", "statements", "debate_points", "decisions"):
        rows = parts.get(prefix, [])
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{field}": value for field, value in row.items()}
    return data


def test_meeting_is_added_with_all_its_parts(client, partner_a):
    action = factories.make_action()
    parts = {
        "attendances": [{"partner": partner_a.pk, "capacity": "gtm_member", "presence": "present", "number": 1}],
        "statements": [{"number": 1, "kind": "opening", "speaker": "M. X", "text": "Bienvenue"}],
        "debate_points": [{"number": 1, "text": "Une idée", "partners": [partner_a.pk], "actions": [action.pk]}],
        "decisions": [
            {"number": 1, "text": "Une suite", "status": "open", "due": "31/03/2009", "actions": [action.pk]}
        ],
    }
    client.post(url(Meeting, "add"), form(**parts))
    meeting = Meeting.objects.get(slug="2009-01-15")
    assert meeting.attendances.get().partner == partner_a
    assert meeting.statements.get().speaker == "M. X"
    assert list(meeting.debate_points.get().actions.all()) == [action]
    assert meeting.decisions.get().due == datetime.date(2009, 3, 31)


def test_what_calendars_show_raises_the_sequence(client, meeting):
    for title, expected in [("Réunion du GTM", 1), ("Réunion du GTM", 1), ("Comité", 2)]:
        client.post(page(meeting, "change"), form() | {"title": title, "date": "24/12/2008"})
        meeting.refresh_from_db()
        assert (meeting.title, meeting.sequence) == (title, expected)


def test_partner_twice_on_the_list_is_refused(client, partner_a):
    row = {"partner": partner_a.pk, "capacity": "gtm_member", "presence": "invited", "number": 1}
    response = client.post(url(Meeting, "add"), form(attendances=[row, row]))
    assert not Meeting.objects.exists()
    formset = response.context["inline_admin_formsets"][0].formset
    assert "en double" in plain(" ".join(formset.non_form_errors()))


def test_meeting_whose_decisions_led_to_actions_is_kept(client, meeting):
    meeting.decisions.create(number=1, text="…").actions.add(factories.make_action())
    assert said(client.post(page(meeting, "delete"), {"post": "yes"}, follow=True)) == [
        f"Impossible de supprimer « {meeting} » à cause de ses liens (1 action commune) : archivez plutôt cet élément."
    ]
    assert Meeting.objects.exists()


@pytest.mark.parametrize("part", ["decisions", "debate_points"])
def test_part_that_led_to_an_action_is_kept(client, meeting, part):
    row = getattr(meeting, part).create(number=1, text="…")
    row.actions.add(factories.make_action())
    [sentence] = said(client.post(page(row, "delete"), {"post": "yes"}, follow=True))
    assert sentence.endswith("à cause de ses liens (1 action commune) : supprimez d’abord ces liens.")
    assert type(row).objects.exists()


def test_unused_part_is_deleted(client, meeting):
    row = meeting.decisions.create(number=1, text="…")
    client.post(page(row, "delete"), {"post": "yes"})
    assert not Decision.objects.exists()


def test_parts_cannot_be_deleted_within_the_meeting(client, meeting):
    meeting.decisions.create(number=1, text="…")
    assert "decisions-0-DELETE" not in client.get(page(meeting, "change")).content.decode()


def test_decisions_are_found_by_words_and_status(client, meeting):
    meeting.decisions.create(number=1, text="Élargir le dialogue", status="done")
    meeting.decisions.create(number=2, text="Périodicité des réunions")
    listed = client.get(url(Decision, "changelist"), {"q": "periodicite REUNIONS"}).context["cl"].result_list
    assert [decision.number for decision in listed] == [2]
    listed = client.get(url(Decision, "changelist"), {"status__exact": "done"}).context["cl"].result_list
    assert [decision.number for decision in listed] == [1]


@pytest.mark.parametrize("size", [3, 30])
@pytest.mark.parametrize(
    ("model", "queries"), [(Meeting, 7), (Attendance, 6), (Statement, 6), (DebatePoint, 6), (Decision, 6)]
)
def test_list_takes_the_same_queries_at_any_size(client, django_assert_num_queries, model, queries, size):
    for number in range(size):
        partner = factories.make_partner(f"P{number}")
        meeting = factories.make_meeting(invited=[partner], date=DAY)
        meeting.statements.create(number=1, speaker="X", text="…", partner=partner)
        meeting.debate_points.create(number=1, text="…").partners.add(partner)
        meeting.decisions.create(number=1, text="…").partners.add(partner)
    with django_assert_num_queries(queries):
        client.get(url(model, "changelist"))
