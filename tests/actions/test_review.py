"""Deciding what senders propose, and applying it: once, as a whole, and never over a newer value."""

import pytest
from django.core.exceptions import PermissionDenied

from actions import services
from actions.columns import BY_NAME
from actions.models import CellEdit, ChangeSet, Edit, JointAction, RowChange, Verdict
from actions.proposals import Proposals, Standing
from actions.services import Change, review
from actions.services.review import NotOpenError, accept_clean, decide, identify, reopen
from tests import factories
from tests.factories import make_action, make_change_set, make_row_change, propose

ACCEPTED, REFUSED, PENDING = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.PENDING
State, Kind = ChangeSet.State, RowChange.Kind


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a, places="Rabat")


@pytest.fixture
def change_set(partner_a):
    return make_change_set(partner_a, name="retour.xlsx", sender="nadia@example.org")


def standing(cell):
    rows = RowChange.objects.filter(pk=cell.row_id)
    return next(one.standing for row in Proposals(rows) for one in row.cells if one.cell.pk == cell.pk)


def write(by, action, column, value):
    change = Change(action.pk, BY_NAME[column], value)
    return services.save(by=by, channel=Edit.Channel.TABLE, changes=[change])


def accept(by, *cells, **options):
    return decide(by=by, cells=[cell.pk for cell in cells], verdict=ACCEPTED, **options)


def apply(by, change_set):
    return review.apply(by=by, change_set=change_set)


def held(action, column="places"):
    return getattr(JointAction.objects.get(pk=action.pk), column)


# How a proposal stands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "fields", "stands"),
    [
        ("Rabat", {}, Standing.CLEAN),
        ("Rabat", {"is_suggestion": True}, Standing.SUGGESTION),
        ("Rabat", {"doubt": "BIT read as OIT"}, Standing.DOUBTFUL),
        ("Rabat", {"error": "C5: no date", "proposed": None}, Standing.UNREADABLE),
        ("Oujda", {}, Standing.CONFLICT),
        ("Oujda", {"is_suggestion": True}, Standing.CONFLICT),
        ("Tanger", {}, Standing.ALREADY),
        ("Rabat", {"verdict": ACCEPTED}, Standing.ACCEPTED),
        ("Rabat", {"verdict": REFUSED}, Standing.REFUSED),
    ],
)
def test_a_cell_stands_as_the_table_says_now(secretary, action, change_set, now, fields, stands):
    cell = propose(change_set, action, "places", **{"proposed": "Tanger", "base": "Rabat"} | fields)
    write(secretary, action, "places", now)
    assert standing(cell) == stands


def test_what_others_propose_for_a_cell_makes_it_a_conflict_unless_it_is_equal(action, change_set, partner_b):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    equal = propose(make_change_set(partner_b), action, "places", "Tanger", "Rabat")
    assert standing(cell) == standing(equal) == Standing.CLEAN

    other = propose(make_change_set(partner_b), action, "places", "Oujda", "Rabat")
    assert standing(cell) == standing(equal) == standing(other) == Standing.CONFLICT


def test_what_closed_change_sets_proposed_is_no_rival(action, change_set, partner_b):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    propose(make_change_set(partner_b, state=State.CLOSED), action, "places", "Oujda", "Rabat")
    assert standing(cell) == Standing.CLEAN


def test_reading_takes_the_same_queries_for_any_number(change_set, partner_a, django_assert_num_queries):
    def grow(number):
        for _ in range(number):
            propose(change_set, make_action(lead=partner_a), "places", "Tanger")

    def counts():
        return Proposals(RowChange.objects.filter(change_set=change_set)).counts()

    grow(2)
    with django_assert_num_queries(17):
        assert counts()[change_set.pk][Standing.CLEAN] == 2
    grow(40)
    with django_assert_num_queries(17):
        assert counts()[change_set.pk][Standing.CLEAN] == 42


# Deciding ---------------------------------------------------------------------------------------


