"""Proposing a change in the browser, and being told what became of it."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from actions import services
from actions.columns import BY_NAME, PROPOSABLE
from actions.models import CellChange, ChangeSet, Edit, JointAction, Verdict
from actions.services import Change, review
from actions.services.proposing import propose
from tests.factories import make_action, make_change_set, make_proposal
from tests.factories import propose as propose_cell

LIST = "/actions/changes/"
State = ChangeSet.State


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a, places="Rabat", title="Former les agents", internal_notes="Entre nous")


def url(action):
    return reverse("actions:propose", args=[action.reference])


def filled(client, action, **typed):
    """What the browser sends of the form, with some fields typed otherwise."""
    form = client.get(url(action)).context["form"]
    fields = {field.html_name: field.value() for field in form}
    return {name: value for name, value in fields.items() if value is not None} | typed


def write(by, action, column, value):
    return services.save(by=by, channel=Edit.Channel.TABLE, changes=[Change(action.pk, BY_NAME[column], value)])


def said(response):
    return [str(message) for message in response.context["messages"]]


# The form ---------------------------------------------------------------------------------------


def test_the_form_asks_all_that_may_be_proposed_and_nothing_internal(as_user, alice, action):
    response = as_user(alice).get(url(action))
    page = response.content.decode()
    assert "Entre nous" not in page
    assert "internal_notes" not in page
    fields = response.context["form"].fields
    assert fields.keys() == {column.name for column in PROPOSABLE} | {"base", "token", "message"}
    suggestions = [column for column in PROPOSABLE if not column.partner_may_edit]
    assert len(re.findall(r'<span class="status">suggestion</span>', page)) == len(suggestions) > 0


def test_what_is_sent_becomes_a_change_set(as_user, alice, action, partner_b):
    client = as_user(alice)
    response = client.post(
        url(action),
        filled(client, action, places="Tanger", implementing=[partner_b.slug], message="Vu le 3"),
        follow=True,
    )
    made = ChangeSet.objects.get()
    assert response.redirect_chain[-1][0] == made.get_absolute_url()
    assert len(said(response)) == 1
    assert {cell.column: (cell.base, cell.proposed, cell.is_suggestion) for cell in CellChange.objects.all()} == {
        "places": ("Rabat", "Tanger", False),
        "implementing": ([], [partner_b.slug], True),
    }
    assert "Vu le 3" in response.content.decode()
    assert JointAction.objects.get(pk=action.pk).places == "Rabat"


def test_the_form_sent_twice_is_one_change_set(as_user, alice, action):
    client = as_user(alice)
    sent = filled(client, action, places="Tanger")
    assert client.post(url(action), sent).url == client.post(url(action), sent).url
    assert ChangeSet.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"end": "31/2/2010"},
        {"title": ""},
        {"budget": "10"},
        {"progress": "101"},
        {"title": "x" * 301},
        {"places": "a\x00b"},
        {"status": "completed"},
    ],
)
def test_what_cannot_be_proposed_is_refused_and_kept(as_user, alice, action, typed):
    JointAction.objects.update(start=date(2009, 6, 1))
    client = as_user(alice)
    response = client.post(url(action), filled(client, action, message="Vu le 3", **typed))
    assert response.status_code == 422
    page = response.content.decode()
    assert 'role="alert"' in page
    assert "Vu le 3" in page
    assert all(response.context["form"][name].value() == value for name, value in typed.items())
    assert not ChangeSet.objects.exists()


def test_an_end_before_the_start_is_told_beside_the_field(as_user, alice, action):
    JointAction.objects.update(start=date(2009, 6, 1))
    client = as_user(alice)
    response = client.post(url(action), filled(client, action, end="01/05/2009"))
    assert response.context["form"].errors.keys() == {"end"}


def test_a_page_that_is_no_longer_true_is_sent_with_what_it_showed(as_user, alice, secretary, action):
    client = as_user(alice)
    sent = filled(client, action, places="Tanger", remarks="Vu")
    write(secretary, action, "places", "Oujda")
    response = client.post(url(action), sent, follow=True)
    (cell,) = CellChange.objects.filter(column="places")
    assert (cell.base, cell.proposed) == ("Rabat", "Tanger")
    told = said(response)
    assert len(told) == 2
    assert "Lieux" in told[1]
    assert "Remarques" not in told[1]


@pytest.mark.parametrize("base", ["", "{}", '{"places": "Fès"}', "x:y:z"])
def test_nobody_makes_up_what_the_page_showed(as_user, alice, action, base):
    client = as_user(alice)
    sent = filled(client, action, places="Tanger", base=base)
    assert client.post(url(action), sent).status_code == 422
    assert not ChangeSet.objects.exists()


def test_what_the_page_of_another_action_showed_is_refused(as_user, alice, action, partner_a):
    client = as_user(alice)
    other = filled(client, make_action(lead=partner_a, places="Fès"))
    assert client.post(url(action), filled(client, action, places="Tanger", base=other["base"])).status_code == 422


def test_a_focal_point_sets_nothing_but_what_she_proposes(as_user, alice, bob, action, partner_b):
    client = as_user(alice)
    fields = {field.name: "1" for model in apps.get_models() for field in model._meta.fields}
    fields |= {"partner": partner_b.pk, "received_by": bob.pk, "state": "closed", "verdict": "accepted", "sender": "X"}
    fields |= {"internal_notes": "intrus", "archived_at": "2009-01-01", "reference": "A1-99", "is_synthetic": "on"}
    sent = fields | filled(client, action, places="Tanger")
    assert client.post(url(action), sent).status_code == 302
    made = ChangeSet.objects.get()
    assert (made.partner, made.received_by, made.state, made.sender) == (alice.partner, alice, State.OPEN, str(alice))
    cell = CellChange.objects.get()
    assert (cell.column, cell.verdict, cell.is_suggestion) == ("places", Verdict.PENDING, False)
    before = JointAction.objects.get(pk=action.pk)
    assert (before.internal_notes, before.reference, before.archived_at) == ("Entre nous", action.reference, None)


def test_others_do_not_propose(as_user, secretary, reader, bob, action):
    for user, status in ((secretary, 403), (reader, 403), (bob, 404)):
        for method in ("get", "post"):
            assert getattr(as_user(user), method)(url(action)).status_code == status


# What became of it ------------------------------------------------------------------------------


@pytest.fixture
def proposal(alice, action):
    return propose(by=alice, action=action, cells={"places": ("Rabat", "Tanger"), "remarks": (None, "Vu")})


def decide(by, change_set, column, verdict, comment=""):
    cell = CellChange.objects.get(row__change_set=change_set, column=column)
    review.decide(by=by, cells=[cell.pk], verdict=verdict, comment=comment)


def test_the_list_tells_how_many_wait_or_were_decided(as_user, alice, secretary, proposal, partner_b, action):
    propose_cell(make_change_set(partner_b), action, "remarks", "Autrement", None)
    response = as_user(alice).get(LIST)
    ((one, told),) = response.context["sets"]
    assert one == proposal
    assert told == [(Verdict.PENDING.label, 2)], "nothing of conflicts with what others propose"
    decide(secretary, proposal, "places", Verdict.REFUSED, "Pas cette année")
    decide(secretary, proposal, "remarks", Verdict.ACCEPTED)
    review.apply(by=secretary, change_set=proposal)
    ((_one, told),) = as_user(alice).get(LIST).context["sets"]
    assert told == [(Verdict.ACCEPTED.label, 1), (Verdict.REFUSED.label, 1)]


def test_the_page_tells_the_verdict_the_reason_and_what_stands_there(as_user, alice, secretary, proposal, action, bob):
    rival = make_change_set(bob.partner)
    propose_cell(rival, action, "remarks", "Proposé par B", None)
    decide(secretary, proposal, "places", Verdict.REFUSED, "Pas cette année")
    write(secretary, action, "places", "Oujda")
    response = as_user(alice).get(proposal.get_absolute_url())
    page = response.content.decode()
    for word in ("Tanger", "Pas cette année", "Oujda", proposal.heading):
        assert word in page, word
    for word in ("Proposé par B", 'class="row-change" id="row-', "Conflits"):
        assert word not in page.replace('<section class="row-change"', ""), word

    decide(secretary, proposal, "remarks", Verdict.ACCEPTED)
    review.apply(by=secretary, change_set=proposal)
    lines = as_user(alice).get(proposal.get_absolute_url()).context["review"].entries[0].lines
    assert {line.cell.column: line.current for line in lines} == {"places": "Oujda", "remarks": "Vu"}, "settled, too"


def test_the_page_of_the_action_tells_both_sides(as_user, alice, bob, reader, secretary, proposal, action):
    page = as_user(secretary).get(action.get_absolute_url()).content.decode()
    assert proposal.get_absolute_url() in page
    decide(secretary, proposal, "places", Verdict.REFUSED, "Pas cette année")
    page = as_user(alice).get(action.get_absolute_url()).content.decode()
    for word in (proposal.get_absolute_url(), "Pas cette année", url(action)):
        assert word in page
    page = as_user(reader).get(action.get_absolute_url()).content.decode()
    for word in (proposal.get_absolute_url(), "Pas cette année", url(action)):
        assert word not in page
    decide(secretary, proposal, "remarks", Verdict.REFUSED)
    review.apply(by=secretary, change_set=proposal)
    assert proposal.get_absolute_url() not in as_user(secretary).get(action.get_absolute_url()).content.decode()


def test_the_latest_proposal_stands_first(as_user, alice, proposal, action):
    later = propose(by=alice, action=action, cells={"places": ("Rabat", "Fès")})
    found = as_user(alice).get(action.get_absolute_url()).context["own_proposals"]
    assert [change_set for change_set, _cells in found] == [later, proposal]


def test_a_partner_of_the_same_action_is_told_nothing_of_the_others(as_user, alice, bob, proposal, action):
    action.participations.create(partner=bob.partner, role="implementing")
    client = as_user(bob)
    assert "Tanger" not in client.get(action.get_absolute_url()).content.decode()
    assert client.get(proposal.get_absolute_url()).status_code == 404


def test_the_pages_of_actions_take_the_same_queries(as_user, alice, secretary, action, django_assert_max_num_queries):
    def grow():
        for number in range(3):
            propose(by=alice, action=action, cells={"places": ("Rabat", f"Tanger {number}"), "remarks": (None, "Vu")})

    grow()
    for user in (alice, secretary):
        client = as_user(user)
        client.get(action.get_absolute_url())
        with django_assert_max_num_queries(17) as few:
            client.get(action.get_absolute_url())
        grow()
        with django_assert_max_num_queries(17) as many:
            client.get(action.get_absolute_url())
        assert len(few) == len(many)


# Taken back, and without a file -----------------------------------------------------------------


def test_she_withdraws_it_as_long_as_nothing_was_decided(as_user, alice, secretary, bob, proposal):
    address = reverse("actions:withdraw_changes", args=[proposal.pk])
    assert as_user(bob).post(address).status_code == 404
    assert as_user(secretary).post(address).status_code == 404
    client = as_user(alice)
    assert address in client.get(proposal.get_absolute_url()).content.decode()
    response = client.post(address, follow=True)
    assert address not in response.content.decode()
    for user in (alice, secretary):
        page = as_user(user).get(proposal.get_absolute_url()).content.decode()
        assert f"by {alice}" in page.replace("par", "by")
        assert "row-change" in page
    assert as_user(secretary).get(LIST).status_code == 200


def test_it_says_that_the_secretariat_was_faster(as_user, alice, secretary, proposal):
    address = reverse("actions:withdraw_changes", args=[proposal.pk])
    decide(secretary, proposal, "places", Verdict.ACCEPTED)
    client = as_user(alice)
    assert address not in client.get(proposal.get_absolute_url()).content.decode()
    assert len(said(client.post(address, follow=True))) == 1
    proposal.refresh_from_db()
    assert proposal.state == State.OPEN


def test_a_proposal_has_no_workbook_to_mark_or_to_send(as_user, secretary, proposal):
    client = as_user(secretary)
    page = client.get(proposal.get_absolute_url()).content.decode()
    for name in ("verdict", "send_verdict"):
        address = reverse(f"actions:{name}", args=[proposal.pk])
        assert address not in page
        assert client.get(address).status_code == 404


def test_change_sets_are_headed_by_who_sent_them(as_user, secretary, partner_a):
    proposal = make_proposal(partner_a, sender="Alice")
    workbook = make_change_set(partner_a, name="retour.xlsx", sender="nadia@example.org")
    page = as_user(secretary).get(LIST).content.decode()
    assert proposal.heading in page
    assert f">{workbook.heading}</a>" in page
    assert "retour.xlsx" in page
    page = as_user(secretary).get(workbook.get_absolute_url()).content.decode()
    assert "<h1>AAA</h1>" in page
    assert "retour.xlsx" in page
