"""The same call twice at the same moment is one."""

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from actions import services as table
from actions.exchange import call_letter
from actions.models import CallDocument, CallForProposals, IssuedWorkbook, LetterTemplate
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twice(together, secretary):
    """POST at once as the secretary, to `path`, what `data` makes each time."""

    def post(path, *data):
        ready = Barrier(2)

        def send(client, made):
            ready.wait()
            return client.post(path, made()).status_code

        clients = [Client(), Client()]
        for client in clients:
            client.force_login(secretary)
        pairs = zip(clients, data * 2 if len(data) == 1 else data, strict=True)
        return together(*(partial(send, *pair) for pair in pairs))

    return post


@pytest.fixture
def said(secretary, alice):
    edition, today = table.freeze(by=secretary), timezone.localdate()
    return {
        "reference": "AP-2026-01",
        "date": today.isoformat(),
        "deadline": today.isoformat(),
        "place": "Rabat",
        "addressee": "Madame",
        "title": "Projets",
        "body": "Texte",
        "signatory": "Le président",
        "edition": edition.pk,
        "invited": [alice.partner.pk],
    }


def test_one_draft(twice, said):
    token = uuid4()
    assert twice("/requests/calls/new/", lambda: said | {"token": token}) == [302, 302]
    assert CallForProposals.objects.get().invited.count() == 1


def test_one_reference(twice, said):
    """Two secretaries who are proposed the same number at once: one of them has to take another."""
    forms = [partial(said.__or__, {"token": uuid4()}) for _ in range(2)]
    assert sorted(twice("/requests/calls/new/", *forms)) == [302, 422]
    assert CallForProposals.objects.count() == 1


def test_one_sending(twice, secretary, alice):
    call = factories.make_call(secretary, [alice.partner], is_sent=False)
    assert twice(f"/requests/calls/{call.pk}/send/", dict) == [302, 302]
    assert Mail.objects.count() == IssuedWorkbook.objects.count() == 1
    assert CallDocument.objects.count() == 3


def test_one_template(twice):
    content = call_letter.original()
    twice("/requests/calls/template/", lambda: {"file": SimpleUploadedFile("a.docx", content)})
    assert LetterTemplate.objects.count() == 1
