"""The letter of a call: what it says, and the template that comes with the application."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from docx import Document

from actions.exchange import call_letter, call_text
from actions.management.commands.make_letter_template import build
from actions.models import LetterTemplate
from tests import factories

pytestmark = pytest.mark.django_db


def text(content):
    return "\n".join(line.text for line in Document(BytesIO(content)).paragraphs)


def test_letter_says_what_the_call_says_in_french(secretary):
    call = factories.make_call(
        secretary,
        reference="AP-2026-07",
        date=date(2026, 11, 24),
        deadline=date(2027, 1, 1),
        place="Tanger",
        addressee="Madame la Ministre\nRabat",
        title="Projets & idées",
        body="Madame,\n\nVeuillez <inviter>.\n\nالهجرة",
    )
    with translation.override("en"):
        content = call_letter.write(call)

    said = text(content)
    for words in ("AP-2026-07", "Tanger", "24 novembre 2026", "1er janvier 2027", "Madame la Ministre\nRabat"):
        assert words in said
    assert "Projets & idées" in said
    assert "Madame,\nVeuillez <inviter>.\nالهجرة\n" in said
    assert str(call.edition.number) in said.split("\n")[-2]
    assert "{" not in said
    assert Document(BytesIO(content)).core_properties.title == "AP-2026-07 · Projets & idées"


def test_letter_is_written_from_the_template_that_was_added_last(secretary):
    document, file = Document(), BytesIO()
    document.add_paragraph("Autrement : {{ object }}")
    document.save(file)
    template = LetterTemplate.objects.create(name="a.docx", content=file.getvalue(), added_by=secretary)

    assert call_letter.in_use(secretary) == template
    call = factories.make_call(secretary, title="Projets")
    assert text(call_letter.write(call, call_letter.in_use(secretary))) == "Autrement : Projets"


def test_original_template_is_good_and_is_what_the_command_writes():
    content = call_letter.original()
    assert call_letter.check(SimpleUploadedFile("call.docx", content)) == content

    file = BytesIO()
    with translation.override("fr"):
        build().save(file)
    kept, built = (ZipFile(BytesIO(one)) for one in (content, file.getvalue()))
    assert kept.namelist() == built.namelist()
    shape = [[line.paragraph_format.left_indent, line.style.name] for line in Document(file).paragraphs]
    assert shape == [
        [line.paragraph_format.left_indent, line.style.name] for line in Document(BytesIO(content)).paragraphs
    ]
    names = [f"{{{{ {name} }}}}" for name in call_letter.NAMES if name not in {"annexes"}]
    assert all(name in text(content) or name == "{{ reference }}" for name in names)


def test_first_call_says_what_the_source_says_and_the_next_what_the_last_one_said(secretary):
    first = call_text.proposed()
    assert "Youssef Amrani" in first["addressee"]
    assert "Johannes van der Klaauw" in first["signatory"]
    last = factories.make_call(secretary, body="Autre texte", addressee="Quelqu’un d’autre")
    following = call_text.proposed(last)
    assert (following["body"], following["addressee"]) == ("Autre texte", "Quelqu’un d’autre")
    assert following.keys() == first.keys()
