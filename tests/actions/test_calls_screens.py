"""The screens of calls: who sees which, what is asked, the documents, and requests that answer."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from actions import services as table
from actions.exchange import call_letter
from actions.models import CallDocument, CallForProposals, IssuedWorkbook, LetterTemplate, PartnerRequest
from partners.models import Mail, Partner
from tests import factories

pytestmark = pytest.mark.django_db
State = PartnerRequest.State
LIST = "/requests/calls/"


@pytest.fixture
def make(secretary, alice):
    """A call that invites alice's partner."""
    return lambda invited=None, **fields: factories.make_call(secretary, invited or [alice.partner], **fields)


def closed():
    return timezone.localdate() - timedelta(days=1)


# Who sees which ---------------------------------------------------------------------------------


def test_each_sees_what_concerns_her(as_user, secretary, reader, alice, bob, make):
    draft, sent, other = make(is_sent=False), make(), make([bob.partner])
    for person, expected in [
        (secretary, {draft, sent, other}),
        (reader, {sent, other}),
        (alice, {sent}),
        (bob, {other}),
    ]:
        client = as_user(person)
        assert set(client.get(LIST).context["page"]) == expected
        for call in (draft, sent, other):
            assert client.get(call.get_absolute_url()).status_code == (200 if call in expected else 404)


def test_empty_list_says_what_comes(as_user, secretary, alice):
    for person, offered in [(secretary, True), (alice, False)]:
        assert ("/requests/calls/new/" in as_user(person).get(LIST).content.decode()) == offered


def test_lists_take_the_same_queries_for_any_number(as_user, secretary, alice, bob, make, django_assert_num_queries):
    client = as_user(secretary)
    for number in (2, 20):
        for _ in range(number):
            call = make([alice.partner, bob.partner])
            factories.make_request(alice.partner, alice, [bob.partner], call=call)
        with django_assert_num_queries(4):
            client.get(LIST)


def test_page_takes_the_same_queries_for_any_number(as_user, secretary, alice, make, django_assert_num_queries):
    call, client = make(), as_user(secretary)
    for number in (2, 20):
        for _ in range(number):
            partner = factories.make_partner()
            call.invited.add(partner)
            factories.make_request(partner, alice, [], call=call)
        with django_assert_num_queries(7):
            client.get(call.get_absolute_url())


def test_who_has_not_answered_is_told_to_those_who_see_everything(as_user, secretary, reader, alice, bob, make):
    call = make([alice.partner, bob.partner])
    factories.make_request(alice.partner, alice, [bob.partner], call=call)
    factories.make_request(bob.partner, bob, [], State.DRAFT, call=call)
    factories.make_request(bob.partner, bob, [], State.WITHDRAWN, call=call)

    for person in (secretary, reader):
        page = as_user(person).get(call.get_absolute_url())
        assert page.context["silent"] == [bob.partner]
        assert (page.context["call"].answered_count, page.context["call"].invited_count) == (1, 2)
    for person, answered in [(alice, True), (bob, False)]:
        page = as_user(person).get(call.get_absolute_url())
        assert page.context["silent"] == page.context["invited"] == []
        assert page.context["call"].is_answered == answered
        (listed,) = as_user(person).get(LIST).context["page"]
        assert listed.is_answered == answered


def test_received_requests_are_those_that_she_may_see(as_user, secretary, alice, bob, outsider, make):
    call = make([alice.partner, outsider.partner])
    submitted = factories.make_request(alice.partner, alice, [bob.partner], call=call)
    draft = factories.make_request(alice.partner, alice, [bob.partner], State.DRAFT, call=call)
    for person, expected in [(secretary, {submitted}), (alice, {submitted, draft}), (outsider, set())]:
        assert set(as_user(person).get(call.get_absolute_url()).context["received"]) == expected


# The draft --------------------------------------------------------------------------------------


def form(client, **said):
    """What the page of a new call proposes, with what somebody writes over it."""
    shown = client.get("/requests/calls/new/").context["form"]
    held = {name: shown[name].value() for name in shown.fields}
    held["invited"] = [getattr(one, "pk", one) for one in held["invited"]]
    return held | said


def test_new_call_proposes_what_the_source_says(as_user, secretary):
    table.freeze(by=secretary)
    department = factories.make_partner("MIN", kind=Partner.Kind.NATIONAL)
    factories.make_partner("HCP", kind=Partner.Kind.NATIONAL, involvement=Partner.Involvement.PROSPECTIVE)
    client = as_user(secretary)
    assert form(client)["invited"] == [department.pk]

    sent = form(client)
    for _ in range(2):
        response = client.post("/requests/calls/new/", sent)
        call = CallForProposals.objects.get()
        assert response.url == call.get_absolute_url()
    assert call.reference == f"AP-{timezone.localdate().year}-01"
    assert "Amrani" in call.addressee
    assert call.sent_at is None


