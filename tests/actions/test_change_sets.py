"""The change sets: their list, and the review of one."""

import json

import pytest
from django.urls import reverse

from actions import services
from actions.models import ChangeSet, Edit, JointAction, RowChange, Verdict
from actions.services import review
from tests.factories import make_action, make_change_set, make_row_change, propose

LIST = "/actions/changes/"
State, Kind = ChangeSet.State, RowChange.Kind


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a, places="Rabat", title="Former les agents")


@pytest.fixture
def change_set(partner_a):
    return make_change_set(partner_a, name="retour.xlsx", sender="nadia@example.org")


def page(client, change_set, **asked):
    response = client.get(change_set.get_absolute_url(), asked)
    assert response.status_code == 200
    return response


def post(client, change_set, what, *, htmx=False, **data):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse(f"actions:{what}", args=[change_set.pk]), data, headers=headers)


def decide(client, cell, name="accept", *, htmx=False, **data):
    fields = {"row": cell.row_id, name: cell.pk} | data
    return post(client, cell.row.change_set, "decide_changes", htmx=htmx, **fields)


def lines(response):
    """{(column, what stands in the context of its line)}"""
    return [line for entry in response.context["review"].entries for line in entry.lines]


# The list ---------------------------------------------------------------------------------------


def test_those_to_review_stand_first_with_what_they_hold(as_user, secretary, action, change_set):
    propose(change_set, action, "places", "Tanger", "Fès")
    make_row_change(change_set, Kind.NEW)
    closed = make_change_set(state=State.CLOSED)
    response = as_user(secretary).get(LIST)
    found = response.context["sets"]
    assert [one for one, _counts in found] == [change_set, closed]
    assert found[0][1] == [("conflict", 1), ("new", 1)]
    assert "retour.xlsx" in response.content.decode()


def test_list_is_filtered_by_state_and_sender(as_user, secretary, change_set, partner_a, partner_b):
    closed = make_change_set(partner_b, state=State.CLOSED)
    client = as_user(secretary)
    assert [one for one, _ in client.get(LIST, {"state": "closed"}).context["sets"]] == [closed]
    assert [one for one, _ in client.get(LIST, {"partner": partner_a.pk}).context["sets"]] == [change_set]
    assert client.get(LIST, {"state": "lost"}).status_code == 400


def test_list_without_anything_says_what_to_do(as_user, secretary):
    assert b"empty-state" in as_user(secretary).get(LIST).content


def test_a_focal_point_sees_what_her_partner_sent(as_user, alice, change_set, partner_b):
    make_change_set(partner_b)
    response = as_user(alice).get(LIST)
    assert [one for one, _ in response.context["sets"]] == [change_set]


def test_list_takes_the_same_queries_for_any_number(as_user, secretary, partner_a, django_assert_num_queries):
    def grow(number):
        for _ in range(number):
            propose(make_change_set(partner_a), make_action(lead=partner_a), "places", "Tanger")

    client = as_user(secretary)
    grow(2)
    client.get(LIST)
    with django_assert_num_queries(22):
        client.get(LIST)
    grow(10)
    with django_assert_num_queries(22):
        client.get(LIST)


# The review -------------------------------------------------------------------------------------


def test_base_proposed_and_now_stand_side_by_side(as_user, secretary, action, change_set):
    propose(change_set, action, "places", "Rabat, Tanger", "Rabat")
    response = page(as_user(secretary), change_set)
    (line,) = lines(response)
    assert (line.base, line.proposed, line.current) == ("Rabat", "Rabat, Tanger", "Rabat")
    assert (1, ", Tanger") in line.pieces
    assert response.context["review"].section == "clean"


def test_a_conflict_says_who_changed_the_cell(as_user, secretary, action, change_set):
    propose(change_set, action, "places", "Tanger", "Rabat")
    change = services.Change(action.pk, services.saving.BY_NAME["places"], "Oujda")
    services.save(by=secretary, channel=Edit.Channel.TABLE, changes=[change])
    response = page(as_user(secretary), change_set)
    (line,) = lines(response)
    assert (line.current, line.last.edit.author) == ("Oujda", secretary)
    assert response.context["review"].section == "conflict"


def test_what_others_propose_is_shown_with_it(as_user, secretary, action, change_set, partner_b):
    propose(change_set, action, "places", "Tanger", "Rabat")
    other = propose(make_change_set(partner_b), action, "places", "Oujda", "Rabat")
    (line,) = lines(page(as_user(secretary), change_set))
    assert [(rival.cell, rival.sender, rival.text) for rival in line.rivals] == [(other, str(partner_b), "Oujda")]


