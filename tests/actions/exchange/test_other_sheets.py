"""The sheets around the table: Lisez-moi, Partenaires, Synthèse."""

import datetime
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from actions.exchange import issuing
from actions.models import IssuedWorkbook, JointAction, Participation
from tests import factories


def lines(sheet):
    return {row[0]: row[1] for row in sheet.values if row[0]}


def test_the_sheets_come_in_the_order_of_a_document(opened):
    workbook = opened()
    assert workbook.sheetnames == ["Lisez-moi", "Tableau", "Partenaires", "Synthèse", "Listes", "GTM"]
    assert workbook.active.title == "Lisez-moi"
    assert (workbook.properties.title, workbook.properties.creator) == (
        "Tableau des actions communes",
        "Groupe Thématique Migration, Maroc",
    )


def test_the_cover_says_of_which_moment_and_how_many(written):
    factories.make_action(end="2026-01-31")
    factories.make_action(end="2026-02-01")
    written(description="Axe : 1. Recherche\nStatut : proposée")
    issued = IssuedWorkbook.objects.get()
    issued.made_at = datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.UTC)
    file = io.BytesIO()
    issuing.write(issued, file)
    cover = lines(load_workbook(file)["Lisez-moi"])
    # Midnight is past in Casablanca (UTC+1).
    assert cover["Situation au"] == "1 février 2026 à 00:30 (heure de Casablanca)"
    assert cover["Actions communes"] == "2, dont 1 en retard"
    assert cover["Contenu"] == "Axe : 1. Recherche\nStatut : proposée"
    assert cover["Abandonnée"] == "Il n’y sera pas donné suite."
    assert "Attention" not in cover


def test_the_cover_of_a_focal_point_says_whose_actions_it_holds(opened, alice, partner_a):
    factories.make_action(partner_a)
    workbook = opened(JointAction.objects.visible_to(alice), by=alice)
    assert lines(workbook["Lisez-moi"])["Contenu"] == "Actions communes auxquelles participe AAA"


def test_the_cover_warns_of_synthetic_rows(opened):
    factories.make_action(is_synthetic=True)
    assert lines(opened()["Lisez-moi"])["Attention"].startswith("1 ligne synthétique")


def test_the_cover_leads_to_the_other_sheets(opened):
    sheet = opened()["Lisez-moi"]
    links = {link.location for cell in sheet["A"] if (link := cell.hyperlink)}
    assert links == {"'Tableau'!A1", "'Partenaires'!A1", "'Synthèse'!A1"}


@pytest.fixture
def directory(opened):
    """The rows of the sheet Partenaires by acronym."""

    def read(**options):
        sheet = opened(**options)["Partenaires"]
        headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        return {row[0]: dict(zip(headings, row, strict=True)) for row in rows}

    return read


def test_partners_are_counted_by_role(directory, partner_a, partner_b):
    for _number in range(2):
        factories.make_action(partner_a, [partner_a, partner_b])
    found = directory()
    assert [found["AAA"][heading] for heading in ("Chef de file", "Mise en œuvre", "Actions communes")] == [2, 2, 2]
    assert [found["BBB"][heading] for heading in ("Chef de file", "Mise en œuvre", "Actions communes")] == [0, 2, 2]


def test_the_directory_names_partners_that_take_part_in_nothing(directory, partner_a):
    partner_a.aliases.create(name="Ancien sigle")
    found = directory()["AAA"]
    assert (found["Nom"], found["Autres appellations"], found["Actions communes"]) == (
        partner_a.name,
        "Ancien sigle",
        0,
    )


def test_an_archived_partner_is_named_only_where_it_takes_part(directory, partner_a, partner_b, reader):
    for partner in (partner_a, partner_b):
        partner.archived_at = timezone.now()
        partner.save()
    factories.make_action(partner_a)
    assert set(directory(by=reader)) == {"AAA"}


def test_the_summary_counts_by_axis_and_by_lead(opened, partner_a):
    axis = factories.make_axis(2, title="Recherche")
    factories.make_action(partner_a, axis=axis, status=JointAction.Status.AGREED)
    factories.make_action(axis=axis, status=JointAction.Status.ONGOING)
    rows = [list(row) for row in opened()["Synthèse"].values]
    assert ["Axe 2", "Recherche", 0, 1, 1, 0, 0, 0, 2] in rows
    assert ["AAA", partner_a.name, 0, 1, 0, 0, 0, 0, 1] in rows
    assert ["Sans chef de file", None, 0, 0, 1, 0, 0, 0, 1] in rows
    assert rows.count(["Total", None, 0, 1, 1, 0, 0, 0, 2]) == 2


def test_the_summary_names_the_axes_without_actions(opened, partner_a):
    factories.make_action(axis=factories.make_axis(2))
    factories.make_axis(4, title="Formation")
    rows = [list(row) for row in opened()["Synthèse"].values]
    assert ["Axe 4", "Formation", 0, 0, 0, 0, 0, 0, 0] in rows


def test_the_summary_draws_both_counts(opened, partner_a):
    factories.make_action(partner_a)
    charts = opened()["Synthèse"]._charts
    assert len(charts) == 2
    assert charts[0].series[0].tx.strRef.f == "'Synthèse'!C5"
    assert charts[0].series[0].val.numRef.f == "'Synthèse'!$C$6"


def test_an_empty_table_says_so(opened):
    workbook = opened()
    assert lines(workbook["Lisez-moi"])["Actions communes"] == "0"
    assert "Aucune action." in [cell.value for cell in workbook["Synthèse"]["A"]]
    assert workbook["Synthèse"]._charts == []
    assert workbook["Tableau"].max_row == 1


def test_sheets_agree_with_each_other(opened, partner_a, partner_b):
    for partner in (partner_a, partner_b, partner_b):
        factories.take_part(factories.make_action(partner), partner, Participation.Role.FUNDING)
    workbook = opened()
    assert workbook["Tableau"].max_row - 1 == 3
    assert sum(row[-1] for row in workbook["Partenaires"].iter_rows(min_row=5, values_only=True)) == 3
    totals = [row[-1] for row in workbook["Synthèse"].values if row[0] == "Total"]
    assert totals == [3, 3]
