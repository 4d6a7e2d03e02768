"""Proposals in the browser: what they keep, for whom, and how they are taken back."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actions import services
from actions.columns import BY_NAME, COLUMNS, PROPOSABLE
from actions.models import ChangeSet, Edit, JointAction, RowChange, Verdict
from actions.proposals import Proposals, Standing
from actions.services import Change, proposing, review
from actions.services.proposing import propose
from tests.factories import make_action, make_change_set

State = ChangeSet.State


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a, places="Rabat", title="Former les agents")


def write(by, action, column, value):
    change = Change(action.pk, BY_NAME[column], value)
    return services.save(by=by, channel=Edit.Channel.TABLE, changes=[change])


def cells(change_set):
    return {cell.column: cell for cell in change_set.rows.get().cells.all()}


def standings(change_set):
    (row,) = Proposals(RowChange.objects.filter(change_set=change_set))
    return [one.standing for one in row.cells]


def test_a_proposal_waits_for_a_review_and_writes_nothing(alice, action, partner_a, partner_b):
    asked = {"places": ("Rabat", "Tanger"), "implementing": ([], [partner_b.slug]), "title": ("x", "x")}
    made = propose(by=alice, action=action, cells=asked, message="Décidé avec la région")
    assert (made.source, made.state, made.partner) == (ChangeSet.Source.PROPOSAL, State.OPEN, partner_a)
    assert (made.sender, made.received_by, made.name) == (str(alice), alice, action.reference)
    row = made.rows.get()
    assert (row.kind, row.action, row.title) == (RowChange.Kind.CHANGED, action, action.title)
    found = cells(made)
    assert {name: (one.base, one.proposed) for name, one in found.items()} == {
        "places": ("Rabat", "Tanger"),
        "implementing": ([], [partner_b.slug]),
    }
    assert [found[name].is_suggestion for name in ("places", "implementing")] == [False, True]
    assert (made.remarks.get().text, made.remarks.get().author) == ("Décidé avec la région", str(alice))
    assert JointAction.objects.get(pk=action.pk).places == "Rabat"
    assert not Edit.objects.exists()
    assert set(standings(made)) == {Standing.CLEAN, Standing.SUGGESTION}


def test_its_heading_says_who_proposed_what(alice, action):
    made = propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    for word in (str(alice.partner), str(alice), action.reference, str(made.received_at.year)):
        assert word in made.heading
    assert action.reference in str(made)


def test_what_the_table_says_already_is_no_proposal(alice, secretary, action):
    with pytest.raises(ValidationError):
        propose(by=alice, action=action, cells={"places": ("Rabat", "Rabat")})
    write(secretary, action, "places", "Tanger")
    with pytest.raises(ValidationError):
        propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    assert not ChangeSet.objects.exists()


def test_an_amount_goes_with_its_currency(alice, action):
    made = propose(by=alice, action=action, cells={"budget": (None, "10.00"), "currency": (None, "MAD")})
    assert cells(made).keys() == {"budget", "currency"}
    JointAction.objects.update(budget=5, currency="MAD")
    made = propose(by=alice, action=action, cells={"budget": ("5.00", "10.00"), "currency": ("MAD", "MAD")})
    assert cells(made).keys() == {"budget", "currency"}


def test_what_was_changed_meanwhile_is_a_conflict_for_the_secretariat(alice, secretary, action):
    write(secretary, action, "places", "Oujda")
    made = propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    assert standings(made) == [Standing.CONFLICT]


def test_a_rule_that_the_table_would_break_is_a_doubt(alice, action):
    JointAction.objects.update(start="2009-06-01")
    made = propose(by=alice, action=action, cells={"end": (None, "2009-01-01")})
    assert cells(made)["end"].doubt


@pytest.mark.parametrize("name", [column.name for column in COLUMNS if column not in PROPOSABLE] + ["archived", "pk"])
def test_nobody_proposes_what_is_not_proposed(alice, action, name):
    with pytest.raises(PermissionDenied):
        propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger"), name: (None, "x")})
    assert not ChangeSet.objects.exists()


def test_only_who_speaks_for_a_partner_of_the_action_proposes(secretary, reader, bob, outsider, action):
    for user in (secretary, reader, bob, outsider):
        with pytest.raises(PermissionDenied):
            propose(by=user, action=action, cells={"places": ("Rabat", "Tanger")})


def test_nothing_is_proposed_for_an_archived_action(alice, action):
    JointAction.objects.archive()
    with pytest.raises(PermissionDenied):
        propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})


def test_the_same_form_is_one_proposal_and_another_text_another(alice, action):
    token = uuid4()
    asked = {"by": alice, "action": action, "token": token}
    made = propose(**asked, cells={"places": ("Rabat", "Tanger")})
    assert propose(**asked, cells={"places": ("Rabat", "Tanger")}) == made
    assert propose(**asked, cells={"places": ("Rabat", "Fès")}) != made
    assert propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")}) != made


def test_what_is_accepted_is_told_in_the_history(alice, secretary, action):
    made = propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    review.accept_clean(by=secretary, change_set=made)
    edit = review.apply(by=secretary, change_set=made).edit
    assert (edit.channel, edit.change_set) == (Edit.Channel.FORM, made)
    assert str(alice) in edit.reason
    assert action.reference in edit.reason


# Taken back -------------------------------------------------------------------------------------


def test_a_proposal_is_withdrawn_and_says_by_whom(alice, secretary, action):
    made = propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    for _twice in range(2):
        proposing.withdraw(by=alice, change_set=made)
    made.refresh_from_db()
    assert (made.state, made.withdrawn_by) == (State.CLOSED, str(alice))
    assert standings(made) == [Standing.WITHDRAWN]
    with pytest.raises(review.NotOpenError):
        review.accept_clean(by=secretary, change_set=made)
    assert not review.reopen(by=secretary, change_set=made)
    later = propose(by=alice, action=action, cells={"places": ("Rabat", "Fès")})
    assert standings(later) == [Standing.CLEAN], "what was withdrawn is no rival"


def test_what_was_partly_decided_is_not_withdrawn(alice, secretary, action):
    made = propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger"), "remarks": (None, "Vu")})
    review.decide(by=secretary, cells=[cells(made)["places"].pk], verdict=Verdict.REFUSED)
    with pytest.raises(proposing.AlreadyDecidedError):
        proposing.withdraw(by=alice, change_set=made)


def test_neither_a_workbook_nor_anothers_proposal_is_withdrawn(alice, bob, secretary, action, partner_a):
    with pytest.raises(PermissionDenied):
        proposing.withdraw(by=alice, change_set=make_change_set(partner_a))
    made = propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger")})
    with pytest.raises(PermissionDenied):
        proposing.withdraw(by=secretary, change_set=made)
    with pytest.raises(ChangeSet.DoesNotExist):
        proposing.withdraw(by=bob, change_set=made)
