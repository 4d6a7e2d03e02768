"""What people and their programs write for one value, and what is refused."""

from datetime import date, datetime

import pytest

from actions.columns import BY_NAME
from actions.exchange.understanding import Reader
from gtm.lib.excel.reading import Unreadable
from partners.models import PartnerAlias
from tests import factories

pytestmark = pytest.mark.django_db


def read(name, raw):
    return Reader().read(BY_NAME[name], raw)


@pytest.mark.parametrize(
    ("name", "raw", "stored"),
    [
        ("title", "  Rabat ", "Rabat"),
        ("title", "deux\r\nlignes", "deux\nlignes"),
        ("title", 2008.0, "2008"),
        ("title", date(2008, 12, 24), "24/12/2008"),
        ("title", "=1+1", "=1+1"),
        ("remarks", None, None),
        ("remarks", " \u00a0", None),
        ("end", date(2008, 12, 24), "2008-12-24"),
        ("end", datetime(2008, 12, 24, 13, 30), "2008-12-24"),
        ("end", "24/12/2008", "2008-12-24"),
        ("end", "2008-12-24", "2008-12-24"),
        ("end", "2008-12-24 00:00:00", "2008-12-24"),
        ("end", "01/02/2025", "2025-02-01"),
        ("end", 39806, "2008-12-24"),
        ("end", 39806.0, "2008-12-24"),
        ("budget", 1250, "1250.00"),
        ("budget", 0.1 + 0.2, "0.30"),
        ("budget", "1 250,00", "1250.00"),
        ("budget", "1\u202f250,5", "1250.50"),
        ("budget", "1.234,56", "1234.56"),
        ("budget", "1,234.56", "1234.56"),
        ("budget", "1.234.567", "1234567.00"),
        ("progress", 0.4, 40),
        ("progress", 40, 40),
        ("progress", 0.07, 7),
        ("progress", "40 %", 40),
        ("progress", "40", 40),
        ("progress", "0,4", 40),
        ("progress", 0, 0),
        ("funding_secured", True, True),
        ("funding_secured", "VRAI", True),
        ("funding_secured", "Oui", True),
        ("funding_secured", "non", False),
        ("funding_secured", 1.0, True),
        ("status", "ongoing", "ongoing"),
        ("currency", "MAD", "MAD"),
    ],
)
def test_value_is_understood(name, raw, stored):
    assert read(name, raw).stored == stored


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("end", "bientôt"),
        ("end", "12/24/2008"),
        ("end", 2008),
        ("end", 20081224),
        ("end", True),
        ("budget", "environ 1000"),
        ("budget", "1.250"),
        ("budget", "1,250"),
        ("budget", True),
        ("budget", "12,345"),
        ("budget", -5.001),
        ("budget", 12.3456),
        ("progress", 140),
        ("progress", "12,5 %"),
        ("progress", -1),
        ("funding_secured", "peut-être"),
        ("status", "en pause"),
        ("title", "x" * 301),
        ("title", Unreadable("#N/A")),
        ("remarks", Unreadable("=A1")),
    ],
)
def test_value_is_refused_in_a_sentence(name, raw):
    with pytest.raises(ValueError, match=r"\w+ .+\."):
        read(name, raw)


def test_number_one_is_the_whole_and_says_so():
    understood = read("progress", 1)
    assert understood.stored == 100
    assert understood.doubt
    assert read("progress", "1").stored == 1


@pytest.fixture
def women():
    partner = factories.make_partner("ONU Femmes", name="Entité des Nations Unies pour l'égalité des sexes", slug="w")
    PartnerAlias.objects.create(partner=partner, name="UNIFEM")
    return partner


@pytest.mark.parametrize(
    ("raw", "is_doubtful"),
    [
        ("ONU Femmes", False),
        ("onu  FEMMES", False),
        ("Entité des Nations unies pour l’égalité des sexes", False),
        ("UNIFEM", True),
    ],
)
def test_partner_is_known_by_all_names_and_an_alias_is_shown(women, raw, is_doubtful):
    understood = read("implementing", raw)
    assert understood.stored == ["w"]
    assert bool(understood.doubt) is is_doubtful


def test_names_come_in_any_order_between_line_breaks_or_semicolons(women, partner_a):
    expected = sorted(["w", partner_a.slug])
    for raw in ("AAA\nONU Femmes", "ONU Femmes; AAA", "ONU Femmes ;\nAAA;", "AAA\r\nAAA\r\nONU Femmes"):
        assert read("implementing", raw).stored == expected


def test_misspelt_name_is_refused_with_the_one_that_was_meant(women):
    with pytest.raises(ValueError, match="ONU Femmes"):
        read("implementing", "ONU Femes")
    with pytest.raises(ValueError, match="UNHCR") as caught:
        read("implementing", "UNHCR")
    assert "ONU Femmes" not in str(caught.value)


def test_axis_is_read_by_number_and_by_title():
    axis = factories.make_axis(3, title="Recherche")
    for raw in (3, 3.0, "3", "recherche", str(axis)):
        assert read("axis", raw).stored == "3"
