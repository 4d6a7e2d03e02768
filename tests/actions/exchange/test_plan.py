"""The three-way comparison of a returned workbook: what it says, what is left unsaid, and what a person is asked."""

import re
from datetime import date

import pytest
from django.utils import timezone

from actions import services
from actions.columns import BY_NAME
from actions.exchange.identity import KEY
from actions.exchange.incoming import Incoming, IncomingRow, Source
from actions.exchange.marks import Marks
from actions.exchange.plan import plan
from actions.exchange.recognise import recognise
from actions.models import Edit, JointAction, Participation, Remark, RowChange
from actions.services import Change
from gtm.lib.excel.reading import Note, Unreadable
from partners.models import Partner, PartnerAlias
from tests import factories
from tests.actions.exchange.returned import Returned, changes, issue, kinds


@pytest.fixture
def action(partner_a, partner_b):
    return factories.make_action(
        lead=partner_a,
        partners=[partner_a, partner_b],
        title="Guichet unique",
        places="Rabat",
        description="Accueil\net conseil",
        status="agreed",
        progress=40,
        start=date(2009, 1, 15),
        end=date(2010, 12, 31),
        budget="1250.00",
        currency="MAD",
        funding_secured=True,
    )


@pytest.fixture
def other(partner_b):
    return factories.make_action(lead=partner_b, title="Études", places="Tanger", end=date(2011, 3, 1))


@pytest.fixture
def third(partner_b):
    return factories.make_action(lead=partner_b, title="Formation", places="Fès", end=date(2009, 6, 30))


@pytest.fixture
def returned(action, other, third):
    return Returned(issue())


def edit(secretary, action, column, value):
    outcome = services.save(
        by=secretary, channel=Edit.Channel.FORM, changes=[Change(action.pk, BY_NAME[column], value)]
    )
    assert outcome.saved


def only_cell(change_set):
    (row,) = change_set.rows.all()
    (cell,) = row.cells.all()
    return cell


# What is no change -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("title", "  Guichet\u00a0unique "),
        ("description", "Accueil\r\net conseil\n"),
        ("end", "31/12/2010"),
        ("end", "2010-12-31"),
        ("end", 40543),
        ("budget", "1 250,00"),
        ("budget", "1\u202f250,00 MAD"),
        ("budget", 1250),
        ("budget", "1.250,00"),
        ("currency", "mad"),
        ("progress", "40 %"),
        ("progress", 40),
        ("progress", "0,4"),
        ("funding_secured", True),
        ("funding_secured", "VRAI"),
        ("funding_secured", 1),
        ("status", "AGREED"),
        ("implementing", "BBB; AAA"),
        ("implementing", "bbb\n AAA \n"),
        ("axis", "1"),
    ],
)
def test_same_value_in_other_words_is_no_change(returned, action, column, written):
    returned.row(action)[column] = written
    change_set = returned.read()
    assert change_set.rows.count() == 0
    assert change_set.state == "closed"


def test_partner_by_its_other_name_is_no_change(returned, action, partner_b):
    PartnerAlias.objects.create(partner=partner_b, name="Bureau B")
    returned.row(action)["implementing"] = f"Bureau B\n{Partner.objects.get(acronym='AAA').name}"
    assert changes(returned.read()) == {}


def test_partner_under_the_name_it_had_is_no_change(returned, action, partner_b):
    Partner.objects.filter(pk=partner_b.pk).update(acronym="NEW", name="Renamed")
    assert changes(returned.read()) == {}
    returned.row(action)["implementing"] = "NEW; AAA"
    assert changes(returned.read()) == {}


def test_what_the_table_says_already_vanishes(returned, action, secretary):
    edit(secretary, action, "places", "Tétouan")
    returned.row(action)["places"] = "Tétouan"
    assert changes(returned.read()) == {}


def test_what_changed_in_the_table_meanwhile_is_no_change_of_the_sender(returned, action, secretary):
    edit(secretary, action, "places", "Tétouan")
    assert changes(returned.read()) == {}


