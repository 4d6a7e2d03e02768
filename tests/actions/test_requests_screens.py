"""The screens of requests: who sees which, the draft with its files, what the lists cost, and the letter."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from actions.models import PartnerRequest, RequestDocument
from tests import factories
from tests.attachments import PDF

pytestmark = pytest.mark.django_db
State = PartnerRequest.State


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def make(alice, bob):
    """What alice's partner asks of bob's."""
    return lambda state=State.SUBMITTED, **fields: factories.make_request(
        alice.partner, alice, [bob.partner], state, **fields
    )


def listed(client, query=""):
    return set(client.get(f"/requests/{query}").context["page"])


# The list ---------------------------------------------------------------------------------------


def test_each_sees_what_concerns_her(as_user, secretary, reader, alice, bob, outsider, make):
    draft, submitted = make(State.DRAFT), make()

    for person, expected in [
        (secretary, {submitted}),
        (reader, {submitted}),
        (alice, {draft, submitted}),
        (bob, {submitted}),
        (outsider, set()),
    ]:
        assert listed(as_user(person)) == expected
        statuses = [as_user(person).get(found.get_absolute_url()).status_code for found in (draft, submitted)]
        assert statuses == [200 if found in expected else 404 for found in (draft, submitted)]


def test_list_is_filtered(as_user, secretary, alice, make):
    long_ago = timezone.now() - 2 * PartnerRequest.ANSWERED_WITHIN
    late, declined = make(submitted_at=long_ago), make(State.DECLINED, axis=factories.make_axis(2))
    client = as_user(secretary)

    assert listed(client, "?state=declined") == {declined}
    assert listed(client, "?late=yes") == {late}
    assert listed(client, "?late=no") == {declined}
    assert listed(client, "?axis=2") == {declined}
    assert listed(client, f"?partner={alice.partner.slug}") == {late, declined}
    assert client.get("/requests/?state=nonsense").status_code == 400


def test_list_takes_the_same_queries_for_any_number(as_user, secretary, make, django_assert_num_queries):
    client = as_user(secretary)
    for number in (2, 20):
        for _ in range(number):
            make()
        with django_assert_num_queries(8):
            client.get("/requests/")


def test_page_takes_the_same_queries_for_any_number(as_user, secretary, bob, make, django_assert_num_queries):
    found, client = make(), as_user(secretary)
    for number in (1, 10):
        for _ in range(number):
            factories.make_opinion(found, bob.partner, bob, superseded_at=timezone.now())
            factories.make_request_event(found, bob)
        with django_assert_num_queries(9):
            client.get(found.get_absolute_url())


# The draft --------------------------------------------------------------------------------------


def form(**said):
    return {"title": "Former", "token": PartnerRequest().token, "revision": 0} | said


def test_draft_is_written_with_files_and_changed(as_user, alice, bob):
    client = as_user(alice)
    axis = factories.make_axis(1)
    sent = form(agencies=[bob.partner.pk], axis=axis.pk, budget="1250", currency="MAD")
    response = client.post("/requests/new/", sent | {"documents": SimpleUploadedFile("note.pdf", PDF)})

    draft = PartnerRequest.objects.get()
    assert response.url == draft.get_absolute_url()
    assert (draft.partner, draft.author, draft.budget, list(draft.agencies.all())) == (
        alice.partner,
        alice,
        1250,
        [bob.partner],
    )
    client.post(f"/requests/{draft.pk}/edit/", form(title="Équiper", revision=1))
    draft.refresh_from_db()
    assert (draft.title, draft.agencies.count(), draft.documents.count()) == ("Équiper", 0, 1)


def test_what_was_typed_stays_in_a_refused_draft(as_user, alice, bob):
    sent = form(needs="Deux experts", budget="10", agencies=[bob.partner.pk], others=[bob.partner.pk])
    response = as_user(alice).post("/requests/new/", sent)

    assert response.status_code == 422
    assert "Deux experts" in response.content.decode()
    assert set(response.context["form"].errors) == {"__all__", "others"}
    assert not PartnerRequest.objects.exists()


def test_stale_draft_shows_what_somebody_else_wrote_and_the_next_save_goes_through(as_user, alice, make):
    draft = make(State.DRAFT)
    PartnerRequest.objects.update(title="D’une autre", revision=2)
    client, path = as_user(alice), f"/requests/{draft.pk}/edit/"
    sent = form(title="La mienne", purpose=draft.purpose, axis=draft.axis.pk, agencies=[draft.agencies.get().pk])

    response = client.post(path, sent | {"revision": 1})
    assert response.status_code == 422
    assert "D’une autre" in str(response.context["form"].errors["title"])
    assert response.context["form"]["revision"].value() == 2
    assert client.post(path, sent | {"revision": 2}).status_code == 302


def test_refused_file_is_named(as_user, alice):
    response = as_user(alice).post("/requests/new/", form(documents=SimpleUploadedFile("virus.exe", b"MZ\x90\x00")))
    assert response.status_code == 422
    assert "virus.exe" in str(response.context["form"].errors["documents"])


def test_file_is_given_to_those_who_see_the_request_and_removed_from_a_draft_only(as_user, alice, bob, make):
    draft, submitted = make(State.DRAFT), make()
    kept, gone = factories.make_request_document(submitted, PDF), factories.make_request_document(draft, PDF)

    response = as_user(bob).get(f"/requests/documents/{kept.pk}/")
    assert response.getvalue() == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert as_user(bob).get(f"/requests/documents/{gone.pk}/").status_code == 404
    assert as_user(bob).post(f"/requests/documents/{gone.pk}/remove/").status_code == 404
    for document in (kept, gone):
        assert as_user(alice).post(f"/requests/documents/{document.pk}/remove/").status_code == 302
    assert list(RequestDocument.objects.all()) == [kept]


# One request ------------------------------------------------------------------------------------


def test_page_offers_what_this_person_may_do_now(as_user, secretary, reader, alice, bob, make):
    found = make()
    for person, verbs in [
        (secretary, {"accept", "decline", "defer", "note"}),
        (reader, set()),
        (alice, {"withdraw"}),
        (bob, {"opine"}),
    ]:
        assert set(as_user(person).get(found.get_absolute_url()).context["forms"]) == verbs


def test_internal_notes_are_shown_to_the_secretariat_alone(as_user, secretary, reader, alice, bob, make):
    found = make()
    as_user(secretary).post(f"/requests/{found.pk}/note/", {"reason": "Voir le ministre"})
    for person in (secretary, reader, alice, bob):
        page = as_user(person).get(found.get_absolute_url()).content.decode()
        assert ("Voir le ministre" in page) == (person == secretary)


def test_unknown_action_is_refused_and_what_was_typed_stays(as_user, secretary, make):
    found = make()
    response = as_user(secretary).post(f"/requests/{found.pk}/accept/", {"reason": "Utile", "action": "A9-99"})
    assert response.status_code == 422
    assert "Utile" in response.content.decode()
    found.refresh_from_db()
    assert found.state == State.SUBMITTED


def test_action_shows_where_it_comes_from_to_those_who_see_the_request(as_user, secretary, alice, bob, outsider, make):
    found = make()
    action = factories.make_action(partners=[outsider.partner])
    as_user(secretary).post(f"/requests/{found.pk}/accept/", {"reason": "Utile", "action": action.reference})
    found.refresh_from_db()

    assert found.action == action
    for person, told in [(secretary, True), (alice, True), (outsider, False)]:
        page = as_user(person).get(action.get_absolute_url()).content.decode()
        assert (found.number in page) == told
    assert action.reference in as_user(alice).get(found.get_absolute_url()).content.decode()


# The letter -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DECLINED, State.DEFERRED])
def test_letter_says_what_was_answered(as_user, alice, make, state):
    action = factories.make_action(title="Former les agents") if state == State.ACCEPTED else None
    found = make(state, action=action, reason="Utile à tous & urgent")
    response = as_user(alice).get(f"/requests/{found.pk}/letter.docx")

    text = "\n".join(line.text for line in Document(BytesIO(response.getvalue())).paragraphs)
    for said in (found.number, alice.partner.full_name, found.title, "Utile à tous & urgent"):
        assert said in text
    assert ("Former les agents" in text) == (state == State.ACCEPTED)
    assert f"{found.number}.docx" in response["Content-Disposition"]


def test_request_without_answer_has_no_letter(as_user, secretary, make):
    assert as_user(secretary).get(f"/requests/{make().pk}/letter.docx").status_code == 404
