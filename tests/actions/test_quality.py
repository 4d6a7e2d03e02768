"""The quality check at /actions/quality/: each check has a row that stumbles and one that does not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions import services
from actions.columns import BY_NAME
from actions.models import Edit, Participation
from actions.quality import CHECKS, findings, number
from actions.views.quality import FEW, PAGE_SIZE
from partners.models import Partner
from tests.factories import make_action, make_axis, make_partner, take_part

pytestmark = pytest.mark.django_db

Role = Participation.Role
TODAY = timezone.localdate()
PAST, LONG_PAST, FUTURE = TODAY - timedelta(days=1), TODAY - timedelta(days=90), TODAY + timedelta(days=1)


def text(response):
    """The page, with plain spaces where French puts no-break ones."""
    return response.content.decode().replace("\xa0", " ")


def make_sound(**fields):
    """An action over which nobody stumbles."""
    lead = fields.pop("lead", None) or make_partner()
    return make_action(lead=lead, **fields)


@pytest.fixture
def stumbling(secretary):
    """{code of a check: [references it finds]}, for the checks that find something."""

    def codes(user=secretary):
        found = {check.code: [finding.pk for finding in rows] for check, rows in findings(user).items()}
        return {code: rows for code, rows in found.items() if rows}

    return codes


# Checks of the row's own fields -----------------------------------------------------------------

ONGOING = {"status": "ongoing", "expected_results": "Some", "end": FUTURE}
FIELDS = {
    "completed-below-100": ({"status": "completed", "progress": 40}, {"status": "completed", "progress": 100}),
    "completed-below-100 unknown": ({"status": "completed", "progress": 0}, {"status": "completed"}),
    "open-at-100": ({**ONGOING, "progress": 100}, {**ONGOING, "progress": 99}),
    "open-at-100 abandoned": ({**ONGOING, "progress": 100}, {"status": "abandoned", "progress": 100}),
    "ended-not-begun": ({"end": PAST}, {"end": TODAY}),
    "ended-not-begun agreed": ({"status": "agreed", "end": PAST}, {"status": "completed", "end": PAST}),
    "started-not-begun": ({"start": PAST}, {"start": TODAY}),
    "started-not-begun ended": ({"start": PAST, "end": FUTURE}, {"status": "abandoned", "start": PAST}),
    "late": ({**ONGOING, "end": PAST}, ONGOING),
    "late suspended": ({"status": "suspended", "end": PAST}, {"status": "suspended", "end": TODAY}),
    "ongoing-undated": ({**ONGOING, "end": None}, {**ONGOING, "end": None, "start": PAST}),
    "ongoing-without-results": ({**ONGOING, "expected_results": ""}, {"expected_results": ""}),
    "unfunded": (
        {"budget": Decimal(5), "currency": "MAD"},
        {"budget": Decimal(5), "currency": "MAD", "funding_source": "UE"},
    ),
    "copy": ({"title": "Étude (copie)"}, {"title": "Une copie"}),
    "synthetic": ({"is_synthetic": True}, {}),
}


@pytest.mark.parametrize("case", FIELDS)
def test_check_of_the_fields(stumbling, case):
    wrong, right = FIELDS[case]
    stumbles = make_sound(**wrong)
    make_sound(**right)
    assert stumbling() == {case.split()[0]: [stumbles.pk]}


def test_an_action_past_its_end_is_told_once(stumbling):
    stumbles = make_sound(start=LONG_PAST, end=PAST)
    assert stumbling() == {"ended-not-begun": [stumbles.pk]}


def test_archived_axis(stumbling):
    stumbles = make_sound(axis=make_axis(8, archived_at=timezone.now()))
    make_sound()
    assert stumbling() == {"axis-archived": [stumbles.pk]}


# Checks of the partners -------------------------------------------------------------------------


def test_no_lead_and_no_partner(stumbling):
    led, supported, bare = make_sound(), make_action(partners=[make_partner()]), make_action()
    assert stumbling() == {"no-lead": [supported.pk, bare.pk], "no-partner": [bare.pk]}
    assert led


def test_archived_partners(secretary, stumbling):
    gone = make_partner(archived_at=timezone.now())
    led = make_sound(lead=gone)
    supported = make_sound()
    take_part(supported, gone, Role.TECHNICAL_SUPPORT)
    make_sound()
    assert stumbling() == {"lead-archived": [led.pk], "partner-archived": [supported.pk]}
    columns = {check.code: [finding.column for finding in rows] for check, rows in findings(secretary).items()}
    assert columns["lead-archived"] == ["lead"]
    assert columns["partner-archived"] == ["technical_support"]


def test_lead_that_does_not_take_part_yet(stumbling):
    prospective = make_partner(involvement=Partner.Involvement.PROSPECTIVE)
    stumbles = make_sound(lead=prospective)
    take_part(make_sound(), prospective, Role.TO_BE_INVOLVED)
    assert stumbling() == {"lead-prospective": [stumbles.pk]}


def test_funding_partner_is_a_source(stumbling):
    action = make_sound(budget=Decimal(5), currency="MAD")
    take_part(action, make_partner(), Role.FUNDING)
    assert stumbling() == {}


# Titles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Étude sur les retours", "étude sur les retours", True),
        ("Étude sur les retours", "Etude des retours.", True),
        ("Migrants et réfugiés", "Réfugiés – migrants", True),
        ("Atelier de 2009", "Atelier de 2010", False),
        ("Atelier, phase I", "Atelier, phase II", False),
        ("Étude sur les retours", "Étude sur les départs", False),
    ],
)
def test_titles_that_say_the_same(secretary, stumbling, one, other, is_same):
    first, second = make_sound(title=one), make_sound(title=other)
    assert stumbling() == ({"same-title": [first.pk, second.pk]} if is_same else {})
    alike = [finding.alike for rows in findings(secretary).values() for finding in rows]
    assert alike == ([[first.reference, second.reference]] * 2 if is_same else [])


def test_the_other_rows_of_the_same_title_are_named(as_user, secretary):
    first, second = make_sound(title="Étude"), make_sound(title="Etude")
    page = text(as_user(secretary).get("/actions/quality/"))
    assert f"comme celui de {first.reference}" in page
    assert f"comme celui de {second.reference}" in page


# The page ---------------------------------------------------------------------------------------


def test_each_finding_is_a_click_from_its_cell(as_user, secretary):
    action = make_sound(status="completed", progress=40)
    response = as_user(secretary).get("/actions/quality/")
    page = text(response)
    assert "<strong>1 point</strong> qui ferait trébucher un lecteur,\n  dans 1 action." in page
    assert "Achevée, mais avancement inférieur à 100 %" in page
    assert "Portez l’avancement à 100" in page
    cell = f"/actions/{action.reference}/cells/progress/"
    assert f'href="{cell}"' in page
    assert as_user(secretary).get(cell).status_code == 200
    assert "40 %" in page


def test_every_column_to_mend_has_its_cell(as_user, secretary):
    action = make_sound()
    for check in CHECKS:
        assert as_user(secretary).get(f"/actions/{action.reference}/cells/{check.column}/").status_code == 200


def test_a_reader_sees_the_findings_but_no_editor(as_user, reader):
    make_sound(status="completed", progress=40)
    page = text(as_user(reader).get("/actions/quality/"))
    assert "Achevée, mais avancement inférieur à 100 %" in page
    assert "/cells/" not in page


def test_focal_points_are_refused(as_user, alice):
    assert as_user(alice).get("/actions/quality/").status_code == 403
    assert "/actions/quality/" not in text(as_user(alice).get("/actions/"))


def test_the_table_links_to_the_check(as_user, secretary):
    assert 'href="/actions/quality/"' in text(as_user(secretary).get("/actions/"))


def test_archived_actions_are_left_out(as_user, secretary):
    make_action(archived_at=timezone.now())
    page = text(as_user(secretary).get("/actions/quality/"))
    assert "Rien ne fera trébucher un lecteur : tous les contrôles sont satisfaits." in page


def test_one_check_alone_shows_all_its_rows(as_user, secretary):
    for _ in range(FEW + 2):
        make_action()
    client = as_user(secretary)
    response = client.get("/actions/quality/")
    assert [len(section.rows) for section in response.context["sections"]] == [FEW, FEW]
    assert f"Afficher les {FEW + 2}" in text(response)

    (section,) = client.get("/actions/quality/?check=no-lead").context["sections"]
    assert (section.check.code, len(section.rows)) == ("no-lead", FEW + 2)


def test_one_check_alone_goes_on_over_pages(as_user, secretary, monkeypatch):
    monkeypatch.setattr("actions.views.quality.PAGE_SIZE", 2)
    actions = [make_action() for _ in range(3)]
    (section,) = as_user(secretary).get("/actions/quality/?check=no-lead&page=2").context["sections"]
    assert [row.action for row in section.rows] == actions[2:]
    assert PAGE_SIZE > 2


def test_unknown_check_is_explained(as_user, secretary):
    response = as_user(secretary).get("/actions/quality/?check=nonsense")
    assert response.status_code == 404
    assert "Il n’y a pas de contrôle « nonsense »." in text(response)


def test_the_number_of_queries_does_not_grow(as_user, secretary):
    client = as_user(secretary)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/actions/quality/").status_code == 200
        return len(captured)

    def stumble():
        make_action(status="ongoing", progress=100, end=PAST, title="Same", is_synthetic=True)
        make_sound(lead=make_partner(archived_at=timezone.now()))

    stumble()
    few = count()
    for _ in range(20):
        stumble()
    assert count() == few <= 6


def test_number_of_findings_is_kept_while_nothing_changes(settings, secretary, partner_a, django_assert_num_queries):
    settings.CACHES |= {"counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept"}}
    action = make_action(lead=partner_a, status="agreed")
    assert number(secretary) == 0
    with django_assert_num_queries(4):
        assert number(secretary) == 0
    Partner.objects.update(archived_at=timezone.now())
    assert number(secretary) == 1
    change = services.Change(action.pk, BY_NAME["progress"], 100)
    services.save(by=secretary, channel=Edit.Channel.FORM, changes=[change])
    assert number(secretary) == 2
