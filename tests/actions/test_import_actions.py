"""Joint actions imported in the admin: by reference, names of partners, dates and amounts as people write them."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry

from actions.models import JointAction, Participation
from partners.models import Partner, PartnerAlias
from tests import factories
from tests.uploads import confirm, csv, faults, plain, preview, said, url, xlsx

Role = Participation.Role
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


@pytest.fixture
def axis():
    return factories.make_axis(2, title="Recherche et documentation")


def imported(client, headings, *rows):
    """Import the rows and return the page that says so."""
    page = preview(client, JointAction, xlsx(headings, *rows))
    assert "confirm_form" in page.context, faults(page)
    return confirm(client, JointAction, page)


def refused(client, headings, *rows):
    """Send the rows and return why they are refused; nothing is saved."""
    before = list(JointAction.objects.values())
    page = preview(client, JointAction, xlsx(headings, *rows))
    assert "confirm_form" not in page.context
    assert list(JointAction.objects.values()) == before
    return faults(page)


def test_new_rows_get_the_next_references_of_their_axis(client, axis):
    factories.make_action(axis=axis, reference="A2-07")
    page = imported(
        client,
        ["Référence", "Action commune", "Axe"],
        [None, "Une", 2],
        ["", "Deux", "2. recherche et documentation"],
    )
    assert said(page) == ["Importation terminée : lignes nouvelles 2, modifiées 0, inchangées 0."]
    new = JointAction.objects.filter(title__in=["Une", "Deux"])
    assert dict(new.values_list("title", "reference")) == {"Une": "A2-08", "Deux": "A2-09"}


def test_import_confirmed_twice_adds_its_rows_once(client, axis):
    page = preview(client, JointAction, xlsx(["Référence", "Action commune", "Axe"], [None, "Former", 2]))
    token = re.search(r'name="once" value="([^"]+)"', page.content.decode())[1]
    for _ in range(2):
        client.post(url(JointAction, "process_import"), page.context["confirm_form"].initial | {"once": token})
    assert JointAction.objects.count() == 1


def test_preview_saves_nothing_and_shows_what_would_change(client, axis):
    action = factories.make_action(axis=axis, title="Ancien")
    page = preview(client, JointAction, xlsx(["Référence", "Action commune"], [action.reference, "Nouveau"]))
    assert "Rien n’est encore enregistré" in page.content.decode()
    assert page.context["result"].rows[0].diff == [("Action commune", [(-1, "Ancien"), (1, "Nouveau")])]
    assert JointAction.objects.get().title == "Ancien"


def test_all_fields_are_read_as_people_write_them(client, axis, partner_a):
    PartnerAlias.objects.create(partner=partner_a, name="Ancien Nom")
    factories.make_theme("Genre et migration")
    row = {
        "Référence": "",
        "Action commune": "Titre",
        "Axe": "2",
        "Domaines transversaux": "genre et MIGRATION",
        "Chef de file": "ancien nom",
        "Statut": "En cours",
        "Avancement (%)": "40 %",
        "Début": "24/12/2008",
        "Fin": date(2009, 6, 30),
        "Budget": "1 250,50",
        "Devise": "MAD (dirham)",
        "Financement acquis": "Non",
    }
    imported(client, list(row), list(row.values()))
    action = JointAction.objects.get()
    assert [theme.name for theme in action.themes.all()] == ["Genre et migration"]
    assert action.lead == partner_a
    assert (action.status, action.progress) == ("ongoing", 40)
    assert (action.start, action.end) == (date(2008, 12, 24), date(2009, 6, 30))
    assert (action.budget, action.currency, action.funding_secured) == (Decimal("1250.50"), "MAD", False)


def test_misspelt_partner_is_named_and_never_created(client, axis, partner_a):
    before = Partner.objects.count()
    found = refused(
        client, ["Référence", "Action commune", "Axe", "Mise en œuvre"], ["", "Titre", 2, "AAA\nONU Fammes"]
    )
    assert found == [(2, "Mise en œuvre", "« ONU Fammes » ne figure pas parmi les partenaires.")]
    assert Partner.objects.count() == before


def test_one_wrong_row_stops_the_import_and_all_faults_are_told(client, axis):
    found = refused(
        client,
        ["Référence", "Action commune", "Axe", "Début", "Fin", "Avancement (%)", "Financement acquis"],
        ["", "Bonne", 2, None, None, None, None],
        ["", "", 9, "12/31/2008", None, 12.7, "peut-être"],
        ["", "Titre", 2, "01/02/2009", "31/01/2009", 120, None],
    )
    assert found == [
        (3, "Axe", "« 9 » ne figure pas parmi les axes."),
        (3, "Avancement (%)", "« 12.7 » n’est pas un nombre entier."),
        (3, "Début", "« 12/31/2008 » n’est pas une date : écrivez-la sous la forme 24/12/2008."),
        (3, "Financement acquis", "« peut-être » n’est ni Oui ni Non."),
        (3, "Action commune", "Ce champ ne peut pas être vide."),
        (4, "__all__", "La fin précède le début. L’avancement est un pourcentage, de 0 à 100."),
    ]


def test_unknown_reference_creates_nothing(client, axis):
    [(row, heading, sentence)] = refused(client, ["Référence", "Action commune", "Axe"], ["A2-70", "Titre", 2])
    assert (row, heading) == (2, "Référence")
    assert sentence.startswith("Aucune action ne porte la référence « A2-70 »")


def test_reference_twice_in_the_file_is_refused(client):
    reference = factories.make_action().reference
    found = refused(client, ["Référence", "Action commune"], [reference, "Une"], [reference, "Deux"])
    assert found == [(3, "Référence", f"« {reference} » figure déjà à la ligne 2 de ce fichier.")]


def test_forbidden_transition_is_refused(client):
    action = factories.make_action(status="completed")
    found = refused(client, ["Référence", "Statut"], [action.reference, "Proposée"])
    assert found == [(2, "Statut", "Une action ne peut pas passer de « Achevée » à « Proposée ».")]


def test_two_leads_are_refused(client, partner_a, partner_b):
    action = factories.make_action(lead=partner_a)
    found = refused(client, ["Référence", "Chef de file"], [action.reference, "AAA ; BBB"])
    assert found == [(2, "Chef de file", "Une action n’a qu’un seul chef de file.")]


def test_amount_without_currency_is_refused(client):
    action = factories.make_action()
    found = refused(client, ["Référence", "Budget"], [action.reference, 1250])
    assert found == [(2, "__all__", "Un montant doit être accompagné de sa devise, et une devise de son montant.")]


def test_lead_passes_from_one_partner_to_another(client, partner_a, partner_b):
    action = factories.make_action(lead=partner_a)
    imported(client, ["Référence", "Chef de file", "Co-chefs de file"], [action.reference, "BBB", "AAA"])
    assert set(action.participations.values_list("partner__acronym", "role")) == {("BBB", "lead"), ("AAA", "co_lead")}


def test_column_left_out_stays_and_empty_cell_empties(client, partner_a, partner_b):
    action = factories.make_action(lead=partner_a, partners=[partner_b], places="Rabat")
    imported(client, ["Référence", "Mise en œuvre"], [action.reference, None])
    action.refresh_from_db()
    assert action.lead == partner_a
    assert action.places == "Rabat"
    assert not action.participations.filter(role=Role.IMPLEMENTING).exists()


def test_empty_status_of_an_existing_action_is_refused(client):
    action = factories.make_action(status="suspended")
    found = refused(client, ["Référence", "Statut"], [action.reference, ""])
    assert found == [(2, "Statut", "Ce champ ne peut pas être vide.")]


def test_unchanged_row_that_is_wrong_is_told(client):
    action = factories.make_action()
    JointAction.objects.filter(pk=action.pk).update(title="")
    found = refused(client, ["Référence", "Action commune"], [action.reference, None])
    assert found == [(2, "Action commune", "Ce champ ne peut pas être vide.")]


def test_internal_notes_are_no_column(client):
    action = factories.make_action()
    [sentence] = refused(client, ["Référence", "Notes internes"], [action.reference, "secret"])
    assert sentence.startswith("Colonnes inconnues : Notes internes.")


def test_change_between_preview_and_confirmation_saves_nothing(client, partner_a):
    action = factories.make_action()
    page = preview(client, JointAction, xlsx(["Référence", "Chef de file"], [action.reference, "AAA"]))
    Partner.objects.update(acronym="ZZZ", name="Autre")
    after = confirm(client, JointAction, page)
    assert said(after) == [
        "Rien n’a été importé : les données ont changé depuis l’aperçu. Envoyez de nouveau le fichier."
    ]
    assert not action.participations.exists()


def test_history_says_who_imported_what(client, secretary):
    action = factories.make_action()
    imported(client, ["Référence", "Lieux"], [action.reference, "Rabat"])
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, plain(entry.change_message)) == (
        secretary,
        str(action.pk),
        "Importation du fichier « envoi.xlsx ».",
    )


def test_text_that_no_workbook_could_give_back_is_refused(client, axis):
    action = factories.make_action(axis=axis)
    page = preview(client, JointAction, csv(f"Référence,Observations\n{action.reference},{'x' * 32_768}\n"), "csv")
    [sentence] = faults(page)
    assert "ligne 2" in sentence
