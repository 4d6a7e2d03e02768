"""The slides of a call: what its edition says, on as many slides as it takes."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone, translation
from pptx import Presentation
from pptx.util import Pt

from actions import services
from actions.exchange import deck
from actions.models import Orientation
from gtm.lib.slides.master import BODY, FOOT
from gtm.lib.slides.measure import height
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(secretary):
    """The slides of a call as they are read: (their titles, all their words, the presentation)."""

    def read(**fields):
        call = factories.make_call(secretary, edition=services.freeze(by=secretary), **fields)
        made = Presentation(BytesIO(deck.write(call)))
        return [slide.shapes.title.text for slide in made.slides], "\n".join(words(made)), made

    return read


def words(made):
    for slide in made.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            elif shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


def overflowing(made):
    """What stands below the body of its slide, or is taller than its box."""
    for number, slide in enumerate(made.slides, start=1):
        for shape in slide.shapes:
            if shape.has_table:
                if shape.top + sum(row.height for row in shape.table.rows) > Pt(FOOT.top):
                    yield number, "table"
            elif shape.text_frame.text and not shape.is_placeholder:
                taken = sum(
                    height(line.text, shape.width.pt, line.runs[0].font.size.pt, bool(line.runs[0].font.bold))
                    for line in shape.text_frame.paragraphs
                )
                if taken > shape.height.pt:
                    yield number, shape.text_frame.text


def test_deck_says_the_framework_the_axes_and_the_actions(show, partner_a):
    Orientation.objects.create(number=1, title="Promouvoir les droits")
    factories.make_axis(2, title="Recherche")
    factories.make_action(
        lead=partner_a,
        axis=factories.make_axis(1, title="Stratégie"),
        reference="A1-01",
        title="Former les agents",
        start=date(2009, 1, 1),
        end=date(2010, 12, 31),
        internal_notes="narvalus",
    )
    titles, said, made = show(reference="AP-2026-07", title="Projets communs", deadline=date(2027, 1, 1))

    assert titles[0] == "Projets communs"
    assert titles[3:5] == ["1. Stratégie", "2. Recherche"]
    assert len(titles) == 6
    for text in ("Promouvoir les droits", "AP-2026-07", "A1-01", "Former les agents", "AAA", "1er janvier 2027"):
        assert text in said
    assert "01/01/2009 – 31/12/2010" in said
    assert "narvalus" not in said
    assert list(overflowing(made)) == []
    assert made.core_properties.title == "AP-2026-07 · Projets communs"


def test_orientation_that_was_put_away_is_shown_as_long_as_an_action_serves_it(show):
    gone = {"archived_at": timezone.now()}
    served = Orientation.objects.create(number=1, title="Encore servie", **gone)
    Orientation.objects.create(number=2, title="Oubliée", **gone)
    factories.make_action(orientations=[served])
    _titles, said, _made = show()
    assert "Encore servie" in said
    assert "Oubliée" not in said


def test_deck_says_what_the_edition_said(show, secretary, partner_a):
    action = factories.make_action(lead=partner_a, title="Avant")
    edition = services.freeze(by=secretary)
    type(action).objects.filter(pk=action.pk).update(title="Après")

    call = factories.make_call(secretary, edition=edition)
    said = "\n".join(words(Presentation(BytesIO(deck.write(call)))))
    assert "Avant" in said
    assert "Après" not in said


def test_deck_without_actions_says_so(show):
    factories.make_axis(1, title="Stratégie")
    titles, _said, made = show()
    assert titles.count("1. Stratégie") == 1
    assert not any(shape.has_table for slide in made.slides for shape in slide.shapes)
    assert list(overflowing(made)) == []


TITLES = [
    "Un titre très long de l’action commune qui dit tout ce qui sera fait dans les régions, avec les partenaires. " * 3,
    "تكوين أعوان السجون على حقوق المهاجرين واللاجئين في الجهات الشمالية للمملكة " * 4,
    "W" * 300,
    "Court",
]


def test_forty_long_titles_do_not_run_over(show):
    axis = factories.make_axis(1, title="Élaboration d’une stratégie nationale globale et concertée " * 3)
    lead = factories.make_partner(name="Ministère de l’Éducation nationale, de l’Enseignement supérieur " * 3)
    for number in range(40):
        title = TITLES[number % len(TITLES)][:300].strip()
        factories.make_action(lead=lead, axis=axis, reference=f"A1-{number:02}", title=title)
    titles, said, made = show(title="Un très long objet de l’appel à propositions " * 4)

    assert list(overflowing(made)) == []
    assert all(f"A1-{number:02}" in said for number in range(40))
    of_axis = [title for title in titles if title.startswith("1. ")]
    assert len(of_axis) > 5
    assert of_axis[0].endswith(f"(1/{len(of_axis)})")


def test_a_wall_of_actions_ends_with_how_many_more(show, monkeypatch):
    monkeypatch.setattr(deck, "MOST", 3)
    axis = factories.make_axis(1)
    for number in range(5):
        factories.make_action(axis=axis, reference=f"A1-{number:02}")
    _titles, said, _made = show()
    assert "A1-02" in said
    assert "A1-03" not in said
    assert "\n…\n" in said


def test_many_orientations_and_axes_go_on_on_the_next_slide(show):
    for number in range(1, 12):
        Orientation.objects.create(number=number, title="Une orientation bien longue à lire " * 5)
        factories.make_axis(number, title="Un axe bien long à lire jusqu’au bout " * 5)
    titles, _said, made = show()
    assert len(titles) == 1 + 2 + 2 + 11 + 1
    assert list(overflowing(made)) == []


def test_deck_is_in_french_whatever_the_language_of_the_screen(show):
    with translation.override("en"):
        _titles, said, _made = show(deadline=date(2026, 12, 24), date=date(2026, 11, 24))
    assert "24 décembre 2026" in said
    assert "24 novembre 2026" in said


def test_body_stands_above_the_foot():
    assert BODY.top + BODY.height < FOOT.top
