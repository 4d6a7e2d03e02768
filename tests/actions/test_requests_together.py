"""The same thing asked twice at the same moment happens once."""

from functools import partial
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actions.models import JointAction, Opinion, PartnerRequest, RequestDocument, RequestEvent
from partners.models import Mail
from tests import factories
from tests.attachments import PDF

pytestmark = pytest.mark.django_db(transaction=True)
State = PartnerRequest.State


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def twice(together):
    """POST the same two times at once as somebody."""

    def post(user, *sent):
        ready = Barrier(2)
        clients = [Client() for _ in range(2)]
        for client in clients:
            client.force_login(user)

        def send(client, path, data):
            ready.wait()
            return client.post(path, data() if callable(data) else data).status_code

        pairs = zip(clients, sent * 2 if len(sent) == 1 else sent, strict=True)
        return together(*(partial(send, client, *one) for client, one in pairs))

    return post


@pytest.fixture
def make(alice, bob):
    return lambda state=State.SUBMITTED: factories.make_request(alice.partner, alice, [bob.partner], state)


def test_one_draft_with_its_document(twice, alice):
    token = PartnerRequest().token

    def form():
        return {"title": "Former", "token": token, "revision": 0, "documents": SimpleUploadedFile("a.pdf", PDF)}

    assert twice(alice, ("/requests/new/", form)) == [302, 302]
    assert PartnerRequest.objects.count() == RequestDocument.objects.count() == RequestEvent.objects.count() == 1


def test_one_registration(twice, alice, make):
    found = make(State.DRAFT)
    assert twice(alice, (f"/requests/{found.pk}/submit/", {})) == [302, 302]
    assert RequestEvent.objects.count() == 1
    assert Mail.objects.filter(to=alice.email).count() == 1


def test_two_requests_at_once_get_two_numbers(twice, alice, make):
    drafts = [make(State.DRAFT) for _ in range(2)]
    twice(alice, *((f"/requests/{draft.pk}/submit/", {}) for draft in drafts))
    numbers = sorted(PartnerRequest.objects.values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == ["-001", "-002"]


def test_one_opinion(twice, bob, make):
    found = make()
    twice(bob, (f"/requests/{found.pk}/opine/", {"verdict": "favourable", "text": "Oui"}))
    assert Opinion.objects.count() == RequestEvent.objects.count() == 1


@pytest.mark.parametrize(("verbs", "actions"), [(("accept", "accept"), 1), (("decline", "defer"), 0)])
def test_one_answer(twice, secretary, make, verbs, actions):
    found = make()
    assert twice(secretary, *((f"/requests/{found.pk}/{verb}/", {"reason": "Motif"}) for verb in verbs)) == [302, 302]
    assert JointAction.objects.count() == actions
    assert RequestEvent.objects.count() == 1


def test_one_note(twice, secretary, make):
    found = make()
    twice(secretary, (f"/requests/{found.pk}/note/", {"reason": "À voir"}))
    assert RequestEvent.objects.count() == 1
