"""/meetings/<slug>/minutes.docx: the minutes in the layout of the first ones."""

from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.utils import translation
from docx import Document

from gtm.lib.files import DOCX
from meetings.models import DebatePoint, Decision, Meeting
from tests.factories import make_action, make_meeting

SOURCE = "/meetings/2008-12-24/minutes.docx"


@pytest.fixture
def real_data(db):
    call_command("load_reference", stdout=StringIO())


def lines(response):
    return [paragraph.text for paragraph in Document(BytesIO(response.content)).paragraphs]


def test_layout_is_that_of_the_source(as_user, reader, real_data):
    response = as_user(reader).get(SOURCE)
    assert response["Content-Type"] == DOCX.content_type
    assert response["Content-Disposition"] == 'attachment; filename="compte-rendu-2008-12-24.docx"'
    found = lines(response)
    assert found[:5] == [
        "COMPTE RENDU DE REUNION",
        "Objet : Réunion du groupe thématique migration (GTM) avec les partenaires nationaux",
        "Date et lieu : 24 décembre 2008, Siège du Ministère des Affaires Etrangères et de la Coopération (MAEC)",
        "Participants : ",
        "Partenaires nationaux : ",
    ]
    assert found[5:7] == ["✓\tMAEC ;", "✓\tMinistère de l'Intérieur ;"]
    assert "Et le Coordonnateur Résident du SNU – Maroc." in found
    starts = [
        "Membres du GTM",
        "✓\tOIM.",
        "Ouverture de la réunion : la séance d’ouverture",
        "✓\tM. Youssef Amrani, Secrétaire Général du MAEC : M. Amrani a inscrit",
        "Présentation du cadre stratégique du GTM et du tableau des actions proposées par les partenaires nationaux : "
        "M. Johannes van der Klaauw, Président du GTM a présenté",
        "Résumé du débat : le débat a dégagé",
        "✓\tAccord des partenaires nationaux",
        "Décisions prises : ",
        "✓\tLe GTM actualise le tableau",
        "Responsable : Le GTM",
        "Naïma Senhadji, GTM",
    ]
    places = [next(n for n, line in enumerate(found) if line.startswith(start)) for start in starts]
    assert places == sorted(places)
    assert places[-1] == len(found) - 1


def test_minutes_are_in_french_whatever_the_language_of_the_screen(as_user, secretary, real_data):
    client = as_user(secretary)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        found = lines(client.get(SOURCE))
    assert found[0] == "COMPTE RENDU DE REUNION"
    assert "Date et lieu : 24 décembre 2008" in found[2]


def test_no_action_is_named_and_no_partner_of_a_decision(as_user, alice, partner_a, partner_b):
    meeting = make_meeting([partner_a])
    action = make_action(lead=partner_a, title="Une action", internal_notes="narvalus")
    point = DebatePoint.objects.create(meeting=meeting, number=1, text="Un point")
    decision = Decision.objects.create(meeting=meeting, number=1, text="Une décision", status="done")
    for part in (point, decision):
        part.actions.add(action)
        part.partners.add(partner_b)
    said = "\n".join(lines(as_user(alice).get(f"{meeting.get_absolute_url()}minutes.docx")))
    assert "Un point" in said
    for word in (action.reference, "Une action", "narvalus", "BBB"):
        assert word not in said


def test_meeting_of_nothing_has_minutes(as_user, secretary):
    meeting = make_meeting(title="<b> & أكادير")
    found = lines(as_user(secretary).get(f"{meeting.get_absolute_url()}minutes.docx"))
    assert found == ["COMPTE RENDU DE REUNION", "Objet : <b> & أكادير", "Date et lieu : 24 décembre 2008"]


def test_other_meetings_are_not_found(as_user, alice, partner_b):
    make_meeting([partner_b], slug="theirs")
    for slug in ("theirs", "nowhere"):
        assert as_user(alice).get(f"/meetings/{slug}/minutes.docx").status_code == 404


def test_number_of_queries_does_not_grow(as_user, reader, real_data, django_assert_num_queries):
    client = as_user(reader)
    for more in range(2):
        with django_assert_num_queries(11):
            client.get(SOURCE)
        meeting = Meeting.objects.get()
        for number in range(10 + 10 * more, 20 + 10 * more):
            Decision.objects.create(meeting=meeting, number=number, text="…")
