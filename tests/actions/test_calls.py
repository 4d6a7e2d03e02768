"""Calls for proposals: a draft of the secretariat, sent once, and what it says from then on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actions import services as table
from actions.exchange import calling
from actions.forms.calls import CallForm
from actions.models import CallDocument, CallForProposals, IssuedWorkbook, LetterTemplate
from actions.services import calls as services
from gtm.lib.frozen import FrozenError
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def values(secretary, alice):
    """What a form says."""
    edition = table.freeze(by=secretary)

    def say(**said):
        today = timezone.localdate()
        usual = {"reference": "AP-2026-01", "date": today, "place": "Rabat", "addressee": "Madame", "title": "Projets"}
        usual |= {"body": "Texte", "deadline": today + timedelta(days=30), "signatory": "Le président"}
        return usual | {"edition": edition, "invited": [alice.partner]} | said

    return say


def send(by, call):
    return services.send(by=by, call=call, make=calling.make)


# The draft --------------------------------------------------------------------------------------


def test_same_draft_sent_twice_is_one(secretary, values):
    token = uuid4()
    first = services.write(by=secretary, token=token, values=values())
    assert services.write(by=secretary, token=token, values=values()) == first
    assert CallForProposals.objects.get().author == secretary
    assert list(first.invited.all()) == values()["invited"]


def test_reference_follows_the_last_one(secretary, values):
    year = timezone.localdate().year
    assert services.next_reference() == f"AP-{year}-01"
    for reference in (f"AP-{year}-09", "AP-2008-50", f"AP-{year}-b"):
        services.write(by=secretary, token=uuid4(), values=values(reference=reference))
    assert services.next_reference() == f"AP-{year}-10"


def test_reference_that_is_taken_is_refused(secretary, values):
    services.write(by=secretary, token=uuid4(), values=values())
    with pytest.raises(ValidationError) as refused:
        services.write(by=secretary, token=uuid4(), values=values())
    assert "reference" in refused.value.message_dict


def test_stale_draft_is_refused_and_says_what_differs(secretary, bob, values):
    draft = services.write(by=secretary, token=uuid4(), values=values())
    old = services.seen(draft)
    invited = [*values()["invited"], bob.partner]
    services.write(by=secretary, token=draft.token, values=values(place="Fès", invited=invited), seen_as=old)

    with pytest.raises(services.StaleCallError) as refused:
        services.write(by=secretary, token=draft.token, values=values(title="Autre"), seen_as=old)
    assert refused.value.fields == ["place", "title", "invited"]
    draft.refresh_from_db()
    assert (draft.place, draft.title) == ("Fès", "Projets")
    services.write(by=secretary, token=draft.token, values=values(title="Autre"), seen_as=services.seen(draft))


def test_others_write_and_send_nothing(alice, reader, secretary, values):
    draft = services.write(by=secretary, token=uuid4(), values=values())
    for person in (alice, reader):
        with pytest.raises(PermissionDenied):
            services.write(by=person, token=uuid4(), values=values(reference="AP-2026-02"))
        with pytest.raises(PermissionDenied):
            send(person, draft)
        with pytest.raises(PermissionDenied):
            services.keep_template(by=person, name="a.docx", content=b"PK")


@pytest.mark.parametrize(("said", "field"), [({"reference": "AP\n1"}, "reference"), ({"deadline": None}, "deadline")])
def test_impossible_draft_is_refused(secretary, values, said, field):
    with pytest.raises(ValidationError) as refused:
        services.write(by=secretary, token=uuid4(), values=values(**said))
    assert field in refused.value.message_dict


# Sending ----------------------------------------------------------------------------------------


def test_call_is_sent_with_its_documents(secretary, alice, values):
    contact = factories.make_contact(alice.partner)
    draft = services.write(by=secretary, token=uuid4(), values=values())
    call = send(secretary, draft)

    assert call.is_open
    kept = {document.kind: document for document in call.documents.all()}
    assert set(kept) == set(CallDocument.Kind.values)
    workbook = IssuedWorkbook.objects.get()
    assert (workbook.edition, workbook.partner, workbook.made_by) == (call.edition, None, secretary)
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {contact.email, alice.email}
    for mail in mails.values():
        assert {attached.name for attached in mail.attachments.all()} == {one.name for one in kept.values()}
        assert mail.reply_to == secretary.email
        assert call.get_absolute_url() in mail.body
        assert str(call.deadline.year) in mail.subject


def test_second_time_nothing_leaves(secretary, values):
    draft = services.write(by=secretary, token=uuid4(), values=values())
    send(secretary, draft)
    before = Mail.objects.count(), IssuedWorkbook.objects.count()
    with pytest.raises(services.SentError):
        send(secretary, draft)
    assert (Mail.objects.count(), IssuedWorkbook.objects.count()) == before
    assert CallDocument.objects.count() == 3


def test_address_gets_one_mail_whomever_it_speaks_for(secretary, alice, bob, values):
    factories.make_contact(alice.partner, email="Bob@example.org", name="Bob")
    factories.make_contact(bob.partner, email="gone@example.org", archived_at=timezone.now())
    closed = factories.make_focal_point("closed@example.org", bob.partner, is_active=False)
    silent = factories.make_partner("NUL")
    invited = [alice.partner, bob.partner, silent]
    draft = services.write(by=secretary, token=uuid4(), values=values(invited=invited))

    people = services.people(invited)
    assert people[silent] == []
    assert closed.email not in {one.email for ones in people.values() for one in ones}
    send(secretary, draft)
    assert sorted(mail.to.lower() for mail in Mail.objects.all()) == [alice.email, bob.email]
    both = Mail.objects.get(to__iexact=bob.email)
    assert all(partner.full_name in both.body for partner in (alice.partner, bob.partner))


def test_what_is_too_large_for_a_mail_is_left_out_of_it(secretary, values, monkeypatch):
    monkeypatch.setattr(services, "MAX_ATTACHED", 60_000)
    send(secretary, services.write(by=secretary, token=uuid4(), values=values()))
    mail = Mail.objects.get()
    assert 0 < sum(len(attached.content) for attached in mail.attachments.all()) <= 60_000
    assert mail.attachments.count() < 3


@pytest.mark.parametrize(
    "said",
    [
        {"invited": []},
        {"date": timezone.localdate() - timedelta(days=9), "deadline": timezone.localdate() - timedelta(days=1)},
    ],
)
def test_call_that_nobody_can_answer_is_not_sent(secretary, values, said):
    draft = services.write(by=secretary, token=uuid4(), values=values(**said))
    with pytest.raises(ValidationError):
        send(secretary, draft)
    draft.refresh_from_db()
    assert draft.sent_at is None
    assert not Mail.objects.exists()


def test_failed_document_sends_nothing(secretary, values):
    draft = services.write(by=secretary, token=uuid4(), values=values())

    def fail(*, by, call):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        services.send(by=secretary, call=draft, make=fail)
    draft.refresh_from_db()
    assert draft.sent_at is None


# What was sent ----------------------------------------------------------------------------------


def test_sent_call_never_changes(secretary, values):
    call = send(secretary, services.write(by=secretary, token=uuid4(), values=values()))
    with pytest.raises(services.SentError):
        services.write(by=secretary, token=call.token, values=values(title="Autre"), seen_as=services.seen(call))

    said = values(title="Autre", invited=[partner.pk for partner in call.invited.all()], edition=call.edition.pk)
    form = CallForm(said | {"token": call.token, "seen": services.seen(call)}, instance=call, user=secretary)
    assert not form.is_valid()
    with pytest.raises(ValueError, match="didn't validate"):
        form.save()
    call.refresh_from_db()
    assert call.title == "Projets"


def test_sent_documents_are_frozen(secretary, values):
    call = send(secretary, services.write(by=secretary, token=uuid4(), values=values()))
    document = call.documents.first()
    document.name = "autre"
    for change in (document.save, document.delete, call.documents.all().delete):
        with pytest.raises(FrozenError):
            change()


# The template -----------------------------------------------------------------------------------


def test_template_that_is_in_use_is_kept_once(secretary):
    for content in (b"PK1", b"PK1", b"PK2", b"PK1"):
        services.keep_template(by=secretary, name="lettre.docx", content=content)
    assert [bytes(template.content) for template in LetterTemplate.objects.all()] == [b"PK1", b"PK2", b"PK1"]
