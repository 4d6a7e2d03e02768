"""Reference data imported in the admin: by natural key, validated, whole or not at all."""

import pytest

from actions.models import Axis, Region, Theme
from partners.models import Partner, PartnerAlias
from tests.uploads import confirm, csv, faults, preview, said, xlsx

pytestmark = pytest.mark.django_db
HEADINGS = ["Adresse", "Sigle", "Nom", "Catégorie", "Implication"]


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def refused(client, model, headings, *rows):
    before = list(model.objects.values())
    page = preview(client, model, xlsx(headings, *rows))
    assert "confirm_form" not in page.context
    assert list(model.objects.values()) == before
    return faults(page)


def test_partners_are_added_and_changed_by_their_address(client, partner_a):
    page = preview(
        client,
        Partner,
        xlsx(
            HEADINGS,
            [partner_a.slug, "AAA", "Nom nouveau", "Agence des Nations Unies", "Participe"],
            ["inp", "INP", "Institut", "research", ""],
        ),
    )
    assert said(confirm(client, Partner, page)) == [
        "Importation terminée : lignes nouvelles 1, modifiées 1, inchangées 0."
    ]
    assert set(Partner.objects.values_list("slug", "name", "kind", "involvement")) == {
        (partner_a.slug, "Nom nouveau", "un_agency", "participant"),
        ("inp", "Institut", "research", "participant"),
    }


def test_partner_with_a_taken_acronym_is_refused(client, partner_a):
    assert refused(client, Partner, HEADINGS, ["autre", "AAA", "Autre", "Média", ""]) == [
        (2, "__all__", "Un autre partenaire porte déjà ce sigle.")
    ]


def test_partners_that_take_one_name_in_one_file_are_refused(client):
    [(row, heading, _sentence)] = refused(
        client, Partner, HEADINGS, ["a", "", "Même", "Média", ""], ["b", "", "Même", "Média", ""]
    )
    assert (row, heading) == (3, "Nom")


def test_unknown_kind_is_refused(client):
    [(row, heading, sentence)] = refused(client, Partner, HEADINGS, ["a", "", "A", "Ministère", ""])
    assert (row, heading) == (2, "Catégorie")
    assert sentence.startswith("« Ministère » ne convient pas ; valeurs admises : Institution nationale,")


def test_other_names_find_their_partner_by_any_name(client, partner_a):
    page = preview(client, PartnerAlias, xlsx(["Autre appellation", "Partenaire"], ["Ancien", "aaa"]))
    confirm(client, PartnerAlias, page)
    page = preview(client, PartnerAlias, xlsx(["Autre appellation", "Partenaire"], ["Plus ancien", "ANCIEN"]))
    confirm(client, PartnerAlias, page)
    assert set(partner_a.aliases.values_list("name", flat=True)) == {"Ancien", "Plus ancien"}


def test_other_name_of_an_unknown_partner_creates_nobody(client, partner_a):
    assert refused(client, PartnerAlias, ["Autre appellation", "Partenaire"], ["Ancien", "AAB"]) == [
        (2, "Partenaire", "« AAB » ne figure pas parmi les partenaires.")
    ]
    assert Partner.objects.count() == 1


def test_other_name_that_stands_for_another_partner_is_refused(client, partner_a, partner_b):
    assert refused(client, PartnerAlias, ["Autre appellation", "Partenaire"], ["bbb", "AAA"]) == [
        (2, "Autre appellation", "« bbb » désigne déjà BBB.")
    ]


def test_axis_number_that_is_no_number_is_refused(client):
    assert refused(client, Axis, ["Numéro", "Intitulé"], ["un", "Axe"], [1.5, "Axe"]) == [
        (2, "Numéro", "« un » n’est pas un nombre entier."),
        (3, "Numéro", "« 1.5 » n’est pas un nombre entier."),
    ]


def test_row_without_key_is_refused(client):
    [(row, heading, _sentence)] = refused(client, Region, ["Code", "Nom"], ["", "Rabat"])
    assert (row, heading) == (2, "Code")


def test_headings_may_be_codes_and_differ_in_case_and_accents(client):
    page = preview(client, Theme, csv("SLUG;nom\ngenre;Genre et migration\n"), "csv")
    confirm(client, Theme, page)
    assert Theme.objects.get(slug="genre").name == "Genre et migration"


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (["Code", "Nom", "Capitale"], "Colonnes inconnues : Capitale. Les colonnes de ce tableau sont : Code, Nom."),
        (["Code", "Nom", None], "Colonnes inconnues : (sans en-tête). Les colonnes de ce tableau sont : Code, Nom."),
        (["Code", "Nom", "nom"], "Deux colonnes portent l’en-tête « Nom »."),
        (["Nom"], "Il manque la colonne « Code »."),
    ],
)
def test_wrong_headings_are_refused(client, headings, sentence):
    assert refused(client, Region, headings, ["MA-04", "Rabat", "Rabat"][: len(headings)]) == [sentence]


def test_blank_rows_are_skipped_and_rows_keep_their_number(client):
    page = preview(client, Region, xlsx(["Code", "Nom"], ["MA-04", "Rabat"], [None, None], ["MA-05", None], [None, ""]))
    assert faults(page) == [(4, "Nom", "Ce champ ne peut pas être vide.")]
