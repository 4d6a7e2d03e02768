"""/meetings/minutes-template/: the document into which minutes are written."""

from io import BytesIO

import pytest
from docx import Document

from meetings.minutes import template
from meetings.models import MinutesTemplate
from tests import factories
from tests.attachments import PDF
from tests.meetings.old_minutes import uploaded
from tests.meetings.test_minutes_round_trip import restyled

PAGE = "/meetings/minutes-template/"


def changed(change):
    """The original template after `change`."""
    document, file = Document(BytesIO(template.original())), BytesIO()
    change(document)
    document.save(file)
    return file.getvalue()


def text(document, words):
    document.paragraphs[0].text = words


def test_restyled_template_is_used_from_then_on(as_user, secretary, alice, partner_a):
    meeting = factories.make_meeting([partner_a])
    before = factories.make_minutes_version(meeting, secretary, words="x")
    client, content = as_user(secretary), restyled()
    for _time in range(2):
        assert client.post(PAGE, {"file": uploaded(content, "maison.docx")}).status_code == 302
    kept = MinutesTemplate.objects.get()
    assert (kept.name, kept.added_by) == ("maison.docx", secretary)
    assert client.get(f"{PAGE}{kept.pk}.docx").content == content
    assert client.get(f"{PAGE}original.docx").content == template.original()
    assert list(client.get(PAGE).context["kept"]) == [kept]
    document = Document(BytesIO(as_user(alice).get(f"{meeting.get_absolute_url()}minutes.docx").content))
    assert document.paragraphs[0].text == "ROYAUME DU MAROC"
    assert as_user(secretary).get(f"/meetings/minutes/versions/{before.pk}.docx").content == b"x"


REFUSED = {
    "no place": lambda document: text(document, "Rien"),
    "two places": lambda document: document.add_paragraph("{{ compte_rendu }}"),
    "not alone": lambda document: text(document, "Voici : {{ compte_rendu }}"),
    "unknown name": lambda document: document.add_paragraph("{{ secret }}"),
    "more than a name": lambda document: document.add_paragraph("{{ objet.__class__ }}"),
    "read otherwise": lambda document: document.paragraphs[0].insert_paragraph_before("x", "CR objet"),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_template_that_does_not_work_is_refused(as_user, secretary, change):
    answer = as_user(secretary).post(PAGE, {"file": uploaded(changed(change), "maison.docx")})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not MinutesTemplate.objects.exists()


def test_what_is_no_word_document_is_refused(as_user, secretary):
    assert as_user(secretary).post(PAGE, {"file": uploaded(PDF, "x.pdf")}).status_code == 422


@pytest.mark.parametrize("who", ["alice", "reader"])
def test_is_the_secretariats(request, as_user, who):
    client = as_user(request.getfixturevalue(who))
    assert [client.get(f"{PAGE}{end}").status_code for end in ("", "original.docx", "1.docx")] == [403, 403, 404]
