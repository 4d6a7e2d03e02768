"""Documents: kept under random names, given as attachments to those who may see the action, and to nobody else."""

import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from actions.models import Document
from tests.attachments import PDF
from tests.factories import make_action, make_document, make_report
from tests.uploads import plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def address(document):
    return reverse("actions:document", args=[document.pk])


def attach(client, action, name, data=PDF):
    """Report progress with a file, as a browser does."""
    sent = {"date": "24/12/2008", "text": "Joint", "documents": SimpleUploadedFile(name, data)}
    return client.post(reverse("actions:add_report", args=[action.reference]), sent)


def test_file_is_kept_under_a_random_name_for_the_application_alone(as_user, secretary):
    attach(as_user(secretary), make_action(), "rapport d’étape.pdf")

    document = Document.objects.get()
    path = Path(document.file.path)
    assert document.name == "rapport d’étape.pdf"
    assert (document.size, document.content_type) == (len(PDF), "application/pdf")
    assert len(path.name) == 32
    assert "." not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("rapport.pdf", 'attachment; filename="rapport.pdf"'),
        ("état « final ».pdf", "attachment; filename*=utf-8''%C3%A9tat%20%C2%AB%20final%20%C2%BB.pdf"),
        ("../../etc/passwd.pdf", 'attachment; filename="passwd.pdf"'),
        ("تقرير.pdf", "attachment; filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.pdf"),
    ],
)
def test_file_comes_back_as_it_was_sent_to_be_saved_and_not_shown(as_user, secretary, name, header):
    client = as_user(secretary)
    attach(client, make_action(), name)

    response = client.get(address(Document.objects.get()))

    assert response.getvalue() == PDF
    assert response["Content-Disposition"] == header
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private"


def test_name_cannot_say_more_than_a_name(as_user, secretary):
    document = make_document(make_report(make_action(), secretary), name='a"; filename=b.exe; x=".pdf')
    response = as_user(secretary).get(address(document))
    assert response["Content-Disposition"] == 'attachment; filename="a\\"; filename=b.exe; x=\\".pdf"'


def test_document_is_for_those_who_see_the_action(as_user, secretary, alice, reader, bob, outsider, partner_a):
    document = make_document(make_report(make_action(lead=partner_a), secretary))
    answers = {user.name: as_user(user).get(address(document)).status_code for user in (secretary, alice, reader, bob)}
    assert answers == {"Secretary": 200, "Alice": 200, "Reader": 200, "Bob": 404}


def test_anothers_withdrawn_and_unknown_documents_answer_alike(as_user, secretary, alice, partner_a, partner_b):
    ours, theirs = make_action(lead=partner_a), make_action(lead=partner_b)
    gone, away = {"archived_at": timezone.now()}, make_action(lead=partner_a, archived_at=timezone.now())
    documents = [
        make_document(make_report(theirs, secretary), pk=7001),
        make_document(make_report(ours, secretary), pk=7002, **gone),
        make_document(make_report(ours, secretary, **gone), pk=7003),
        make_document(make_report(away, secretary), pk=7004),
        Document(pk=7005),
    ]
    client = as_user(alice)

    pages = [plain(client.get(address(document)).content.decode()) for document in documents]

    answers = {page[page.index("<main") : page.index("</main>")] for page in pages}
    assert len(answers) == 1
    assert "Il n’y a pas de tel document que vous puissiez voir." in answers.pop()
    assert [as_user(secretary).get(address(document)).status_code for document in documents] == [200] * 4 + [404]


def test_nobody_gets_a_document_without_logging_in(client, secretary):
    response = client.get(address(make_document(make_report(make_action(), secretary))))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_folder_is_not_served(as_user, secretary, settings):
    document = make_document(make_report(make_action(), secretary))
    assert settings.MEDIA_URL == "/"
    for path in (f"/{document.file.name}", f"/media/{document.file.name}", f"/static/{document.file.name}"):
        assert as_user(secretary).get(path).status_code == 404


def test_refused_file_is_not_kept(as_user, secretary, settings):
    response = attach(as_user(secretary), make_action(), "page.html", b"<script>alert(1)</script>")
    assert response.status_code == 422
    assert not Path(settings.MEDIA_ROOT).exists()


def test_withdrawn_document_stays_on_the_disk(as_user, secretary):
    document = make_document(make_report(make_action(), secretary))
    as_user(secretary).post(reverse("actions:withdraw_document", args=[document.pk]))
    assert Path(document.file.path).exists()
