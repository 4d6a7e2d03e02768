"""The sheet Tableau: one row an action."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.columns import circulated_columns
from actions.exchange.issuing import WorkbookError
from actions.models import JointAction, Participation
from tests import factories


def rows(workbook):
    """The rows of the table as dictionaries by heading."""
    headings, *lines = workbook["Tableau"].values
    return [dict(zip(headings, line, strict=True)) for line in lines]


def letter(sheet, heading):
    return next(cell.column_letter for cell in sheet[1] if cell.value == heading)


def test_the_headings_are_those_of_the_columns(opened):
    headings = [cell.value for cell in opened()["Tableau"][1]]
    assert len(headings) == len(circulated_columns()) + 2
    assert headings[-2:] == ["gtm:key", "gtm:sum"]
    assert headings[:4] == ["Référence", "Axe", "Action commune", "Description"]
    assert "Notes internes" not in headings


def test_rows_come_by_axis_and_reference_however_the_screen_sorts_them(opened):
    second, first = factories.make_axis(2), factories.make_axis(1)
    for axis, reference in ((second, "A2-01"), (first, "A1-100"), (first, "A1-99")):
        factories.make_action(axis=axis, reference=reference)
    workbook = opened(JointAction.objects.order_by("pk"))
    assert [row["Référence"] for row in rows(workbook)] == ["A1-99", "A1-100", "A2-01"]


def test_a_full_row_says_everything(opened, partner_a, partner_b):
    action = factories.make_action(
        partner_a,
        [partner_b],
        title="Étude",
        status=JointAction.Status.ONGOING,
        progress=40,
        start=datetime.date(2008, 12, 24),
        budget=Decimal("1250.50"),
        currency="EUR",
        funding_secured=False,
        remarks="Première ligne\r\nSeconde ligne",
        themes=[factories.make_theme("Genre")],
    )
    factories.take_part(action, partner_b, Participation.Role.FUNDING)
    meeting = factories.make_meeting(date="2008-12-24")
    meeting.debate_points.create(number=3, text="…").actions.add(action)
    (row,) = rows(opened())
    assert row["Action commune"] == "Étude"
    assert row["Chef de file"] == "AAA"
    assert row["Mise en œuvre"] == row["Financement"] == "BBB"
    assert row["Domaines transversaux"] == "Genre"
    assert row["Statut"] == "En cours"
    assert row["Avancement (%)"] == 0.4
    assert row["Début"] == datetime.datetime(2008, 12, 24)
    assert row["Fin"] is None
    assert row["Budget"] == 1250.5
    assert row["Devise"] == "EUR (euro)"
    assert row["Financement acquis"] == "Non"
    assert row["Observations"] == "Première ligne\nSeconde ligne"
    assert row["Origine"] == "Réunion du 24 décembre 2008, point du débat 3"


def test_dates_and_numbers_are_formatted_as_such(opened):
    factories.make_action(start="2008-12-24", progress=5, budget="10", currency="MAD")
    sheet = opened()["Tableau"]
    formats = {
        heading: sheet[f"{letter(sheet, heading)}2"].number_format for heading in ("Début", "Avancement (%)", "Budget")
    }
    assert formats == {"Début": "dd/mm/yyyy", "Avancement (%)": "0%", "Budget": "[$-40C]#,##0.00"}
    assert sheet["C2"].number_format == "@"


def test_a_date_that_excel_does_not_know_stays_text(opened):
    factories.make_action(start="1850-05-01")
    assert rows(opened())[0]["Début"] == "01/05/1850"


def test_text_that_looks_like_a_formula_stays_text(opened):
    factories.make_action(title='=HYPERLINK("http://x")', places="@SUM(1)", remarks="-1+2")
    sheet = opened()["Tableau"]
    for heading in ("Action commune", "Lieux", "Observations"):
        cell = sheet[f"{letter(sheet, heading)}2"]
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert rows(opened())[0]["Lieux"] == "@SUM(1)"


def test_text_too_long_for_a_cell_is_named(written):
    factories.make_action(reference="A1-01")
    JointAction.objects.update(description="é" * 40_000)  # no form would take it
    with pytest.raises(WorkbookError, match="A1-01 : le texte de la colonne « Description » est trop long pour Excel"):
        written()


def test_origins_are_those_that_the_recipient_may_see(opened, partner_a, partner_b, alice):
    action = factories.make_action(partner_a)
    for number, invited in enumerate(([partner_a], [partner_b]), 1):
        factories.make_meeting(invited).debate_points.create(number=number, text="…").actions.add(action)
    assert rows(opened(by=alice))[0]["Origine"] == "Réunion du 24 décembre 2008, point du débat 1"


def test_closed_lists_drop_down(opened):
    factories.make_action(axis=factories.make_axis(1, title="Recherche"))
    workbook = opened()
    sheet, lists = workbook["Tableau"], workbook["Listes"]
    offered = {
        str(validation.sqref): [cell.value for (cell,) in lists[validation.formula1.split("!")[1].replace("$", "")]]
        for validation in sheet.data_validations.dataValidation
        if validation.type == "list"
    }
    assert lists.sheet_state == "hidden"
    statuses = [str(label) for label in JointAction.Status.labels]
    assert offered[f"{letter(sheet, 'Statut')}2:{letter(sheet, 'Statut')}202"] == statuses
    assert offered[f"{letter(sheet, 'Financement acquis')}2:{letter(sheet, 'Financement acquis')}202"] == ["Oui", "Non"]
    assert offered[f"{letter(sheet, 'Axe')}2:{letter(sheet, 'Axe')}202"] == ["1. Recherche"]
    assert len(offered) == 4


def test_every_status_has_its_colour(opened):
    sheet = opened()["Tableau"]
    column = letter(sheet, "Statut")
    rules = next(found.rules for found in sheet.conditional_formatting if str(found.sqref).startswith(f"{column}2"))
    assert [rule.formula for rule in rules] == [[f'"{label}"'] for label in JointAction.Status.labels]


def test_an_end_past_its_date_is_marked_while_the_action_is_open(opened):
    sheet = opened()["Tableau"]
    end, status = letter(sheet, "Fin"), letter(sheet, "Statut")
    (rule,) = next(found.rules for found in sheet.conditional_formatting if str(found.sqref).startswith(f"{end}2"))
    today = timezone.localdate()
    assert f"{end}2<DATE({today.year},{today.month},{today.day})" in rule.formula[0]
    assert f'${status}2="En cours"' in rule.formula[0]
    assert "Achevée" not in rule.formula[0]
    assert rule.dxf.numFmt.formatCode == 'dd/mm/yyyy" !"'


def test_it_is_fixed_filtered_and_printed_on_a4(opened):
    factories.make_action()
    sheet = opened()["Tableau"]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:AC2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert sheet.page_setup.fitToWidth >= 1
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$C")
    assert sheet.oddFooter.right.text == "&P / &N"


def test_a_column_that_nobody_filled_is_narrow(opened):
    factories.make_action(description="Un texte")
    widths = opened()["Tableau"].column_dimensions
    sheet = opened()["Tableau"]
    assert widths[letter(sheet, "Description")].width == 48
    assert widths[letter(sheet, "Résultats attendus")].width == 14


def test_queries_do_not_grow_with_the_rows(written, partner_a):
    def queries(size):
        while JointAction.objects.count() < size:
            factories.make_action(partner_a)
        with CaptureQueriesContext(connection) as captured:
            written()
        return len(captured)

    assert queries(2) == queries(12) <= 20
