"""The screens of decisions: who sees which, the filter, the forms with what stands in their way, and the workbook."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from actions import services as actions
from actions.columns import BY_NAME
from actions.models import Edit
from meetings.models import Decision, FollowUp
from tests import factories
from tests.attachments import PDF

pytestmark = pytest.mark.django_db
LIST = "/meetings/decisions/"
YESTERDAY = timezone.localdate() - timedelta(days=1)
make = factories.make_decision


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def decision(partner_a, alice):
    return make(partners=[partner_a], number=3)


def text(response):
    return " ".join(response.content.decode().split())


def listed(client, query=""):
    return list(client.get(LIST + query).context["page"])


# The list ---------------------------------------------------------------------------------------


def test_each_sees_the_decisions_of_her_meetings_and_those_for_which_her_partner_answers(
    as_user, secretary, reader, alice, bob, outsider, partner_a, partner_b
):
    own = make(partners=[partner_a])
    elsewhere = make(factories.make_meeting([partner_b]), partners=[partner_a])
    archived = make(factories.make_meeting(archived_at=timezone.now()), partners=[partner_a])
    for person, expected in [
        (secretary, {own, elsewhere, archived}),
        (reader, {own, elsewhere}),
        (alice, {own, elsewhere}),
        (bob, {elsewhere}),
        (outsider, set()),
    ]:
        client = as_user(person)
        assert set(listed(client)) == expected
        statuses = [client.get(one.get_absolute_url()).status_code for one in (own, elsewhere, archived)]
        assert statuses == [200 if one in expected else 404 for one in (own, elsewhere, archived)]
    # The minutes of a meeting to which she was not invited stay closed to her.
    assert elsewhere.meeting.get_absolute_url() not in text(as_user(alice).get(elsewhere.get_absolute_url()))


def test_most_urgent_come_first_and_what_is_closed_last(as_user, secretary):
    done, undated = make(due="2008-01-01", status="done"), make()
    later, late = make(due=YESTERDAY + timedelta(days=9)), make(due=YESTERDAY, status="ongoing")
    page = as_user(secretary).get(LIST)
    assert list(page.context["page"]) == [late, later, undated, done]
    assert (page.context["open"], page.context["late"], page.context["hidden"]) == (3, 1, 0)


def test_list_is_filtered_and_says_how_many_are_hidden(as_user, secretary, partner_a):
    late = make(due=YESTERDAY, text="Étudier les écoles", partners=[partner_a])
    done = make(status="done", meeting=factories.make_meeting(slug="spring"))
    client = as_user(secretary)
    for query, expected in [
        ("state=done", [done]),
        ("state=to-do", [late]),
        ("late=yes", [late]),
        ("late=no", [done]),
        (f"partner={partner_a.slug}", [late]),
        ("meeting=spring", [done]),
        ("q=ETUDIER ecole", [late]),
        ("q=etudier+nothing", []),
    ]:
        assert listed(client, f"?{query}") == expected, query
    assert client.get(f"{LIST}?late=yes").context["hidden"] == 1
    assert client.get(f"{LIST}?state=nonsense").status_code == 400
    assert client.get(f"{LIST}workbook/?state=nonsense").status_code == 400


@pytest.mark.parametrize("person", ["secretary", "alice"])
def test_number_of_queries_does_not_grow(as_user, request, person, secretary, partner_a, django_assert_num_queries):
    client = as_user(request.getfixturevalue(person))
    for size in (2, 20):
        for _number in range(size):
            one = make(partners=[partner_a], due=YESTERDAY)
            one.actions.add(factories.make_action(lead=partner_a))
            factories.make_follow_up(one, secretary)
        with django_assert_num_queries(12):
            client.get(LIST)


def test_long_list_has_pages(as_user, secretary):
    meeting = factories.make_meeting()
    Decision.objects.bulk_create(Decision(meeting=meeting, number=number, text="…") for number in range(60))
    assert len(listed(as_user(secretary), "?page=2")) == 10


# One decision -----------------------------------------------------------------------------------


def sent(decision, **said):
    seen = {"seen_status": decision.status, "seen_due": decision.due or ""}
    now = {"status": decision.status, "due": decision.due or "", "token": uuid4(), "text": "Letter sent"}
    return seen | now | said


def test_a_decision_is_followed_to_done_with_evidence(as_user, secretary, alice, bob, decision):
    client = as_user(secretary)
    file = SimpleUploadedFile("letter.pdf", PDF)
    answer = client.post(f"{LIST}{decision.pk}/follow-up/", sent(decision, status="done", file=file))
    assert answer.url == decision.get_absolute_url()
    decision.refresh_from_db()
    note = FollowUp.objects.get()
    assert decision.status == note.status == "done"
    url = f"{LIST}evidence/{note.pk}/"
    assert url in text(client.get(decision.get_absolute_url()))
    evidence = as_user(alice).get(url)
    assert b"".join(evidence) == PDF
    assert evidence["X-Content-Type-Options"] == "nosniff"
    assert evidence["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert "sandbox" in evidence["Content-Security-Policy"]
    assert as_user(bob).get(url).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " ", "status": "done"}, "text"),
        ({"status": "nonsense"}, "status"),
        ({"due": "tomorrow"}, "due"),
        ({"file": SimpleUploadedFile("run.pdf", b"MZ\x00\x01")}, "file"),
        ({"token": "nonsense"}, "token"),
    ],
)
def test_what_is_refused_is_said_and_nothing_typed_is_lost(as_user, secretary, decision, said, field):
    answer = as_user(secretary).post(f"{LIST}{decision.pk}/follow-up/", sent(decision, text="Kept words") | said)
    assert answer.status_code == 422
    assert answer.context["follow"].errors[field]
    assert "Kept words" in text(answer) or field == "text"
    assert not FollowUp.objects.exists()


def test_stale_page_is_refused_with_a_sentence_and_saved_the_second_time(as_user, secretary, decision):
    client, form = as_user(secretary), sent(decision, status="done", text="Kept words")
    Decision.objects.update(status="dropped")
    answer = client.post(f"{LIST}{decision.pk}/follow-up/", form)
    assert answer.status_code == 409
    assert "Abandonnée" in text(answer)
    assert "Kept words" in text(answer)
    shown = answer.context["follow"]
    again = form | {name: shown[name].value() for name in ("seen_status", "seen_due")}
    assert client.post(f"{LIST}{decision.pk}/follow-up/", again).status_code == 302
    decision.refresh_from_db()
    assert decision.status == "done"


def test_whose_partner_answers_adds_a_note_and_no_more(as_user, alice, bob, reader, decision):
    page = as_user(alice).get(decision.get_absolute_url())
    assert "status" not in page.context["follow"].fields
    assert page.context["assign"] is None
    as_user(alice).post(f"{LIST}{decision.pk}/follow-up/", sent(decision, status="done"))
    note = FollowUp.objects.get()
    assert (note.author, note.status) == (alice, "open")
    assert as_user(reader).get(decision.get_absolute_url()).context["follow"] is None
    for person, status in [(reader, 403), (bob, 404)]:
        for verb in ("follow-up", "assign"):
            answer = as_user(person).post(f"{LIST}{decision.pk}/{verb}/", sent(decision))
            assert answer.status_code == status


def test_who_answers_is_changed_on_the_page(as_user, secretary, decision, partner_b):
    action, client = factories.make_action(reference="A1-07"), as_user(secretary)
    form = client.get(decision.get_absolute_url()).context["assign"]
    said = {"seen": form["seen"].value(), "responsible": "Le GTM", "partners": [partner_b.pk], "due": "2009-06-30"}
    unknown = client.post(f"{LIST}{decision.pk}/assign/", said | {"actions": "A9-99"})
    assert unknown.status_code == 422
    assert "A9-99" in str(unknown.context["assign"].errors["actions"])
    for _time in range(2):
        assert client.post(f"{LIST}{decision.pk}/assign/", said | {"actions": "a1-07"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.responsible, decision.due) == ("Le GTM", date(2009, 6, 30))
    assert list(decision.actions.all()) == [action]
    stale = client.post(f"{LIST}{decision.pk}/assign/", said | {"responsible": "Le MAEC"})
    assert stale.status_code == 409
    assert "Le GTM" in text(stale)
    assert client.post(f"{LIST}{decision.pk}/assign/", said | {"seen": "[1]"}).status_code == 422


@pytest.mark.parametrize("size", [1, 15])
def test_page_takes_the_same_queries(as_user, secretary, decision, partner_a, size, django_assert_num_queries):
    for _number in range(size):
        factories.make_follow_up(decision, secretary)
        decision.actions.add(factories.make_action(lead=partner_a))
        decision.partners.add(factories.make_partner())
    client = as_user(secretary)
    with django_assert_num_queries(12):
        client.get(decision.get_absolute_url())


# What it changes in the table -------------------------------------------------------------------


def opened(client, decision, action, column):
    return client.get(f"{LIST}{decision.pk}/action/?action={action.reference}&column={column}")


def test_an_action_is_changed_in_the_name_of_the_decision(as_user, secretary, decision):
    action, client = factories.make_action(end="2009-01-01"), as_user(secretary)
    decision.actions.add(action)
    base = opened(client, decision, action, "end").context["form"]["base"].value()
    said = {"action": action.reference, "column": "end", "base": base}
    for _time in range(2):
        assert client.post(f"{LIST}{decision.pk}/action/", said | {"end": "30/06/2009"}).url
    action.refresh_from_db()
    assert action.end == date(2009, 6, 30)
    edit = Edit.objects.get()
    assert "30 juin 2009" in edit.reason
    assert edit.reason in text(client.get(f"/actions/{action.reference}/history/"))
    assert client.post(f"{LIST}{decision.pk}/action/", said | {"end": "tomorrow"}).status_code == 422


def test_conflict_and_refusal_are_told_on_the_page(as_user, secretary, decision):
    action, client = factories.make_action(start="2009-03-01", places="Fès"), as_user(secretary)
    decision.actions.add(action)
    base = opened(client, decision, action, "places").context["form"]["base"].value()
    change = actions.Change(action.pk, BY_NAME["places"], "Oujda")
    actions.save(by=secretary, channel=Edit.Channel.TABLE, changes=[change])
    said = {"action": action.reference, "column": "places", "base": base, "places": "Tanger"}
    conflict = client.post(f"{LIST}{decision.pk}/action/", said)
    assert conflict.status_code == 409
    assert "Oujda" in text(conflict)
    assert "Tanger" in text(conflict)
    base = opened(client, decision, action, "end").context["form"]["base"].value()
    said = {"action": action.reference, "column": "end", "base": base, "end": "01/01/2009"}
    assert client.post(f"{LIST}{decision.pk}/action/", said).status_code == 422


def test_only_linked_actions_and_told_columns_can_be_changed(as_user, secretary, decision):
    linked, other, client = factories.make_action(), factories.make_action(), as_user(secretary)
    decision.actions.add(linked)
    assert opened(client, decision, other, "end").status_code == 404
    assert opened(client, decision, linked, "internal_notes").status_code == 404
    assert opened(client, decision, linked, "nonsense").status_code == 404


# Where decisions stand elsewhere ----------------------------------------------------------------


def test_a_meeting_shows_how_far_its_decisions_are_and_what_is_carried_over(as_user, alice, partner_a, partner_b):
    before = make(factories.make_meeting([partner_a], date="2008-12-24"), number=7, due=YESTERDAY)
    make(before.meeting, number=8, status="done")
    make(factories.make_meeting([partner_b], date="2008-12-24"), text="Not hers")
    meeting = factories.make_meeting([partner_a], date="2009-03-18")
    make(meeting, text="Of this meeting")
    client = as_user(alice)
    page = client.get(meeting.get_absolute_url())
    assert list(page.context["carried_over"]) == [before]
    assert before.get_absolute_url() in text(page)
    assert "En retard" in text(page)
    assert not client.get(before.meeting.get_absolute_url()).context["carried_over"]


def test_register_is_opened_and_read(as_user, secretary, alice, partner_a, partner_b):
    meeting = factories.make_meeting([partner_a, partner_b], title="=1+1")
    one = make(meeting, [partner_a], text='=HYPERLINK("x")\x07', due=YESTERDAY, number=3, responsible="Le GTM")
    one.actions.add(factories.make_action(lead=partner_a, reference="A1-01", title="Former"))
    one.actions.add(factories.make_action(lead=partner_b, reference="A1-02"))
    factories.make_follow_up(one, secretary, text="First"), factories.make_follow_up(one, secretary, text="Last")
    make(meeting, status="done", text="x" * 40_000)
    answer = as_user(alice).get(f"{LIST}workbook/?late=yes")
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=5))
    assert len(rows) == 1
    day, title, number, words, responsible, partners, due, _state, _late, linked, told_on, told = rows[0]
    assert (day.value.date(), title.value, number.value) == (date(2008, 12, 24), "=1+1", 3)
    assert (words.data_type, words.quotePrefix, title.data_type) == ("s", True, "s")
    assert words.value.startswith("=HYPERLINK")
    assert (responsible.value, partners.value, due.value.date()) == ("Le GTM", "AAA", YESTERDAY)
    assert linked.value == "A1-01 Former"
    assert (told_on.value.date(), told.value) == (timezone.localdate(), "Last")
    everything = load_workbook(BytesIO(as_user(alice).get(f"{LIST}workbook/").content)).active
    assert everything.max_row == 6
