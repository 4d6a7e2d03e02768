"""The page of one action."""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import DebatePoint, Decision
from tests.factories import make_action, make_document, make_meeting, make_milestone, make_report

pytestmark = pytest.mark.django_db


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def page_of(client, action):
    response = client.get(action.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_everything_about_an_action(as_user, secretary, partner_a):
    action = make_action(
        title="Santé <des> mineurs",
        lead=partner_a,
        description="Première ligne\nDeuxième ligne",
        end=date(2009, 12, 31),
        progress=40,
        budget=1250000,
        currency="MAD",
        internal_notes="Confidentiel",
    )

    page = page_of(as_user(secretary), action)

    for text in ("Santé &lt;des&gt; mineurs", "Première ligne<br>Deuxième ligne", "En retard", "40 %", "Confidentiel"):
        assert text in page, text
    assert f'<a href="/partners/{partner_a.slug}/">AAA</a>' in page
    assert f"/actions/{action.reference}/edit/" in page


def test_others_see_no_internal_notes_and_no_edit_button(as_user, alice, reader, partner_a):
    action = make_action(lead=partner_a, internal_notes="Confidentiel")

    for user in (alice, reader):
        page = page_of(as_user(user), action)
        assert "Confidentiel" not in page
        assert "/admin/" not in page


def test_where_it_comes_from(as_user, secretary, alice, partner_a, partner_b):
    action = make_action(lead=partner_a)
    ours, theirs = make_meeting([partner_a]), make_meeting([partner_b])
    DebatePoint.objects.create(meeting=ours, number=7, text="Intensifier").actions.add(action)
    Decision.objects.create(meeting=theirs, number=1, text="Secret décidé ailleurs").actions.add(action)

    page = page_of(as_user(secretary), action)
    assert "Intensifier" in page
    assert "Secret décidé ailleurs" in page
    assert f"{ours.get_absolute_url()}#debate-point-7" in page

    page = page_of(as_user(alice), action)
    assert "Intensifier" in page
    assert "Secret décidé ailleurs" not in page


def test_the_origin_column_hides_the_meetings_of_others(as_user, secretary, alice, partner_a, partner_b):
    action = make_action(lead=partner_a)
    meeting = make_meeting([partner_b], date="2008-12-24")
    Decision.objects.create(meeting=meeting, number=4, text="…").actions.add(action)

    assert "24 décembre 2008" in as_user(secretary).get("/actions/?columns=origin").content.decode()
    assert "24 décembre 2008" not in as_user(alice).get("/actions/?columns=origin").content.decode()


def test_anothers_archived_and_unknown_actions_answer_alike(as_user, alice, partner_a, partner_b):
    theirs = make_action(lead=partner_b)
    archived = make_action(lead=partner_a, archived_at=timezone.now())
    client = as_user(alice)
    answers = set()

    for reference in (theirs.reference, archived.reference, "A9-99"):
        response = client.get(f"/actions/{reference}/")
        assert response.status_code == 404
        answers.add(main_of(response).replace(reference, "…"))

    assert len(answers) == 1
    assert "Il n’y a pas d’action « … » que vous puissiez voir." in answers.pop().replace("\xa0", " ")


def test_the_number_of_queries_does_not_grow(as_user, secretary, partner_a, partner_b, django_assert_max_num_queries):
    action = make_action(lead=partner_a, partners=[partner_b])
    for number in range(5):
        point = DebatePoint.objects.create(meeting=make_meeting(), number=number, text="…")
        point.actions.add(action)
        make_milestone(action)
        make_document(make_report(action, secretary))
    client = as_user(secretary)

    with django_assert_max_num_queries(17):
        client.get(action.get_absolute_url())
