"""How one cell of a file is read: what people write for one meaning, and what is refused."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from actions.models import JointAction
from gtm.lib.cells import AmountCell, BooleanCell, ChoiceCell, DateCell, IntegerCell, RowCell, RowsCell, TextCell
from partners.models import Partner
from tests import factories
from tests.uploads import plain

DAY = date(2008, 12, 24)


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def refusal(cell, value):
    with pytest.raises(ValueError, match=r".") as caught:
        cell.clean(value)
    return plain(caught.value)


@pytest.mark.parametrize("written", [DAY, datetime(2008, 12, 24), datetime(2008, 12, 24, 0, 0, 0, 1), "24/12/2008"])
def test_date(written):
    assert DateCell().clean(written) == DAY


def test_date_is_day_first():
    assert DateCell().clean("01/02/2025") == date(2025, 2, 1)


def test_date_as_iso():
    assert DateCell().clean(" 2008-12-24 ") == DAY


@pytest.mark.parametrize("written", ["12/31/2008", "24/12/08", "24 décembre 2008", "2008", 2008, 39806, "31/02/2009"])
def test_other_date_is_refused(written):
    assert refusal(DateCell(), written) == f"« {written} » n’est pas une date : écrivez-la sous la forme 24/12/2008."


@pytest.mark.parametrize(
    "written", ["1250,5", "1250.50", "1 250,50", "1\u00a0250,50", "1\u202f250,50", "1\u2009250,50", 1250.5]
)
def test_amount(written):
    assert AmountCell().clean(written) == Decimal("1250.50")


def test_binary_fraction_is_rounded():
    assert AmountCell().clean(0.1 + 0.2) == Decimal("0.30")


def test_third_decimal_stays_to_be_refused():
    assert AmountCell().clean("12,345") == Decimal("12.345")


@pytest.mark.parametrize("written", ["mille", "1.234,56", "1e9", "NaN", "Infinity", "1" * 31, "12 MAD", True])
def test_other_amount_is_refused(written):
    assert refusal(AmountCell(), written).startswith(f"« {written} » n’est pas un montant")


@pytest.mark.parametrize("written", [40, 40.0, "40", "40 %", "40%"])
def test_whole_number(written):
    assert IntegerCell().clean(written) == 40


@pytest.mark.parametrize("written", [12.7, "12,7", "douze", True])
def test_other_number_is_refused(written):
    assert refusal(IntegerCell(), written) == f"« {written} » n’est pas un nombre entier."


@pytest.mark.parametrize("written", ["Oui", "VRAI", "yes", True, 1])
def test_yes(written):
    assert BooleanCell().clean(written) is True


@pytest.mark.parametrize("written", ["non", "Faux", "NO", False, 0])
def test_no(written):
    assert BooleanCell().clean(written) is False


def test_other_answer_is_refused():
    assert refusal(BooleanCell(), "peut-être") == "« peut-être » n’est ni Oui ni Non."


@pytest.mark.parametrize("written", ["En cours", "EN COURS", "ongoing"])
def test_choice_by_label_or_code(written):
    assert ChoiceCell(JointAction.Status.choices).clean(written) == "ongoing"


def test_other_choice_is_refused_with_those_allowed():
    sentence = refusal(ChoiceCell(JointAction.Status.choices), "Terminée")
    assert sentence == (
        "« Terminée » ne convient pas ; valeurs admises : Proposée, Convenue, En cours, Achevée, Suspendue, Abandonnée."
    )


@pytest.mark.parametrize(("written", "text"), [(" Rabat ", "Rabat"), (2009, "2009"), (2009.0, "2009"), ("007", "007")])
def test_text(written, text):
    assert TextCell().clean(written) == text


def test_control_character_is_refused():
    assert refusal(TextCell(), "a\x0bb") == "« a\\x0bb » contient un caractère de contrôle."


@pytest.mark.parametrize("cell", [DateCell(), AmountCell(), IntegerCell(), BooleanCell()])
@pytest.mark.parametrize("written", [None, "", "  "])
def test_empty_cell_is_none(cell, written):
    assert cell.clean(written) is None


def names(partner):
    return [partner.acronym, partner.name]


@pytest.mark.django_db
class TestRows:
    @pytest.fixture(autouse=True)
    def _partners(self):
        factories.make_partner("OIM", name="Organisation internationale pour les migrations")
        factories.make_partner("", name="Santé ; Affaires sociales")

    def test_row_by_any_name(self):
        assert RowCell(Partner.objects.all(), names).clean("oim").acronym == "OIM"

    def test_rows_one_a_line_or_between_semicolons(self):
        cell = RowsCell(Partner.objects.all(), names)
        found = cell.clean("OIM; oim\nsante ; affaires sociales\n")
        assert [str(partner) for partner in found] == ["OIM", "Santé ; Affaires sociales"]

    def test_every_unknown_name_is_told(self):
        sentence = refusal(RowsCell(Partner.objects.all(), names), "OMI\nOIM\nHRC")
        assert sentence == ("« OMI » ne figure pas parmi les partenaires. « HRC » ne figure pas parmi les partenaires.")

    def test_name_of_two_rows_is_refused(self):
        factories.make_partner("", name="OÏM")
        sentence = refusal(RowCell(Partner.objects.all(), names), "oim")
        assert sentence == "« oim » désigne plusieurs des partenaires."