def test_sections_are_chosen_in_the_address(as_user, secretary, action, change_set):
    propose(change_set, action, "places", "Tanger", "Fès")
    propose(change_set, action, "remarks", "Vu")
    client = as_user(secretary)
    assert [line.heading for line in lines(page(client, change_set, show="clean"))] == ["Observations"]
    assert [line.heading for line in lines(page(client, change_set))] == ["Lieux"]
    assert len(lines(page(client, change_set, show="all"))) == 2
    assert dict(page(client, change_set).context["review"].sections) == {"conflict": 1, "clean": 1}


def test_review_takes_the_same_queries_for_any_number(
    as_user, secretary, partner_a, partner_b, change_set, django_assert_num_queries
):
    second = make_change_set(partner_b)

    def grow(number):
        for _ in range(number):
            action = make_action(lead=partner_a, places="Rabat")
            propose(change_set, action, "places", "Tanger", "Fès")
            propose(change_set, action, "lead", [partner_b.slug], [partner_a.slug])
            propose(second, action, "places", "Oujda", "Fès")
            make_row_change(change_set, Kind.NEW, values={"title": "Nouvelle", "lead": [partner_a.slug]})

    client = as_user(secretary)
    for number in (3, 40):
        grow(number)
        page(client, change_set, show="all")
        with django_assert_num_queries(26):
            page(client, change_set, show="all")


