"""What becomes of decisions: notes and evidence, who answers, reminders, and the cells that a decision changes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format

from actions import services as actions
from actions.columns import BY_NAME
from actions.models import CellEdit
from gtm.lib.files import PDF as PDF_TYPE
from meetings.models import Decision, FollowUp
from meetings.services import decisions as services
from meetings.services import reminders
from meetings.services.decisions import Assignment, StaleDecisionError, Standing
from partners.models import Mail
from tests import factories
from tests.attachments import PDF

pytestmark = pytest.mark.django_db
Status = Decision.Status
IN_A_MONTH = timezone.localdate() + timedelta(days=30)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def decision(partner_a, alice):
    return factories.make_decision(partners=[partner_a], number=3)


def follow_up(by, decision, status=Status.ONGOING, due=None, **said):
    given = {"token": uuid4(), "text": "Letter sent", "standing": Standing(status, due), "seen": Standing.of(decision)}
    return services.follow_up(by=by, decision=decision, **given | said)


def assign(by, decision, **changes):
    now = Assignment.of(decision)
    services.assign(by=by, decision=decision, seen=now, then=now._replace(**changes))
    decision.refresh_from_db()


def waiting(decision):
    return decision.mails.filter(state=Mail.State.WAITING).order_by("not_before", "pk")


# Follow-ups -------------------------------------------------------------------------------------


def test_follow_up_says_where_it_leaves_the_decision(secretary, decision):
    file = SimpleUploadedFile("letter.pdf", PDF)
    note = follow_up(secretary, decision, Status.DONE, IN_A_MONTH, file=(file, PDF_TYPE))
    decision.refresh_from_db()
    assert (decision.status, decision.due) == (note.status, note.due) == (Status.DONE, IN_A_MONTH)
    assert (note.author, note.text, note.name, note.size) == (secretary, "Letter sent", "letter.pdf", len(PDF))
    assert note.file.read() == PDF


def test_same_form_sent_twice_is_one_note_and_a_corrected_one_another(secretary, decision):
    said = {"token": uuid4(), "seen": Standing.of(decision)}
    first = follow_up(secretary, decision, **said)
    assert follow_up(secretary, decision, **said) == first
    corrected = follow_up(secretary, decision, text="Letter sent to all", **said)
    assert list(FollowUp.objects.order_by("pk")) == [first, corrected]


def test_state_that_somebody_else_changed_meanwhile_is_not_replaced(secretary, decision):
    seen = Standing.of(decision)
    follow_up(secretary, decision, Status.DROPPED)
    with pytest.raises(StaleDecisionError) as error:
        follow_up(secretary, decision, Status.DONE, seen=seen)
    assert "Abandonnée" in str(error.value)
    # Whoever leaves the state as it was only adds a note.
    assert follow_up(secretary, decision, *seen, seen=seen).status == Status.DROPPED
    assert FollowUp.objects.count() == 2


def test_whose_partner_answers_says_what_was_done_and_decides_nothing(alice, bob, reader, decision):
    note = follow_up(alice, decision, standing=None)
    assert (note.author, note.status) == (alice, Status.OPEN)
    for person, standing in [(alice, Standing(Status.DONE, None)), (bob, None), (reader, None)]:
        with pytest.raises(PermissionDenied):
            follow_up(person, decision, standing=standing)
    with pytest.raises(PermissionDenied):
        assign(alice, decision, responsible="Nobody")


# Who answers ------------------------------------------------------------------------------------


def test_who_answers_is_changed_and_told(secretary, decision, partner_b):
    action = factories.make_action(reference="A1-01")
    assign(secretary, decision, partners=(partner_b.pk,), due=date(2009, 6, 30), actions=(action.pk,))
    note = FollowUp.objects.get()
    assert list(decision.partners.all()) == [partner_b]
    assert list(decision.actions.all()) == [action]
    assert "AAA → BBB" in note.text
    assert "30 juin 2009" in note.text
    # Whoever sees the decision need not see the action.
    assert "A1-01" not in note.text


def test_same_assignment_sent_twice_is_told_once_and_a_stale_one_refused(secretary, decision):
    seen = Assignment.of(decision)
    for _time in range(2):
        services.assign(by=secretary, decision=decision, seen=seen, then=seen._replace(responsible="Le GTM"))
    assert FollowUp.objects.count() == 1
    with pytest.raises(StaleDecisionError, match="Le GTM"):
        services.assign(by=secretary, decision=decision, seen=seen, then=seen._replace(responsible="Le MAEC"))


# Reminders --------------------------------------------------------------------------------------


def test_reminders_wait_around_the_day_for_all_people_of_those_who_answer(settings, secretary, decision, partner_a):
    settings.PUBLIC_URL = "https://gtm.example"
    factories.make_contact(partner_a, name="Amina", email="amina@example.org")
    assign(secretary, decision, due=IN_A_MONTH)
    mails = waiting(decision)
    assert [(mail.not_before.date() - IN_A_MONTH).days for mail in mails] == [-3, -3, 1, 1, 7, 7]
    assert {mail.to for mail in mails} == {"alice@example.org", "amina@example.org"}
    for words in (decision.text, decision.meeting.title, f"https://gtm.example/meetings/decisions/{decision.pk}/"):
        assert all(words in mail.body for mail in mails)
    assert all("24 décembre 2008" in mail.subject and str(IN_A_MONTH.year) in mail.subject for mail in mails)


def test_reminders_follow_the_day_and_end_with_the_decision(secretary, decision):
    assign(secretary, decision, due=IN_A_MONTH)
    day = IN_A_MONTH + timedelta(days=4)  # the first reminder now leaves when the second one was to
    follow_up(secretary, decision, due=day)
    mails = waiting(decision)
    assert [(mail.not_before.date() - day).days for mail in mails] == [-3, 1, 7]
    assert all(date_format(day) in mail.body for mail in mails)
    assert decision.mails.filter(state=Mail.State.CANCELLED).count() == 2
    decision.refresh_from_db()
    follow_up(secretary, decision, Status.DONE, day)
    assert not waiting(decision)
    decision.refresh_from_db()
    follow_up(secretary, decision, Status.ONGOING, day)
    assert len(waiting(decision)) == 3


def test_reminders_follow_who_answers(secretary, decision, partner_a, partner_b, bob):
    assign(secretary, decision, due=IN_A_MONTH)
    assign(secretary, decision, partners=(partner_b.pk,))
    assert {mail.to for mail in waiting(decision)} == {bob.email}
    assign(secretary, decision, partners=())
    assert {mail.to for mail in waiting(decision)} == {secretary.email}


def test_reminders_say_what_the_decision_says_now(secretary, decision):
    assign(secretary, decision, due=IN_A_MONTH)
    before = [mail.pk for mail in waiting(decision)]
    decision.text = "Écrire au MAEC"
    decision.save()
    reminders.plan(by=secretary, decision=decision)
    assert [mail.pk for mail in decision.mails.all().order_by("pk")] == sorted(before)
    assert all("Écrire au MAEC" in mail.body for mail in waiting(decision))


def test_planning_again_changes_nothing(secretary, decision):
    assign(secretary, decision, due=IN_A_MONTH)
    before = list(decision.mails.values_list("pk", "state"))
    reminders.plan(by=secretary, decision=decision)
    assert list(decision.mails.values_list("pk", "state")) == before


def test_mornings_that_are_past_need_no_reminder(secretary, decision):
    assign(secretary, decision, due=timezone.localdate() - timedelta(days=3))
    assert [mail.not_before.date() - decision.due for mail in waiting(decision)] == [timedelta(days=7)]


def test_screens_of_the_administration_plan_them_as_well(as_user, secretary, decision):
    form = {"meeting": decision.meeting_id, "number": 3, "text": "…", "status": "open", "due": IN_A_MONTH.isoformat()}
    form |= {"partners": [partner.pk for partner in decision.partners.all()]}
    url = f"/admin/meetings/decision/{decision.pk}/change/"
    assert as_user(secretary).post(url, form).status_code == 302
    assert len(waiting(decision)) == 3


# What a decision changes in the table -----------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("end", date(2009, 6, 30), "30 juin 2009"),
        ("start", date(2009, 1, 5), "5 janvier 2009"),
        ("progress", 40, "40"),
        ("places", "Tanger", "Tanger"),
        ("remarks", "x" * 1000, "x…"),
        ("status", "agreed", "Convenue"),
    ],
)
def test_history_of_the_cell_names_the_decision(secretary, decision, column, value, words):
    action = factories.make_action(status="proposed", end=date(2010, 1, 1))
    decision.actions.add(action)
    change = actions.Change(action.pk, BY_NAME[column], value)
    outcome = services.change_action(by=secretary, decision=decision, changes=[change])
    told = CellEdit.objects.get(action=action, column=column).edit.reason
    assert told == outcome.edit.reason
    assert words in told
    assert "3" in told
    assert "24 décembre 2008" in told


def test_only_the_secretariat_changes_the_table_by_a_decision(alice, partner_a, decision):
    action = factories.make_action(lead=partner_a)
    decision.actions.add(action)
    change = actions.Change(action.pk, BY_NAME["places"], "Tanger")
    with pytest.raises(PermissionDenied):
        services.change_action(by=alice, decision=decision, changes=[change])
