"""/partners/<slug>/: one partner."""

import pytest
from django.utils import timezone

from actions.models import Participation
from meetings.models import DebatePoint, Decision, Statement
from partners.models import PartnerAlias
from tests.factories import make_action, make_meeting, make_partner, take_part

Role = Participation.Role


def text(response):
    """The page's words, one space apart."""
    return " ".join(response.content.decode().split())


@pytest.fixture
def meeting(partner_a):
    """A meeting to which partner A alone is invited, and which speaks of partner A."""
    meeting = make_meeting([partner_a], title="Réunion de coordination")
    Statement.objects.create(meeting=meeting, number=1, text="…", speaker="Mme Alaoui", partner=partner_a)
    DebatePoint.objects.create(meeting=meeting, number=2, text="Associer AAA au dialogue").partners.add(partner_a)
    Decision.objects.create(meeting=meeting, number=3, text="AAA transmet le tableau").partners.add(partner_a)
    return meeting


def test_says_who_the_partner_is_and_its_other_names(as_user, bob):
    partner = make_partner("HCP", name="Haut Commissariat au Plan", kind="national", involvement="prospective")
    PartnerAlias.objects.create(partner=partner, name="Direction de la statistique", note="Ancien nom")
    page = text(as_user(bob).get(partner.get_absolute_url()))
    for words in ("Haut Commissariat au Plan (HCP)", "Institution nationale", "À associer"):
        assert words in page
    assert 'Direction de la statistique <span class="text-body-secondary">(Ancien nom)</span>' in page


def test_lists_its_actions_by_role_in_the_order_of_the_roles(as_user, reader, partner_a):
    take_part(make_action(title="Études"), partner_a, Role.TO_BE_INVOLVED)
    take_part(make_action(title="Formations"), partner_a, Role.LEAD)
    page = text(as_user(reader).get(partner_a.get_absolute_url()))
    assert page.index("Chef de file") < page.index("Formations") < page.index("À associer") < page.index("Études")


def test_shows_a_focal_point_only_the_actions_shared_with_her_partner(as_user, alice, partner_a, partner_b):
    make_action(title="Ensemble", partners=[partner_a, partner_b])
    make_action(title="Sans vous", partners=[partner_b])
    page = text(as_user(alice).get(partner_b.get_absolute_url()))
    assert "Ensemble" in page
    assert "Sans vous" not in page


@pytest.mark.parametrize("person", ["secretary", "reader", "alice"])
def test_shows_the_minutes_that_name_it_to_those_who_may_read_them(as_user, person, request, meeting, partner_a):
    page = text(as_user(request.getfixturevalue(person)).get(partner_a.get_absolute_url()))
    for words in ("Réunion de coordination", "Mme Alaoui", "Associer AAA au dialogue", "AAA transmet le tableau"):
        assert words in page
    for anchor in ("#statement-1", "#debate-point-2"):
        assert meeting.get_absolute_url() + anchor in page
    assert meeting.decisions.get().get_absolute_url() in page


def test_hides_from_the_others_the_minutes_that_name_it(as_user, bob, meeting, partner_a):
    page = text(as_user(bob).get(partner_a.get_absolute_url()))
    for words in ("Réunion de coordination", "Mme Alaoui", "Associer AAA au dialogue", "AAA transmet le tableau"):
        assert words not in page
    assert "Aucun compte rendu que vous pouvez consulter ne cite ce partenaire." in page


@pytest.mark.parametrize("slug", ["gone", "nowhere"])
def test_archived_and_unknown_partners_are_not_found_alike(as_user, reader, slug):
    make_partner("GONE", slug="gone", archived_at=timezone.now())
    response = as_user(reader).get(f"/partners/{slug}/")
    assert response.status_code == 404
    assert f"Aucun partenaire «\N{NO-BREAK SPACE}{slug}\N{NO-BREAK SPACE}» ne figure dans l’annuaire." in (
        response.content.decode()
    )


def test_the_secretariat_opens_an_archived_partner(as_user, secretary):
    partner = make_partner("GONE", archived_at=timezone.now())
    assert "Archivé" in text(as_user(secretary).get(partner.get_absolute_url()))


@pytest.mark.parametrize("size", [1, 20])
def test_number_of_queries_does_not_grow(as_user, alice, partner_a, size, django_assert_num_queries):
    for number in range(size):
        make_action(lead=partner_a)
        meeting = make_meeting([partner_a])
        Statement.objects.create(meeting=meeting, number=1, text="…", speaker="X", partner=partner_a)
        for model in (DebatePoint, Decision):
            model.objects.create(meeting=meeting, number=number, text="…").partners.add(partner_a)
    client = as_user(alice)
    with django_assert_num_queries(9):
        client.get(partner_a.get_absolute_url())
