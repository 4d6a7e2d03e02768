"""Our workbook is known again, whatever became of it on its way."""

from uuid import uuid4

import pytest

from actions.exchange.identity import CHECKSUM, KEY, PROPERTY
from actions.exchange.recognise import recognise
from tests import factories
from tests.actions.exchange.returned import Returned, changes, issue


@pytest.fixture
def actions(partner_a):
    fields = [
        {"title": "Guichet", "budget": "1250.00", "currency": "MAD", "places": "Rabat"},
        {"title": "Études", "places": "Tanger", "progress": 40},
        {"title": "Formation", "places": "Fès", "status": "ongoing"},
    ]
    return [factories.make_action(lead=partner_a, **one) for one in fields]


@pytest.fixture
def returned(actions):
    return Returned(issue())


def moved(returned):
    returned.order.reverse()


def renamed(returned):
    returned.title = "Feuil1 (2)"


def below_a_title(returned):
    returned.above = [["Tableau des actions communes"], [None], [None, "mis à jour par le Ministère"]]


def sorted_otherwise(returned):
    returned.rows.reverse()


def with_blank_rows(returned):
    returned.rows.insert(1, {})


def without_properties(returned):
    returned.properties = {}


def without_hidden_sheet(returned):
    returned.hidden = []


def in_a_new_file(returned):
    returned.forget()


def with_numbers_for_keys(returned):
    for row in returned.rows:
        row[KEY] = float(row[KEY])


def with_headings_again(returned):
    returned.rows.insert(2, dict(returned.headings))


def without_keys(returned):
    returned.order.remove(KEY)


TAMPERINGS = [
    moved,
    renamed,
    below_a_title,
    sorted_otherwise,
    with_blank_rows,
    without_properties,
    without_hidden_sheet,
    in_a_new_file,
    with_numbers_for_keys,
    with_headings_again,
    without_keys,
]


@pytest.mark.parametrize("tamper", [lambda returned: None, *TAMPERINGS])
def test_workbook_is_known_again_and_its_edits_with_it(returned, actions, tamper):
    returned.row(actions[1])["places"] = "Tétouan"
    tamper(returned)
    change_set = returned.read()
    assert changes(change_set) == {(actions[1].reference, "places"): "Tétouan"}
    assert change_set.rows.count() == 1
    assert change_set.workbook == returned.workbook


@pytest.mark.parametrize("tamper", [lambda returned: None, *TAMPERINGS[:-1]])
def test_untouched_return_says_nothing(returned, tamper):
    tamper(returned)
    change_set = returned.read()
    assert (change_set.state, change_set.rows.count(), change_set.report["problems"]) == ("closed", 0, [])


def test_rows_without_keys_are_told_by_their_references(returned):
    without_keys(returned)
    assert len(recognise(returned.book).problems) == 1


def test_foreign_book_is_none_of_ours(returned):
    returned.forget()
    returned.order = [name for name in returned.order if name not in {KEY, CHECKSUM}]
    assert recognise(returned.book) is None


def test_identity_that_the_ledger_does_not_know_is_none_of_ours(returned):
    returned.properties = {PROPERTY: str(uuid4())}
    assert recognise(returned.book) is None
    returned.properties = {PROPERTY: "no identity"}
    assert recognise(returned.book) is None


def test_lost_identity_is_told_by_the_checksums_of_the_rows(returned, actions, secretary):
    actions[0].title = "Guichet unique"
    actions[0].save()
    later = Returned(issue())
    for book in (returned, later):
        book.forget()
        assert recognise(book.book).workbook == book.workbook
    for row in later.rows:
        row[CHECKSUM] = "another"
    assert recognise(later.book) is None


def test_lost_identity_is_looked_for_among_the_workbooks_of_the_sender(returned, partner_a, partner_b):
    own = issue(partner=partner_b)
    issue(partner=partner_a)
    returned.forget()
    assert recognise(returned.book, partner_b).workbook == own


def test_renamed_column_is_told_by_its_synonym_or_by_what_stands_in_it(returned, actions):
    returned.headings |= {"places": "Où ?", "title": "Intitulé de l'action"}
    returned.row(actions[1])["places"] = "Tétouan"
    change_set = returned.read()
    assert changes(change_set) == {(actions[1].reference, "places"): "Tétouan"}
    assert change_set.report["problems"] == []


def test_missing_column_is_told_and_changes_nothing(returned):
    returned.order.remove("places")
    change_set = returned.read()
    assert change_set.rows.count() == 0
    assert len(change_set.report["problems"]) == 1


def test_two_columns_with_one_heading_are_not_read(returned, actions):
    returned.headings["remarks"] = returned.headings["places"]
    returned.row(actions[0])["places"] = "Tétouan"
    returned.row(actions[0])["title"] = "Autre"
    change_set = returned.read()
    assert changes(change_set) == {(actions[0].reference, "title"): "Autre"}
    assert len(change_set.report["problems"]) == 2  # and nothing says “Remarks”


def test_column_of_the_sender_is_told_and_left_out(returned, actions):
    returned.order.insert(3, "mine")
    returned.headings["mine"] = "Avis"
    returned.row(actions[0])["mine"] = "Bien"
    change_set = returned.read()
    assert change_set.rows.count() == 0
    assert len(change_set.report["problems"]) == 1


def test_second_copy_of_the_sheet_is_told(returned):
    book = returned.book
    copy = book.sheets[1]
    book.sheets.insert(2, type(copy)("Tableau (2)", rows=list(copy.rows)))
    assert recognise(book).sheet == "Tableau"
    assert len(recognise(book).problems) == 1
