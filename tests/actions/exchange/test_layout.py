"""Tables that somebody else laid out: found, understood, and nothing of them dropped in silence."""

from datetime import date
from types import SimpleNamespace

import pytest

from actions.exchange.layout import read_table
from actions.models import Axis
from partners.models import PartnerAlias
from tests import factories


@pytest.fixture(autouse=True)
def reference(db):
    for number, title in [(1, "Stratégie nationale"), (2, "Recherche et documentation"), (3, "Sensibilisation")]:
        Axis.objects.create(number=number, title=title)
    factories.make_partner("OIM", name="Organisation internationale pour les migrations")
    labour = factories.make_partner("BIT", name="Bureau international du travail")
    PartnerAlias.objects.create(partner=labour, name="ILO")
    factories.make_partner("", name="Ministère des Affaires étrangères, de la Coopération et des MRE")


def sheet(*rows, title="Feuil1", merged=(), hidden=False):
    """A sheet as the guarded reader gives it: rows of cells, None for an empty one."""
    numbered = [SimpleNamespace(number=number, cells=list(cells)) for number, cells in enumerate(rows, 1) if any(cells)]
    return SimpleNamespace(title=title, hidden=hidden, rows=numbered, notes=[], merged=list(merged))


def book(*sheets):
    return SimpleNamespace(
        sheets=list(sheets), sheet=lambda title: next(one for one in sheets if one.title == title), properties={}
    )


def rows(layout):
    return [row.cells for row in layout.incoming().rows]


def test_headings_below_a_title_are_found_by_what_they_say():
    layout = read_table(
        book(
            sheet(
                ["ROYAUME DU MAROC"],
                ["Tableau des actions communes"],
                [],
                ["N°", "Intitulé de l'action", "CHEF DE FILE", "Partenaires", "Échéance", "Coût  estimé (MAD)", "Avis"],
                ["1", "Étude", "OIM", "BIT", "2010", "1 250,00", "bon"],
            )
        )
    )
    assert (layout.first, layout.last) == (4, 4)
    expected = {"reference": 1, "title": 2, "lead": 3, "implementing": 4, "end": 5, "budget": 6}
    assert layout.columns == expected
    assert [heading.text for heading in layout.headings if not heading.column] == ["Avis"]
    (row,) = rows(layout)
    assert row["title"] == "Étude"
    assert row["end"] == date(2010, 12, 31)
    assert (row["budget"], row["currency"]) == ("1 250,00", "MAD")
    problems = layout.incoming().problems
    assert any("2010" in problem for problem in problems)
    assert any("Avis" in problem for problem in problems)


def test_two_rows_of_headings_under_merged_cells():
    layout = read_table(
        book(
            sheet(
                ["Action", "Période", None, "Budget", None],
                [None, "Du", "Au", "Montant", "Devise"],
                ["Étude", "01/02/2009", "30/06/2010", 5000, "EUR"],
                merged=[(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
            )
        )
    )
    assert (layout.first, layout.last) == (1, 2)
    assert layout.columns == {"title": 1, "start": 2, "end": 3, "budget": 4, "currency": 5}
    assert rows(layout)[0]["start"] == date(2009, 2, 1)


def test_axis_rows_totals_and_repeated_headings_are_no_actions():
    layout = read_table(
        book(
            sheet(
                ["Action", "Budget"],
                ["Axe 1 : Stratégie nationale"],
                ["Première", 10],
                ["Sous-total", 10],
                ["Recherche et documentation"],
                ["Action", "Budget"],
                ["Deuxième", 20],
                ["III. Sensibilisation"],
                ["Troisième"],
                [None, 7],
                ["Total général", 30],
            )
        )
    )
    incoming = layout.incoming()
    assert [(row.number, row.cells.get("title"), row.cells["axis"]) for row in incoming.rows] == [
        (3, "Première", "1"),
        (7, "Deuxième", "2"),
        (9, "Troisième", "3"),
        (10, None, "3"),
    ]
    assert [problem for problem in incoming.problems if "4" in problem]
    assert [problem for problem in incoming.problems if "11" in problem]


def test_axis_is_the_sheets_name_a_column_or_a_choice():
    columns = ["Action", "Statut"]
    layout = read_table(
        book(
            sheet(["Note de lecture"], ["rien"], title="Accueil"),
            sheet(columns, ["A", "Proposée"], title="Axe 1"),
            sheet(columns, ["B", "Proposée"], title="Axe 2"),
            sheet(columns, ["caché", "Proposée"], title="Vieux", hidden=True),
        )
    )
    incoming = layout.incoming()
    assert [(row.cells["title"], row.cells["axis"], row.sheet) for row in incoming.rows] == [
        ("A", "1", ""),
        ("B", "2", "Axe 2"),
    ]
    again = read_table(book(sheet(columns, ["A"], title="Axe 1"), sheet(columns, ["B"], title="Axe 2")), layout.mapping)
    assert [row.cells["title"] for row in again.incoming().rows] == ["A", "B"]
    by_column = read_table(book(sheet(["Axe", "Action"], ["Axe 3", "C"], [None, "D"], merged=[(2, 1, 3, 1)])))
    assert [row["axis"] for row in rows(by_column)] == ["3", "3"]
    chosen = read_table(
        book(sheet(columns, ["E", "x"])),
        {"sheet": "Feuil1", "first": 1, "header": 1, "columns": {"title": 1}, "axis": "2"},
    )
    assert [row["axis"] for row in rows(chosen)] == ["2"]


def test_lead_and_partners_in_one_cell():
    layout = read_table(
        book(
            sheet(
                ["Activité", "Chef de file et partenaires"],
                ["Étude", "OIM / Ministère des Affaires étrangères, de la Coopération et des MRE, ILO"],
                ["Autre", "BIT\nOIM"],
                ["Inconnu", "OMI ; BIT"],
            )
        )
    )
    assert layout.columns == {"title": 1, "lead+implementing": 2}
    assert [(row["lead"], row["implementing"]) for row in rows(layout)] == [
        ("OIM", "Ministère des Affaires étrangères, de la Coopération et des MRE\nILO"),
        ("BIT", "OIM"),
        ("OMI", "BIT"),
    ]


def test_action_over_several_lines_is_one():
    layout = read_table(
        book(
            sheet(
                ["Action", "Partenaires", "Observations"],
                ["Étude", "OIM", "a"],
                [None, "BIT", None],
                ["Autre", "OIM", None],
                merged=[(2, 1, 3, 1)],
            )
        )
    )
    assert [(row["title"], row["implementing"]) for row in rows(layout)] == [("Étude", "OIM\nBIT"), ("Autre", "OIM")]


def test_table_that_nobody_understands_waits_for_a_person():
    layout = read_table(book(sheet(["foo", "bar"], ["x", "y"])))
    assert layout.columns == {}
    assert layout.faults()
    layout.headings[0].column = "title"
    assert not layout.faults()
    layout.headings[1].column = "title"
    assert len(layout.faults()) == 1
    assert read_table(book(sheet())) is None


def test_same_headings_have_the_same_fingerprint():
    first = read_table(book(sheet(["Action", "Échéance"], ["a", "b"])))
    second = read_table(book(sheet(["titre"], ["ACTION ", "echeance"], ["c", "d"])))
    other = read_table(book(sheet(["Action", "Budget"], ["a", 1])))
    assert first.fingerprint == second.fingerprint != other.fingerprint
    second.remember({"action": "description", "echeance": ""})
    assert second.columns == {"description": 1}