def test_a_verdict_says_who_when_and_why(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    decision = decide(by=secretary, cells=[cell.pk], verdict=REFUSED, comment="Pas cette année")
    assert decision.decided == 1
    cell.refresh_from_db()
    assert (cell.verdict, cell.decided_by, cell.comment) == (REFUSED, secretary, "Pas cette année")
    assert cell.decided_at
    assert held(action) == "Rabat"


def test_a_verdict_may_be_taken_back(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    accept(secretary, cell)
    decide(by=secretary, cells=[cell.pk], verdict=PENDING)
    cell.refresh_from_db()
    assert (cell.verdict, cell.decided_by, cell.decided_at) == (PENDING, None, None)


@pytest.mark.parametrize("who", ["alice", "reader"])
def test_only_the_secretariat_decides(request, who, action, change_set):
    user = request.getfixturevalue(who)
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    for wish in (
        lambda: accept(user, cell),
        lambda: accept_clean(by=user, change_set=change_set),
        lambda: apply(user, change_set),
        lambda: reopen(by=user, change_set=change_set),
        lambda: review.reserve(by=user, change_set=change_set),
    ):
        with pytest.raises(PermissionDenied):
            wish()


@pytest.mark.parametrize("state", [State.CLOSED, State.APPLYING, State.READING])
def test_only_what_is_open_is_decided(secretary, action, change_set, state):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    ChangeSet.objects.update(state=state)
    with pytest.raises(NotOpenError):
        accept(secretary, cell)
    with pytest.raises(NotOpenError):
        accept_clean(by=secretary, change_set=change_set)


def test_nobody_decides_on_what_is_no_longer_there(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    write(secretary, action, "places", "Oujda")
    decision = accept(secretary, cell, seen={cell.pk: "Rabat"})
    assert (decision.decided, decision.stale) == (0, {cell.pk})
    assert standing(cell) == Standing.CONFLICT

    assert accept(secretary, cell, seen={cell.pk: "Oujda"}).decided == 1
    apply(secretary, change_set)
    assert held(action) == "Tanger"


def test_accepting_one_settles_what_others_propose(secretary, action, change_set, partner_b):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    equal = propose(make_change_set(partner_b), action, "places", "Tanger", "Rabat")
    other = propose(make_change_set(partner_b), action, "places", "Oujda", "Rabat")
    accept(secretary, cell)
    for one in (cell, equal, other):
        one.refresh_from_db()
    assert [cell.verdict, equal.verdict, other.verdict] == [ACCEPTED, ACCEPTED, REFUSED]
    assert other.comment
    assert other.decided_by == secretary

    accept(secretary, other)
    cell.refresh_from_db()
    equal.refresh_from_db()
    assert [cell.verdict, equal.verdict] == [REFUSED, REFUSED], "the last word counts"


def test_of_two_values_for_one_cell_in_one_go_the_first_is_accepted(secretary, action, change_set):
    first = propose(change_set, action, "places", "Tanger", "Rabat")
    row = make_row_change(change_set, action=action)
    second = row.cells.create(column="places", base="Rabat", proposed="Oujda")
    accept(secretary, first, second)
    apply(secretary, change_set)
    assert held(action) == "Tanger"


def test_what_nobody_can_read_is_not_accepted(secretary, action, change_set):
    cell = propose(change_set, action, "places", None, "Rabat", error="C5")
    assert accept(secretary, cell).decided == 0


def test_a_column_that_nobody_edits_is_not_accepted(secretary, action, change_set):
    assert accept(secretary, propose(change_set, action, "reference", "X", action.reference)).decided == 0


def test_all_that_is_clean_and_nothing_else_is_accepted_at_once(secretary, partner_a, action, change_set, partner_b):
    clean = [propose(change_set, make_action(lead=partner_a), "places", "Tanger") for _ in range(3)]
    doubtful = propose(change_set, make_action(), "places", "Tanger", doubt="?")
    suggestion = propose(change_set, make_action(), "places", "Tanger", is_suggestion=True)
    conflict = propose(change_set, action, "places", "Tanger", "Fès")
    contested = propose(change_set, make_action(), "places", "Tanger")
    propose(make_change_set(partner_b), contested.row.action, "places", "Oujda")
    assert accept_clean(by=secretary, change_set=change_set) == 3
    assert {standing(cell) for cell in clean} == {Standing.ACCEPTED}
    found = [standing(cell) for cell in (doubtful, suggestion, conflict, contested)]
    assert found == [Standing.DOUBTFUL, Standing.SUGGESTION, Standing.CONFLICT, Standing.CONFLICT]


# Applying ---------------------------------------------------------------------------------------


def test_what_was_accepted_is_applied_as_one_edit(secretary, partner_a, partner_b, action, change_set):
    other = make_action(lead=partner_a)
    cells = [
        propose(change_set, action, "places", "Tanger", "Rabat"),
        propose(change_set, action, "implementing", [partner_b.slug], []),
        propose(change_set, other, "budget", "1250.00"),
        propose(change_set, other, "currency", "MAD"),
    ]
    refused = propose(change_set, other, "title", "Autre", other.title)
    accept(secretary, *cells)
    decide(by=secretary, cells=[refused.pk], verdict=REFUSED)
    done = apply(secretary, change_set)

    assert (done.done, done.hindered, done.closed) == (4, 0, True)
    edit = Edit.objects.get()
    assert (edit.channel, edit.change_set, edit.author) == (Edit.Channel.RETURN, change_set, secretary)
    assert "retour.xlsx" in edit.reason
    assert "nadia@example.org" in edit.reason
    assert edit.cells.count() == 4
    assert held(action) == "Tanger"
    assert held(other, "title") != "Autre"
    assert {standing(cell) for cell in cells} == {Standing.APPLIED}
    change_set.refresh_from_db()
    assert change_set.state == State.CLOSED
    assert change_set.closed_at


def test_twice_is_once(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    propose(change_set, action, "remarks", "x", doubt="?")
    accept(secretary, cell)
    apply(secretary, change_set)
    write(secretary, action, "places", "Oujda")
    again = apply(secretary, change_set)
    assert (again.edit, again.done) == (None, 0)
    assert held(action) == "Oujda"
    assert Edit.objects.filter(channel=Edit.Channel.RETURN).count() == 1


def test_a_closed_change_set_is_not_applied_again(secretary, action, change_set):
    accept(secretary, propose(change_set, action, "places", "Tanger", "Rabat"))
    apply(secretary, change_set)
    with pytest.raises(NotOpenError):
        apply(secretary, change_set)


def test_a_cell_that_was_changed_after_the_verdict_waits_again(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    other = propose(change_set, action, "remarks", "Vu")
    accept(secretary, cell, other)
    write(secretary, action, "places", "Oujda")
    done = apply(secretary, change_set)
    assert (done.done, done.hindered, done.closed) == (1, 1, False)
    assert (held(action), held(action, "remarks")) == ("Oujda", "Vu")
    cell.refresh_from_db()
    assert cell.verdict == PENDING
    assert str(secretary) in cell.obstacle
    assert standing(cell) == Standing.CONFLICT

    accept(secretary, cell)
    cell.refresh_from_db()
    assert cell.obstacle == ""
    assert apply(secretary, change_set).closed
    assert held(action) == "Tanger"


def test_a_cell_that_breaks_a_rule_waits_with_the_sentence_and_holds_nothing_back(secretary, action, change_set):
    status = propose(change_set, action, "status", "completed", "proposed")
    places = propose(change_set, action, "places", "Tanger", "Rabat")
    start = propose(change_set, action, "start", "2009-02-01")
    end = propose(change_set, action, "end", "2009-01-01")
    accept(secretary, status, places, start, end)
    done = apply(secretary, change_set)
    assert (done.done, done.hindered) == (2, 2)
    assert (held(action), held(action, "status")) == ("Tanger", "proposed")
    for cell in (status, end):
        cell.refresh_from_db()
        assert cell.verdict == PENDING
        assert cell.obstacle


def test_a_name_that_is_no_longer_there_is_said(secretary, action, change_set):
    cell = propose(change_set, action, "implementing", ["nobody"], [])
    accept(secretary, cell)
    assert apply(secretary, change_set).hindered == 1
    assert not Edit.objects.exists()
    cell.refresh_from_db()
    assert cell.obstacle


def test_what_others_had_accepted_already_is_done_without_an_edit_of_its_cells(
    secretary, action, change_set, partner_b
):
    second = make_change_set(partner_b)
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    equal = propose(second, action, "places", "Tanger", "Rabat")
    accept(secretary, cell)
    apply(secretary, change_set)
    assert apply(secretary, second).closed
    assert standing(equal) == Standing.APPLIED
    assert CellEdit.objects.filter(column="places").count() == 1


def test_a_change_set_closes_when_nothing_waits(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    propose(change_set, action, "remarks", None, error="C5")
    make_row_change(change_set, Kind.MISSING, action=action)
    assert not apply(secretary, change_set).closed
    decide(by=secretary, cells=[cell.pk], verdict=REFUSED)
    assert apply(secretary, change_set).closed
    assert not Edit.objects.exists()


def test_an_import_is_undone_but_for_what_was_edited_since_and_may_be_reviewed_again(
    secretary, action, change_set, partner_a
):
    other = make_action(lead=partner_a, places="Fès")
    cells = [
        propose(change_set, action, "places", "Tanger", "Rabat"),
        propose(change_set, other, "places", "Tanger", "Fès"),
    ]
    row = make_row_change(change_set, Kind.NEW, values={"title": "Nouvelle", "axis": str(action.axis.number)})
    accept(secretary, *cells, rows=[row.pk])
    edit = apply(secretary, change_set).edit
    write(secretary, other, "places", "Oujda")
    services.undo(by=secretary, edit=edit)
    assert (held(action), held(other)) == ("Rabat", "Oujda")
    assert JointAction.objects.get(title="Nouvelle").is_archived
    assert {standing(cell) for cell in cells} == {Standing.UNDONE}

    assert reopen(by=secretary, change_set=change_set) == 3
    change_set.refresh_from_db()
    assert (change_set.state, change_set.closed_at) == (State.OPEN, None)
    assert [standing(cell) for cell in cells] == [Standing.CLEAN, Standing.CONFLICT]


def test_what_was_not_undone_is_not_opened_again(secretary, action, change_set):
    accept(secretary, propose(change_set, action, "places", "Tanger", "Rabat"))
    apply(secretary, change_set)
    assert reopen(by=secretary, change_set=change_set) == 0
    change_set.refresh_from_db()
    assert change_set.state == State.CLOSED


# Rows -------------------------------------------------------------------------------------------


def test_a_new_row_becomes_an_action(secretary, partner_b, change_set, action):
    values = {"title": "Nouvelle", "axis": str(action.axis.number), "lead": [partner_b.slug], "start": "2009-01-05"}
    row = make_row_change(change_set, Kind.NEW, values=values)
    decide(by=secretary, rows=[row.pk], verdict=ACCEPTED)
    assert not JointAction.objects.filter(title="Nouvelle").exists()
    done = apply(secretary, change_set)
    row.refresh_from_db()
    assert (row.action.title, row.action.lead, row.edit) == ("Nouvelle", partner_b, done.edit)
    assert done.closed


def test_many_new_rows_take_as_many_queries_as_a_few(
    secretary, change_set, partner_b, action, django_assert_max_num_queries
):
    for number in range(60):
        values = {"title": f"Nouvelle {number}", "axis": str(action.axis.number), "lead": [partner_b.slug]}
        make_row_change(change_set, Kind.NEW, values=values, verdict=ACCEPTED)
    make_row_change(change_set, Kind.NEW, values={"title": "Sans axe"}, verdict=ACCEPTED)
    with django_assert_max_num_queries(45):
        done = apply(secretary, change_set)
    assert (done.done, done.hindered) == (60, 1)
    references = [row.action.reference for row in change_set.rows.exclude(action=None).select_related("action")]
    assert len(set(references)) == 60


def test_a_new_row_that_breaks_a_rule_waits_with_the_sentence(secretary, change_set, action):
    row = make_row_change(change_set, Kind.NEW, values={"title": "Nouvelle"})
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    accept(secretary, cell, rows=[row.pk])
    done = apply(secretary, change_set)
    assert (done.done, done.hindered) == (1, 1)
    row.refresh_from_db()
    assert row.verdict == PENDING
    assert row.obstacle


def test_a_lookalike_may_be_an_action_that_is_there(secretary, change_set, action):
    values = {"title": action.title, "places": "Tanger", "remarks": "Vu", "beneficiaries": None, "axis": "9"}
    row = make_row_change(change_set, Kind.LOOKALIKE, action=action, values=values)
    identify(by=secretary, row=row, action=action)
    row.refresh_from_db()
    assert (row.kind, row.verdict) == (Kind.CHANGED, PENDING)
    cells = {cell.column: cell for cell in row.cells.all()}
    assert set(cells) == {"places", "remarks", "axis"}
    assert standing(cells["places"]) == Standing.CONFLICT, "nobody saw what stands there"
    assert standing(cells["remarks"]) == Standing.CLEAN, "nothing stands there"
    assert standing(cells["axis"]) == Standing.CONFLICT
    assert cells["axis"].is_suggestion


def test_a_lookalike_may_be_a_new_action(secretary, change_set, action):
    values = {"title": action.title, "axis": str(action.axis.number)}
    row = make_row_change(change_set, Kind.LOOKALIKE, action=action, values=values)
    decide(by=secretary, rows=[row.pk], verdict=ACCEPTED)
    apply(secretary, change_set)
    assert JointAction.objects.filter(title=action.title).count() == 2
    row.refresh_from_db()
    assert row.action != action


def test_a_slid_row_is_left_or_decided_cell_by_cell(secretary, change_set, action):
    row = make_row_change(
        change_set, Kind.SLID, action=action, values={"places": "Tanger", "end": "32/1"}, errors={"end": "D5: no date"}
    )
    left = make_row_change(change_set, Kind.SLID, action=make_action(), values={"places": "Fès"})
    decide(by=secretary, rows=[row.pk], verdict=ACCEPTED)
    decide(by=secretary, rows=[left.pk], verdict=REFUSED)
    row.refresh_from_db()
    assert row.kind == Kind.CHANGED
    places, end = row.cells.order_by("column").all()[::-1]
    assert standing(places) == Standing.CONFLICT
    assert (standing(end), end.written) == (Standing.UNREADABLE, "32/1")
    assert left.cells.count() == 0


def test_a_missing_row_is_never_decided(secretary, change_set, action):
    row = make_row_change(change_set, Kind.MISSING, action=action)
    assert decide(by=secretary, rows=[row.pk], verdict=ACCEPTED).decided == 0


def test_another_change_set_of_nobody_is_untouched(secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    propose(factories.make_change_set(), make_action(), "places", "Tanger")
    accept(secretary, cell)
    assert apply(secretary, change_set).done == 1
    assert Standing.CLEAN in {one for row in Proposals(RowChange.objects.all()) for one in row.standings()}