def test_only_the_fields_of_the_form_are_taken(as_user, secretary, alice, make):
    """Whatever else is posted: what was sent, by whom, and what answers it are the application's to say."""
    draft, client = make(is_sent=False), as_user(secretary)
    path = f"/requests/calls/{draft.pk}/edit/"
    shown = client.get(path).context["form"]
    sent = {name: shown[name].value() for name in shown.fields} | {"invited": [alice.partner.pk], "title": "Le mien"}
    fields = {field.name for field in CallForProposals._meta.get_fields()} - sent.keys()
    assert {"sent_at", "author", "documents", "requests"} <= fields
    assert client.post(path, dict.fromkeys(fields, "1") | {"sent_at": "2008-12-24"} | sent).status_code == 302

    changed = CallForProposals.objects.get()
    assert (changed.pk, changed.token, changed.author, changed.sent_at) == (draft.pk, draft.token, secretary, None)
    assert changed.title == "Le mien"


def test_what_was_typed_stays_in_a_refused_draft(as_user, secretary, alice):
    table.freeze(by=secretary)
    client = as_user(secretary)
    past = timezone.localdate() - timedelta(days=9)
    response = client.post("/requests/calls/new/", form(client, invited=[], deadline=past, body="Mon texte"))
    assert response.status_code == 422
    assert "Mon texte" in response.content.decode()
    assert set(response.context["form"].errors) == {"invited", "__all__"}


def test_call_waits_for_an_edition(as_user, secretary):
    page = as_user(secretary).get("/requests/calls/new/")
    assert reverse("actions:prepare_edition") in page.content.decode()
    assert as_user(secretary).post("/requests/calls/new/", {"title": "Projets"}).status_code == 422


def test_stale_draft_shows_what_somebody_else_wrote_and_the_next_save_goes_through(as_user, secretary, make):
    draft, client = make(is_sent=False), as_user(secretary)
    path = f"/requests/calls/{draft.pk}/edit/"
    shown = client.get(path).context["form"]
    sent = {name: shown[name].value() for name in shown.fields}
    sent["invited"] = [partner.pk for partner in draft.invited.all()]
    CallForProposals.objects.update(title="D’une autre")

    response = client.post(path, sent | {"title": "Le mien"})
    assert response.status_code == 422
    assert "D’une autre" in str(response.context["form"].errors["title"])
    again = sent | {"title": "Le mien", "seen": response.context["form"]["seen"].value()}
    assert client.post(path, again).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Le mien"


def test_sent_call_is_not_opened_for_change(as_user, secretary, make):
    call = make()
    response = as_user(secretary).post(f"/requests/calls/{call.pk}/edit/", {"title": "Autre"})
    assert response.url == call.get_absolute_url()
    assert CallForProposals.objects.get().title == call.title


# Sending and documents --------------------------------------------------------------------------


def test_call_is_sent_once_and_its_documents_stay(as_user, secretary, alice, make):
    factories.make_action(lead=alice.partner, title="Former les agents")
    call, client = make(is_sent=False), as_user(secretary)
    draft = {kind: client.get(f"{call.get_absolute_url()}documents/{kind}/") for kind in CallDocument.Kind.values}
    assert not IssuedWorkbook.objects.exists()

    for _ in range(2):
        assert client.post(f"{call.get_absolute_url()}send/").url == call.get_absolute_url()
    assert Mail.objects.count() == IssuedWorkbook.objects.count() == 1
    CallForProposals.objects.update(title="Changé par la base", body="Changé")
    for person in (secretary, alice):
        files = {
            kind: as_user(person).get(f"{call.get_absolute_url()}documents/{kind}/")
            for kind in CallDocument.Kind.values
        }
        for kind, response in files.items():
            assert response.content == bytes(CallDocument.objects.get(kind=kind).content)
            assert response["Content-Disposition"].startswith("attachment")
            assert response["X-Content-Type-Options"] == "nosniff"
    assert call.body in "\n".join(line.text for line in Document(BytesIO(files["letter"].content)).paragraphs)
    assert Presentation(BytesIO(files["deck"].content)).slides[0].shapes.title.text == call.title
    assert load_workbook(BytesIO(files["workbook"].content)).sheetnames
    assert [line.text for line in Document(BytesIO(draft["letter"].content)).paragraphs] == [
        line.text for line in Document(BytesIO(files["letter"].content)).paragraphs
    ]


def test_unknown_document_is_missing(as_user, secretary, alice, make):
    for call in (make(), make(is_sent=False)):
        assert as_user(secretary).get(f"{call.get_absolute_url()}documents/nothing/").status_code == 404
    assert as_user(alice).get(f"{make().get_absolute_url()}documents/letter/").status_code == 404


def test_partner_without_address_is_named(as_user, secretary, alice, make):
    silent = factories.make_partner("NUL", name="Sans adresse du tout")
    call = make([alice.partner, silent], is_sent=False)
    page = as_user(secretary).get(call.get_absolute_url())
    assert page.context["unreachable"] == [silent]
    assert len(page.context["addresses"]) == 1
    as_user(secretary).post(f"{call.get_absolute_url()}send/")
    assert silent.name in as_user(secretary).get(call.get_absolute_url()).content.decode()
    assert silent.name not in as_user(alice).get(call.get_absolute_url()).content.decode()