# What is one -----------------------------------------------------------------------------------


def test_edit_keeps_what_its_sender_saw_and_wrote(returned, action, secretary):
    edit(secretary, action, "places", "Tétouan")
    returned.row(action)["places"] = " Salé "
    cell = only_cell(returned.read())
    assert (cell.base, cell.proposed, cell.written) == ("Rabat", "Salé", " Salé ")
    assert (cell.row.action, cell.row.number, cell.row.title) == (action, 2, "Guichet unique")
    assert not cell.is_suggestion
    assert (cell.error, cell.doubt) == ("", "")


def test_emptied_cell_is_a_change(returned, action):
    returned.row(action)["places"] = None
    cell = only_cell(returned.read())
    assert (cell.base, cell.proposed, cell.error) == ("Rabat", None, "")


@pytest.mark.parametrize(
    ("column", "written", "proposed"),
    [
        ("end", "01/02/2011", "2011-02-01"),
        ("budget", "2.500,00", "2500.00"),
        ("progress", 0.5, 50),
        ("funding_secured", "Non", False),
        ("status", "suspended", "suspended"),
    ],
)
def test_edits_of_each_kind(returned, action, column, written, proposed):
    returned.row(action)[column] = written
    assert changes(returned.read()) == {(action.reference, column): proposed}


def test_partners_are_compared_as_sets(returned, action, partner_b):
    returned.row(action)["implementing"] = "BBB"
    assert changes(returned.read()) == {(action.reference, "implementing"): [partner_b.slug]}


def test_alias_in_a_change_is_shown_as_a_doubt(returned, action, partner_b):
    PartnerAlias.objects.create(partner=partner_b, name="Bureau B")
    returned.row(action)["implementing"] = "Bureau B"
    cell = only_cell(returned.read())
    assert cell.proposed == [partner_b.slug]
    assert "Bureau B" in cell.doubt


