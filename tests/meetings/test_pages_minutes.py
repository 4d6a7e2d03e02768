"""/meetings/<slug>/: the minutes of one meeting."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings.models import Attendance, DebatePoint, Decision, Statement
from partners.models import Partner
from tests.factories import make_action, make_focal_point, make_meeting, make_partner

SOURCE = "/meetings/2008-12-24/"


def text(response):
    """The page's words, one space apart, with plain spaces."""
    return " ".join(response.content.decode().split())


@pytest.fixture
def real_data(db):
    call_command("load_reference", stdout=StringIO())


def test_the_minutes_of_the_source_keep_its_layout(as_user, reader, real_data):
    page = text(as_user(reader).get(SOURCE))
    in_order = [
        "24 décembre 2008 · Siège du Ministère des Affaires Etrangères et de la Coopération (MAEC)",
        "Partenaires nationaux",
        "Ministère de l&#x27;Intérieur",
        "Membres du GTM",
        "ONU Sida",
        "Coordonnateur résident",
        "Ouverture de la réunion",
        "M. Youssef Amrani, Secrétaire Général du MAEC",
        "M. Mourad Wahba, Coordonnateur du Système des Nations Unies au Maroc",
        "Présentation du cadre stratégique du GTM",
        "M. Johannes van der Klaauw, Président du GTM",
        "Résumé du débat",
        "Accord des partenaires nationaux",
        "A5-01",
        "Nécessité de la coordination",
        "A1-03",
        "Décisions",
        "Le GTM actualise le tableau",
        "Responsable : Le GTM ·",
        "À faire",
        "Naïma Senhadji, GTM",
    ]
    places = [page.index(words, page.index("<main")) for words in in_order]
    assert places == sorted(places)
    assert page.count("Ouverture de la réunion") == 1


def test_each_debate_point_shows_its_own_actions(as_user, reader, real_data):
    page = as_user(reader).get(SOURCE).content.decode()
    points = re.split(r'id="debate-point-\d', page)[1:]
    shown = [re.findall(r"/actions/(A\d-\d\d)/", point) for point in points]
    assert shown[0] == ["A5-01", "A5-02", "A6-01"]
    assert shown[7] == ["A2-01", "A6-03"]
    assert sum(map(len, shown)) == 12


def test_a_focal_point_sees_all_the_minutes_but_only_her_own_actions(as_user, real_data):
    emploi = make_focal_point("emploi@example.org", Partner.objects.get(slug="emploi"))
    page = as_user(emploi).get(SOURCE).content.decode()
    assert "Intensification des actions ciblant les mineurs" in page
    assert set(re.findall(r"/actions/(A\d-\d\d)/", page)) == {"A3-01"}


def test_says_who_was_not_there(as_user, reader, partner_a, partner_b):
    meeting = make_meeting([partner_a, partner_b])
    Attendance.objects.filter(partner=partner_a).update(presence="excused")
    Attendance.objects.filter(partner=partner_b).update(presence="present")
    page = text(as_user(reader).get(meeting.get_absolute_url()))
    assert page.count("(Excusé)") == 1
    assert "(Présent)" not in page


def test_a_decision_says_who_answers_for_it_and_by_when(as_user, reader, partner_a):
    meeting = make_meeting()
    decision = Decision.objects.create(meeting=meeting, number=1, text="…", due="2009-01-31", status="ongoing")
    decision.partners.add(partner_a)
    page = text(as_user(reader).get(meeting.get_absolute_url()))
    assert "Échéance : 31 janvier 2009 ·" in page
    assert all(state in page for state in ("En cours", "En retard"))
    assert decision.get_absolute_url() in page
    assert partner_a.get_absolute_url() in page


def test_text_is_only_text(as_user, reader):
    meeting = make_meeting(title="<b>x</b>")
    Statement.objects.create(meeting=meeting, number=1, speaker="<b>x</b>", text="<b>x</b>\n\nSuite")
    page = as_user(reader).get(meeting.get_absolute_url()).content.decode()
    assert "<b>x</b>" not in page
    assert "<p>Suite</p>" in page


@pytest.mark.parametrize("slug", ["theirs", "archived", "nowhere"])
def test_another_partners_archived_and_unknown_meetings_are_not_found_alike(as_user, alice, partner_a, partner_b, slug):
    make_meeting([partner_b], slug="theirs")
    make_meeting([partner_a], slug="archived", archived_at=timezone.now())
    response = as_user(alice).get(f"/meetings/{slug}/")
    assert response.status_code == 404
    assert f"Il n’y a pas de réunion «\N{NO-BREAK SPACE}{slug}\N{NO-BREAK SPACE}» que vous puissiez consulter." in (
        response.content.decode()
    )


def test_the_secretariat_opens_an_archived_meeting_and_may_edit_it(as_user, secretary):
    meeting = make_meeting(archived_at=timezone.now())
    page = text(as_user(secretary).get(meeting.get_absolute_url()))
    assert "Archivée" in page
    assert f"/admin/meetings/meeting/{meeting.pk}/change/" in page


@pytest.mark.parametrize("size", [1, 20])
def test_number_of_queries_does_not_grow(as_user, alice, partner_a, size, django_assert_num_queries):
    meeting = make_meeting([partner_a])
    for number in range(size):
        partner = make_partner()
        Attendance.objects.create(meeting=meeting, partner=partner, capacity="guest")
        Statement.objects.create(meeting=meeting, number=number, text="…", speaker="X", partner=partner)
        for model in (DebatePoint, Decision):
            part = model.objects.create(meeting=meeting, number=number, text="…")
            part.partners.add(partner)
            part.actions.add(make_action(partners=[partner_a]))
    client = as_user(alice)
    with django_assert_num_queries(15):
        client.get(meeting.get_absolute_url())


def test_draft_is_read_by_secretariat_and_readers_only(as_user, alice, partner_a, reader, secretary):
    meeting = make_meeting(invited=[partner_a], title="Réunion", minutes_state="draft")
    meeting.debate_points.create(number=1, text="Une cigogne")
    word, search = f"{meeting.get_absolute_url()}minutes.docx", "/meetings/?q=cigogne"
    for user, statuses, is_said in (
        (alice, [200, 404], False),
        (reader, [200, 200], True),
        (secretary, [200, 200], True),
    ):
        client = as_user(user)
        answers = [client.get(meeting.get_absolute_url()), client.get(word)]
        assert [answer.status_code for answer in answers] == statuses
        assert ("cigogne" in answers[0].text) == is_said
        assert bool(client.get(search).context["meetings"]) == is_said