def test_call_past_its_deadline_is_not_sent(as_user, secretary, make):
    call = make(is_sent=False, deadline=closed())
    response = as_user(secretary).post(f"{call.get_absolute_url()}send/")
    assert response.status_code == 422
    assert response.context["refusal"]


# The template -----------------------------------------------------------------------------------


def test_template_goes_out_comes_back_and_is_used(as_user, secretary, make):
    client = as_user(secretary)
    content = client.get("/requests/calls/template/current.docx").content
    document, file = Document(BytesIO(content)), BytesIO()
    document.add_paragraph("Pied de lettre à nous")
    document.save(file)
    for _ in range(2):
        sent = SimpleUploadedFile("à nous.docx", file.getvalue())
        assert client.post("/requests/calls/template/", {"file": sent}).status_code == 302

    assert LetterTemplate.objects.get().added_by == secretary
    assert client.get("/requests/calls/template/current.docx").content == file.getvalue()
    assert client.get("/requests/calls/template/original.docx").content == call_letter.original()
    assert "à nous.docx" in client.get("/requests/calls/template/").content.decode()
    letter = client.get(f"{make(is_sent=False).get_absolute_url()}documents/letter/").content
    assert "Pied de lettre à nous" in [line.text for line in Document(BytesIO(letter)).paragraphs]


@pytest.mark.parametrize("name", ["lettre.docx", "lettre.pdf"])
def test_template_that_does_not_work_is_refused(as_user, secretary, name):
    document, file = Document(), BytesIO()
    document.add_paragraph("{{ destinataire }}")
    document.save(file)
    sent = SimpleUploadedFile(name, file.getvalue())
    response = as_user(secretary).post("/requests/calls/template/", {"file": sent})
    assert response.status_code == 422
    assert ("destinataire" if name.endswith("docx") else name) in str(response.context["form"].errors["file"])
    assert not LetterTemplate.objects.exists()


# Requests that answer ---------------------------------------------------------------------------


def request(**said):
    return {"title": "Former", "token": PartnerRequest().token, "revision": 0} | said


def test_request_answers_the_call_from_its_button(as_user, secretary, alice, bob, make):
    call, client = make(), as_user(alice)
    path = f"/requests/new/?call={call.pk}"
    assert path in client.get(call.get_absolute_url()).content.decode()
    assert client.get(path).context["form"]["call"].value() == call.pk

    client.post(
        "/requests/new/",
        request(call=call.pk, agencies=[bob.partner.pk], axis=factories.make_axis(1).pk, purpose="But"),
    )
    found = PartnerRequest.objects.get()
    assert found.call == call
    assert call.get_absolute_url() in client.get(found.get_absolute_url()).content.decode()
    client.post(f"/requests/{found.pk}/submit/")
    assert set(as_user(secretary).get(f"/requests/?call={call.pk}").context["page"]) == {found}
    assert call.get_absolute_url() not in as_user(bob).get(found.get_absolute_url()).content.decode()


def test_closed_call_is_answered_no_more(as_user, alice, bob, make):
    over, foreign, draft, client = make(deadline=closed()), make([bob.partner]), make(is_sent=False), as_user(alice)
    page = client.get(over.get_absolute_url())
    assert not page.context["may_answer"]
    page = client.get(f"/requests/new/?call={over.pk}")
    assert over.reference in page.context["closed"]
    assert client.get(f"/requests/new/?call={foreign.pk}").context["closed"] == ""
    for call in (over, foreign, draft):
        response = client.post("/requests/new/", request(call=call.pk))
        assert response.status_code == 422
        assert "call" in response.context["form"].errors
        assert "call" in [field.name for field in response.context["form"].visible_fields()]
    assert not PartnerRequest.objects.exists()
    assert client.post("/requests/new/", request()).status_code == 302


def test_draft_keeps_the_call_that_closed_but_is_not_submitted_for_it(as_user, alice, bob, make):
    call, client = make(), as_user(alice)
    sent = {"agencies": [bob.partner.pk], "axis": factories.make_axis(1).pk, "purpose": "But"}
    client.post("/requests/new/", request(call=call.pk, **sent))
    found = PartnerRequest.objects.get()
    CallForProposals.objects.update(deadline=closed())

    changed = request(call=call.pk, title="Équiper", revision=1, **sent)
    assert client.post(f"/requests/{found.pk}/edit/", changed).status_code == 302
    assert client.post(f"/requests/{found.pk}/submit/").status_code == 422
    assert client.post(f"/requests/{found.pk}/edit/", changed | {"call": "", "revision": 2}).status_code == 302
    assert client.post(f"/requests/{found.pk}/submit/").status_code == 302
    found.refresh_from_db()
    assert (found.call, found.state) == (None, State.SUBMITTED)