def test_misspelt_partner_is_an_error_and_never_a_partner(returned, action, partner_b):
    Partner.objects.filter(pk=partner_b.pk).update(name="Bureau des migrations")
    known = Partner.objects.count()
    returned.row(action)["implementing"] = "AAA; Bureau des migratoins"
    cell = only_cell(returned.read())
    assert cell.proposed is None
    assert "BBB" in cell.error
    assert Partner.objects.count() == known


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("end", "bientôt"),
        ("end", Unreadable("#N/A")),
        ("budget", Unreadable("=B2*2")),
        ("title", None),
        ("axis", "nulle part"),
        ("lead", "AAA\nBBB"),
        ("budget", "1 250,00 EUR"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cell(returned, action, column, written):
    returned.row(action)[column] = written
    cell = only_cell(returned.read())
    assert re.match(r"'Tableau'![A-Z]+2\b", cell.error)
    assert cell.proposed is None
    assert cell.written == ("" if written is None else str(written))


def test_what_cannot_be_read_leaves_the_rest_alone(returned, action):
    returned.row(action).update(end="bientôt", places="Salé")
    change_set = returned.read()
    assert changes(change_set) == {(action.reference, "end"): None, (action.reference, "places"): "Salé"}


def test_rule_that_the_table_would_break_is_said_early(returned, action):
    returned.row(action).update(status="completed", end="01/01/2008", currency=None)
    change_set = returned.read()
    (row,) = change_set.rows.all()
    assert {cell.column for cell in row.cells.exclude(doubt="")} == {"status", "end", "currency"}
    assert not row.cells.exclude(error="")


def test_amount_brings_a_currency_that_changed_meanwhile(returned, action, secretary):
    edit(secretary, action, "currency", "EUR")
    returned.row(action)["budget"] = 2000
    assert changes(returned.read()) == {
        (action.reference, "budget"): "2000.00",
        (action.reference, "currency"): "MAD",
    }


def test_amount_does_not_vanish_beside_another_currency(returned, action, secretary):
    edit(secretary, action, "currency", "EUR")
    edit(secretary, action, "budget", 2000)
    returned.row(action)["budget"] = 2000
    assert set(changes(returned.read())) == {(action.reference, "budget"), (action.reference, "currency")}


def test_cell_that_the_application_fills_is_told_and_no_change(returned, action):
    returned.row(action)["reference"] = "A9-99"
    change_set = returned.read()
    assert change_set.rows.count() == 0
    (problem,) = change_set.report["problems"]
    assert "'Tableau'!A2" in problem
    assert change_set.state == "open"


# Rights ----------------------------------------------------------------------------------------


def test_outside_its_rows_and_columns_a_partner_suggests(returned, action, other, partner_a):
    returned.row(action).update(places="Salé", lead="BBB")
    returned.row(other)["places"] = "Oujda"
    change_set = returned.read(partner_a)
    suggested = {
        (row.action, cell.column): cell.is_suggestion for row in change_set.rows.all() for cell in row.cells.all()
    }
    assert suggested == {(action, "places"): False, (action, "lead"): True, (other, "places"): True}


def test_rows_are_those_of_the_day_when_the_workbook_left(returned, other, partner_a, secretary):
    edit(secretary, other, "co_lead", [partner_a])
    returned.row(other)["places"] = "Oujda"
    assert only_cell(returned.read(partner_a)).is_suggestion


def test_partner_is_the_addressee_of_the_workbook_unless_another_sent_it(action, partner_a, partner_b):
    returned = Returned(issue(partner=partner_b))
    assert returned.read().partner == partner_b
    change_set = returned.read(partner_a)
    assert change_set.partner == partner_a
    assert len(change_set.report["problems"]) == 1


# Rows ------------------------------------------------------------------------------------------


def test_missing_row_is_listed_and_nothing_more(returned, other):
    returned.rows.remove(returned.row(other))
    change_set = returned.read()
    (row,) = change_set.rows.all()
    assert (row.kind, row.action, row.number, row.title) == ("missing", other, None, "Études")
    assert JointAction.objects.live().count() == 3


def test_emptied_row_is_a_missing_one(returned, other):
    row = returned.row(other)
    row.update(dict.fromkeys(returned.names))
    assert kinds(returned.read()) == ["missing"]


def test_missing_row_of_an_archived_action_is_not_missed(returned, other):
    JointAction.objects.filter(pk=other.pk).update(archived_at=timezone.now())
    returned.rows.remove(returned.row(other))
    assert kinds(returned.read()) == []


def test_row_without_key_is_new(returned, partner_a):
    returned.rows.append({"axis": "1", "title": "Caravane", "lead": "AAA", "end": "31/12/2012", "progress": "beaucoup"})
    (row,) = returned.read().rows.all()
    assert (row.kind, row.number, row.title, row.action) == ("new", 5, "Caravane", None)
    assert row.values == {"axis": "1", "title": "Caravane", "lead": [partner_a.slug], "end": "2012-12-31"}
    assert list(row.errors) == ["progress"]


def test_new_row_without_title_or_axis_says_so(returned):
    returned.rows.append({"places": "Agadir"})
    (row,) = returned.read().rows.all()
    assert set(row.errors) == {"title", "axis"}


@pytest.mark.parametrize("said", [{"title": "  guichet UNIQUE"}, {"title": "Autre", "reference": "REF"}])
def test_new_row_like_an_action_asks_which_it_is(returned, action, said):
    if "reference" in said:
        said = said | {"reference": action.reference.lower()}
    returned.rows.append({"axis": "1", **said})
    (row,) = returned.read().rows.all()
    assert (row.kind, row.action) == ("lookalike", action)


def test_copied_row_is_told_and_the_one_like_what_left_is_the_original(returned, action):
    copy = dict(returned.row(action), title="Caravane", places="Oujda", reference=None)
    returned.rows.insert(0, copy)
    change_set = returned.read()
    (row,) = change_set.rows.all()
    assert (row.number, row.title, row.values["places"]) == (2, "Caravane", "Oujda")
    assert len(change_set.report["problems"]) == 1


def test_row_of_another_workbook_is_not_taken_for_a_change(returned, partner_a):
    later = factories.make_action(lead=partner_a, title="Plus tard")
    returned.rows.append({KEY: str(later.pk), "axis": "1", "title": "Tout autre chose"})
    change_set = returned.read()
    (row,) = change_set.rows.all()
    assert (row.kind, row.action) == ("lookalike", later)
    assert len(change_set.report["problems"]) == 1


def test_edited_row_of_an_archived_action_is_gone(returned, other):
    JointAction.objects.filter(pk=other.pk).update(archived_at=timezone.now())
    assert kinds(returned.read()) == []
    returned.row(other)["places"] = "Oujda"
    (row,) = returned.read().rows.all()
    assert (row.kind, row.action, row.cells.get().proposed) == ("gone", other, "Oujda")


def test_rows_of_a_table_of_another_making_are_new(action, partner_a):
    rows = [
        IncomingRow(5, None, {"title": "Caravane", "lead": "AAA", "axis": "1"}),
        IncomingRow(6, None, {"title": "Guichet unique", "axis": "9", "budget": "environ 5"}, sheet="Suite"),
    ]
    change_set = factories.make_change_set(state="reading", mapping={})
    plan(change_set, Incoming(Source.TABLE, "Feuil1", {"title": 1, "lead": 2}, rows))
    change_set.refresh_from_db()
    new, alike = change_set.rows.order_by("number")
    assert (change_set.source, change_set.state) == ("table", "open")
    assert (new.kind, new.values) == ("new", {"title": "Caravane", "lead": [partner_a.slug], "axis": "1"})
    assert (alike.kind, alike.action, alike.sheet) == ("lookalike", action, "Suite")
    assert set(alike.errors) == {"axis", "budget"}
    assert alike.errors["budget"].startswith("'Suite'!6")


# Contents that slid ----------------------------------------------------------------------------


def slide(returned, *names):
    """Sort some columns without the others."""
    rows = sorted(([row[name] for name in names] for row in returned.rows), key=lambda cells: str(cells[0]))
    for row, cells in zip(returned.rows, rows, strict=True):
        row.update(zip(names, cells, strict=True))


def test_column_sorted_alone_is_shown_and_not_guessed(returned, action, other, third):
    slide(returned, "title")
    change_set = returned.read()
    assert changes(change_set) == {}
    assert {row.action: row.values for row in change_set.rows.filter(kind="slid")} == {
        action: {"title": "Formation"},
        other: {"title": "Guichet unique"},
        third: {"title": "Études"},
    }
    assert len(change_set.report["problems"]) == 1


def test_edit_beside_a_column_that_slid_is_still_an_edit(returned, action):
    slide(returned, "title")
    returned.row(action)["places"] = "Salé"
    change_set = returned.read()
    assert changes(change_set) == {(action.reference, "places"): "Salé"}
    assert kinds(change_set) == ["changed", "slid", "slid", "slid"]


def test_all_columns_sorted_without_their_keys_slid(returned):
    slide(returned, *sorted(returned.names, key=lambda name: name != "title"))
    change_set = returned.read()
    assert changes(change_set) == {}
    assert kinds(change_set) == ["slid"] * 3


def test_closed_list_exchanged_between_two_rows_is_an_edit(returned, action, other):
    returned.row(action)["status"], returned.row(other)["status"] = "proposed", "agreed"
    assert set(changes(returned.read())) == {(action.reference, "status"), (other.reference, "status")}


def test_closed_list_sorted_alone_slid(partner_a):
    for status in ("ongoing", "agreed", "suspended", "agreed", "completed"):
        factories.make_action(lead=partner_a, status=status)
    returned = Returned(issue())
    slide(returned, "status")
    assert set(kinds(returned.read())) == {"slid"}


def test_putting_everything_off_by_a_year_is_no_sliding(partner_a):
    actions = [factories.make_action(lead=partner_a, end=date(year, 12, 31)) for year in range(2009, 2015)]
    returned = Returned(issue())
    for one in actions:
        returned.row(one)["end"] = date(one.end.year + 1, 12, 31)
    assert len(changes(returned.read())) == 6


def test_dates_sorted_alone_slid_even_with_an_edit_among_them(partner_a):
    actions = [factories.make_action(lead=partner_a, end=date(year, 1, 31)) for year in (2013, 2009, 2014, 2010, 2012)]
    returned = Returned(issue())
    slide(returned, "end")
    returned.row(actions[-1])["end"] = "31/12/2015"
    change_set = returned.read()
    assert set(kinds(change_set)) == {"slid"}


def test_same_edit_in_many_rows_did_not_slide(returned, action, other, third):
    for one in (action, other, third):
        returned.row(one)["places"] = "Rabat et Salé"
    assert len(changes(returned.read())) == 3


# The rest --------------------------------------------------------------------------------------


def test_notes_are_remarks_beside_their_cells(returned, action):
    place = returned.order.index("places") + 1
    returned.notes = [Note(2, place, "À vérifier", "Mme Alaoui"), Note(1, 1, "Merci", "")]
    change_set = returned.read()
    first, second = change_set.remarks.order_by("pk")
    assert (first.action, first.column, first.author, first.text) == (action, "places", "Mme Alaoui", "À vérifier")
    assert first.cell.startswith("'Tableau'!")
    assert (second.action, second.column, second.cell) == (None, "reference", "'Tableau'!A1")
    assert change_set.state == "open"


def test_report_counts_the_rows(returned, action):
    returned.row(action)["places"] = "Salé"
    change_set = returned.read()
    assert (change_set.report["read"], change_set.report["unchanged"]) == (3, 2)
    assert change_set.mapping["sheet"] == "Tableau"
    assert change_set.mapping["columns"]["reference"] == 1


def test_reading_twice_keeps_once(returned, action):
    returned.row(action)["places"] = "Salé"
    returned.notes = [Note(2, 1, "À vérifier", "")]
    change_set = returned.read()
    plan(change_set, recognise(returned.book))
    assert change_set.rows.count() == 1
    assert change_set.remarks.count() == Remark.objects.count() == 1


def test_nothing_of_the_table_is_written(returned, action):
    before = list(JointAction.objects.values()), list(Participation.objects.values())
    returned.row(action).update(places="Salé", lead="BBB")
    returned.rows.append({"title": "Caravane"})
    assert RowChange.objects.filter(change_set=returned.read()).count() == 2
    assert before == (list(JointAction.objects.values()), list(Participation.objects.values()))


@pytest.mark.parametrize("rows", [3, 40])
def test_untouched_return_asks_few_questions(returned, partner_a, rows, django_assert_max_num_queries):
    for _number in range(rows):
        factories.make_action(lead=partner_a)
    returned = Returned(issue())
    with django_assert_max_num_queries(15):
        returned.read()


def test_notes_with_which_the_workbook_left_are_no_remarks(action, other, secretary):
    first = services.freeze(by=secretary)
    edit(secretary, action, "places", "Salé")
    edit(secretary, other, "places", "Oujda")
    returned = Returned(issue(edition=services.freeze(by=secretary), compared_with=first))
    place = returned.order.index("places") + 1
    own = list(Marks.since(first, returned.table, is_whole=True).notes.values())
    assert len(own) == 2
    returned.notes = [
        Note(2, place, own[0]["places"], ""),
        Note(3, place, f"{own[1]['places']}\nNon, Tanger.", "Mme Alaoui"),
    ]
    change_set = returned.read()
    assert list(change_set.remarks.values_list("action", "text")) == [(other.pk, "Non, Tanger.")]