def test_a_verdict_without_javascript_leads_back_to_the_row(as_user, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    response = decide(as_user(secretary), cell, comment="Bien", query="show=clean&page=2")
    assert response.url == f"{change_set.get_absolute_url()}?show=clean&page=2#row-{cell.row_id}"
    cell.refresh_from_db()
    assert (cell.verdict, cell.comment) == (Verdict.ACCEPTED, "Bien")


def test_a_verdict_from_within_the_page_answers_with_the_row(as_user, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    other = propose(change_set, action, "remarks", "Vu")
    client = as_user(secretary)
    seen = json.dumps({cell.pk: "Rabat"})
    response = decide(client, cell, "refuse", htmx=True, seen=seen)
    text = response.content.decode()
    assert [line.cell for line in response.context["entry"].lines] == [cell], "only the cells that were shown"
    assert f'id="row-{cell.row_id}"' in text
    assert 'hx-swap-oob="true"' in text
    assert (response.context["accepted"], response.context["undecided"]) == (0, 1)

    response = decide(client, cell, "reconsider", htmx=True, seen=json.dumps({cell.pk: "Rabat", other.pk: None}))
    assert len(response.context["entry"].lines) == 2
    cell.refresh_from_db()
    assert cell.verdict == Verdict.PENDING


def test_a_whole_row_is_decided_at_once(as_user, secretary, action, change_set):
    cells = [propose(change_set, action, name, "x") for name in ("beneficiaries", "remarks", "indicators")]
    entry = page(as_user(secretary), change_set).context["review"].entries[0]
    post(as_user(secretary), change_set, "decide_changes", row=entry.row.pk, accept=entry.open_cells)
    assert {one.verdict for one in entry.row.cells.all()} == {Verdict.ACCEPTED}
    assert len(cells) == 3


def test_a_page_that_is_no_longer_true_decides_nothing(as_user, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    response = decide(as_user(secretary), cell, htmx=True, seen=json.dumps({cell.pk: "Fès"}))
    assert response.context["stale"] == {cell.pk}
    assert b'role="alert"' in response.content
    cell.refresh_from_db()
    assert cell.verdict == Verdict.PENDING


@pytest.mark.parametrize("fields", [{"row": ""}, {"row": "x"}, {"seen": "["}, {"seen": "[1]"}, {"row": "9" * 30}])
def test_a_form_that_is_none_of_ours_is_refused(as_user, secretary, action, change_set, fields):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    assert decide(as_user(secretary), cell, **fields).status_code == 400


def test_a_lookalike_is_taken_for_the_action_that_is_named(as_user, secretary, action, change_set):
    row = make_row_change(change_set, Kind.LOOKALIKE, action=action, title="Former", values={"places": "Tanger"})
    client = as_user(secretary)
    assert f'value="{action.reference}"' in page(client, change_set).content.decode()
    response = post(client, change_set, "decide_changes", htmx=True, row=row.pk, identify=1, reference="A9-99")
    assert response.context["fault"]
    response = post(client, change_set, "decide_changes", htmx=True, row=row.pk, identify=1, reference=action.reference)
    assert [line.proposed for line in response.context["entry"].lines] == ["Tanger"]


def test_a_new_row_is_accepted_and_applied(as_user, secretary, action, change_set):
    values = {"title": "Nouvelle", "axis": str(action.axis.number)}
    row = make_row_change(change_set, Kind.NEW, title="Nouvelle", values=values, errors={"end": "F3: no date"})
    client = as_user(secretary)
    text = page(client, change_set).content.decode()
    assert "F3: no date" in text
    post(client, change_set, "decide_changes", row=row.pk, accept="row")
    post(client, change_set, "apply_changes")
    assert JointAction.objects.filter(title="Nouvelle").exists()


def test_all_that_is_clean_is_accepted_and_applied(as_user, secretary, action, change_set):
    propose(change_set, action, "places", "Tanger", "Rabat")
    client = as_user(secretary)
    post(client, change_set, "accept_clean_changes")
    assert page(client, change_set).context["accepted"] == 1
    response = client.post(reverse("actions:apply_changes", args=[change_set.pk]), follow=True)
    edit = Edit.objects.get()
    assert reverse("actions:edit", args=[edit.pk]) in response.content.decode()
    change_set.refresh_from_db()
    assert change_set.state == State.CLOSED
    assert response.context["review"].section == "applied"


def test_what_could_not_be_applied_says_why(as_user, secretary, action, change_set):
    cell = propose(change_set, action, "status", "completed", "proposed")
    client = as_user(secretary)
    decide(client, cell)
    post(client, change_set, "apply_changes")
    cell.refresh_from_db()
    assert cell.obstacle in page(client, change_set).content.decode().replace("&nbsp;", " ")


def test_a_large_change_set_is_applied_in_the_background(as_user, secretary, action, change_set, monkeypatch):
    monkeypatch.setattr(review, "SMALL", 0)
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    client = as_user(secretary)
    decide(client, cell)
    post(client, change_set, "apply_changes")
    change_set.refresh_from_db()
    assert change_set.state == State.CLOSED
    assert JointAction.objects.get(pk=action.pk).places == "Tanger"


def test_a_change_set_that_is_being_applied_shows_how_far(as_user, secretary, action, change_set):
    ChangeSet.objects.update(state=State.APPLYING, progress=40)
    assert "review" not in page(as_user(secretary), change_set).context


def test_a_background_that_fails_opens_the_change_set_again(secretary, action, change_set, monkeypatch, settings):
    from actions import tasks

    def fail(**options):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(review, "apply", fail)
    review.reserve(by=secretary, change_set=change_set)
    tasks.apply_change_set.enqueue(change_set.pk, secretary.pk)
    change_set.refresh_from_db()
    assert change_set.state == State.OPEN


def test_what_was_undone_is_opened_again(as_user, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    client = as_user(secretary)
    decide(client, cell)
    post(client, change_set, "apply_changes")
    services.undo(by=secretary, edit=Edit.objects.get())
    assert reverse("actions:reopen_changes", args=[change_set.pk]) in page(client, change_set).content.decode()
    post(client, change_set, "reopen_changes")
    assert page(client, change_set).context["review"].section == "clean"


def test_a_change_set_that_was_closed_meanwhile_says_so(as_user, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    ChangeSet.objects.update(state=State.CLOSED)
    client = as_user(secretary)
    response = decide(client, cell, htmx=True)
    assert response.headers["HX-Redirect"] == change_set.get_absolute_url()
    for what in ("accept_clean_changes", "apply_changes"):
        assert post(client, change_set, what).status_code == 302
    cell.refresh_from_db()
    assert cell.verdict == Verdict.PENDING


def test_an_unreadable_file_says_why(as_user, secretary, change_set):
    ChangeSet.objects.update(state=State.REFUSED, message="Ce classeur est protégé.")
    assert "Ce classeur est protégé." in page(as_user(secretary), change_set).content.decode()


# Whom one shows what ----------------------------------------------------------------------------


def test_a_focal_point_reads_the_verdicts_and_nothing_internal(
    as_user, alice, secretary, action, change_set, partner_b
):
    cell = propose(change_set, action, "places", "Tanger", "Fès", doubt="un doute", is_suggestion=True)
    private = make_action(lead=partner_b, title="Secret de B", places="Caché")
    seen = make_row_change(change_set, action=private, title="Ligne du classeur")
    seen.cells.create(column="places", proposed="Oujda", base="Fès")
    propose(make_change_set(partner_b), action, "places", "Proposé par B", "Fès")
    make_row_change(change_set, Kind.LOOKALIKE, action=private, title="Une ligne", values={"title": "Une ligne"})
    review.decide(by=secretary, cells=[cell.pk], verdict=Verdict.REFUSED, comment="Pas cette année")
    text = page(as_user(alice), change_set).content.decode()
    assert "Pas cette année" in text
    assert "Tanger" in text
    for hidden in ("Secret de B", "Caché", "Proposé par B", "un doute", private.reference, '<form class="row-change'):
        assert hidden not in text
    for what in ("decide_changes", "accept_clean_changes", "apply_changes", "reopen_changes"):
        assert post(as_user(alice), change_set, what, row=cell.row_id).status_code == 403


def test_another_partner_does_not_find_it(as_user, bob, change_set):
    client = as_user(bob)
    assert client.get(change_set.get_absolute_url()).status_code == 404
    for what in ("decide_changes", "accept_clean_changes", "apply_changes", "reopen_changes"):
        assert post(client, change_set, what).status_code == 403
