"""Changing many actions at once, at /actions/bulk/."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.columns import BY_NAME
from actions.models import CellEdit, Edit, JointAction, Participation
from actions.views import bulk as screen
from tests.factories import make_action, make_axis, make_partner, make_secretary, make_theme, take_part

pytestmark = pytest.mark.django_db

PATH = "/actions/bulk/"


def text_of(response):
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def client(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture
def preview(client):
    """What the preview answers for `actions` and the fields of the form."""

    def post(actions, **fields):
        ids = ",".join(str(action.pk) for action in actions)
        return client.post(PATH, {"ids": ids, "step": "preview", **fields})

    return post


@pytest.fixture
def apply(client):
    """Confirm what a preview showed."""

    def post(preview, **fields):
        return client.post("/actions/apply/", {"plan": preview.context["plan"], **fields}, follow=True)

    return post


def verdicts(response):
    return {name: response.context[name] for name in ("changed", "unchanged", "hindered")}


# Selecting --------------------------------------------------------------------------------------


def test_ticked_rows_are_selected(client):
    one, two, _three = make_action(), make_action(), make_action()

    answer = client.post(PATH, {"action": [one.pk, two.pk]})

    assert answer.status_code == 200
    assert list(answer.context["actions"]) == [one, two]
    assert "Modifier 2 actions" in text_of(answer)


def test_all_that_the_filter_shows_is_selected_on_every_page(client):
    shown = [make_action(status="agreed", axis=make_axis(1)) for _ in range(60)]
    make_action()
    make_action(status="agreed", archived_at=timezone.now())

    answer = client.post(PATH, {"all": "1", "query": "status=agreed&page=2"})

    assert sorted(answer.context["keys"]) == sorted(action.pk for action in shown)


def test_selection_is_carried_as_ids_however_the_filter_fares(client, preview, apply):
    action = make_action(status="agreed")
    ids = client.post(PATH, {"all": "1", "query": "status=agreed"}).context["ids"]
    late = make_action(status="agreed")

    apply(client.post(PATH, {"ids": ids, "step": "preview", "status": "ongoing"}))

    assert set(JointAction.objects.filter(status="ongoing")) == {action}
    assert JointAction.objects.get(pk=late.pk).status == "agreed"


@pytest.mark.parametrize(
    "given", [{}, {"ids": ""}, {"ids": "x,-1,1.5,' OR 1=1,²"}, {"all": "1", "query": "status=nonsense"}]
)
def test_nothing_selected_is_said(client, given):
    make_action()
    answer = client.post(PATH, {"query": "axis=1", **given}, follow=True)
    assert answer.redirect_chain == [("/actions/?axis=1" if "query" not in given else "/actions/?status=nonsense", 302)]
    if "query" not in given:
        assert "Aucune action n’est cochée" in text_of(answer)


def test_too_many_at_once_are_refused(client, monkeypatch):
    monkeypatch.setattr(screen.services_bulk, "LIMIT", 2)
    ids = ",".join(str(make_action().pk) for _ in range(3))
    assert "3 actions d’un coup, c’est trop" in text_of(client.post(PATH, {"ids": ids}, follow=True))


def test_table_offers_it_to_the_secretariat_only(client, as_user, reader):
    make_action()
    assert 'form="bulk"' in text_of(client.get("/actions/"))
    assert 'form="bulk"' not in text_of(as_user(reader).get("/actions/"))


# Previewing and applying ------------------------------------------------------------------------


def test_preview_counts_and_gives_reasons_and_writes_nothing(preview):
    proposed, agreed = [make_action() for _ in range(2)], make_action(status="agreed")
    closed = [make_action(status="completed") for _ in range(2)]

    answer = preview([*proposed, agreed, *closed], status="agreed")

    assert verdicts(answer) == {"changed": 2, "unchanged": 1, "hindered": 2}
    [(message, actions)] = answer.context["refused"].items()
    assert "« Achevée » à « Convenue »" in message.replace("\N{NO-BREAK SPACE}", " ")
    assert actions == closed
    [(difference, actions)] = answer.context["groups"]
    assert (difference.before, difference.after, actions) == ("Proposée", "Convenue", proposed)
    assert not Edit.objects.exists()


def test_change_is_one_edit_with_its_reason_and_a_way_back(preview, apply, client):
    actions = [make_action() for _ in range(3)]

    answer = apply(preview(actions, status="agreed", query="axis=1"), reason="Réunion du 24")

    edit = Edit.objects.get()
    assert (edit.channel, edit.reason, edit.cells.count()) == ("bulk", "Réunion du 24", 3)
    assert answer.redirect_chain[-1][0] == "/actions/?axis=1"
    assert "3 actions ont été modifiées." in text_of(answer)
    assert f'href="/actions/history/{edit.pk}/"' in text_of(answer)
    client.post(f"/actions/history/{edit.pk}/undo/")
    assert set(JointAction.objects.values_list("status", flat=True)) == {"proposed"}


def test_everything_that_the_form_offers_is_changed(preview, apply):
    theme, partner = make_theme("Genre"), make_partner("BIT")
    action = make_action(axis=make_axis(1))

    apply(
        preview(
            [action],
            status="agreed",
            axis=make_axis(4).pk,
            start="2009-01-01",
            end="2009-12-31",
            themes_how="add",
            themes=[theme.pk],
            partner_how="add",
            partner=partner.pk,
            role="funding",
        )
    )

    changed = JointAction.objects.get(pk=action.pk)
    assert (changed.status, changed.axis.number, changed.reference) == ("agreed", 4, "A4-01")
    assert (changed.start, changed.end) == (date(2009, 1, 1), date(2009, 12, 31))
    assert list(changed.themes.all()) == [theme]
    assert changed.participations.get().role == "funding"


@pytest.mark.parametrize(
    ("how", "left"),
    [("add", {"Genre", "Mineurs", "Retour"}), ("remove", {"Genre"}), ("replace", {"Mineurs", "Retour"})],
)
def test_themes_are_added_removed_or_replaced(preview, apply, how, left):
    gender, minors, back = make_theme("Genre"), make_theme("Mineurs"), make_theme("Retour")
    action = make_action(themes=[gender, minors])

    apply(preview([action], themes_how=how, themes=[minors.pk, back.pk]))

    assert {theme.name for theme in action.themes.all()} == left


def test_a_participation_is_removed_and_others_stay(preview, apply, partner_a, partner_b):
    action, other = make_action(partners=[partner_a, partner_b]), make_action(partners=[partner_b])
    take_part(action, partner_a, "funding")

    answer = preview([action, other], partner_how="remove", partner=partner_a.pk, role="implementing")
    apply(answer)

    assert verdicts(answer) == {"changed": 1, "unchanged": 1, "hindered": 0}
    assert {(one.partner, one.role) for one in action.participations.all()} == {
        (partner_b, "implementing"),
        (partner_a, "funding"),
    }


def test_cells_are_emptied(preview, apply, client, partner_a):
    full = {"start": date(2009, 1, 1), "end": date(2009, 12, 31), "budget": 100, "currency": "MAD", "places": "Rabat"}
    action = make_action(lead=partner_a, themes=[make_theme("Genre")], progress=40, funding_secured=True, **full)
    empty = make_action()
    emptied = ["start", "end", "budget", "places", "lead", "themes", "progress", "funding_secured"]

    answer = preview([action, empty], emptied=emptied)
    assert verdicts(answer) == {"changed": 1, "unchanged": 1, "hindered": 0}
    assert {group.difference.column for group in answer.context["groups"]} == {*emptied, "currency"}
    apply(answer)

    bare = JointAction.objects.for_table().get(pk=action.pk)
    for name in (*emptied, "currency"):
        assert BY_NAME[name].store(BY_NAME[name].read(bare)) in (None, [])
    client.post(f"/actions/history/{Edit.objects.get().pk}/undo/")
    restored = JointAction.objects.for_table().get(pk=action.pk)
    assert {name: getattr(restored, name) for name in full} == full
    assert restored.lead == partner_a


def test_what_an_action_needs_cannot_be_emptied(preview):
    for name in ("title", "status", "axis", "currency", "reference"):
        assert "emptied" in preview([make_action()], emptied=[name]).context["form"].errors


def test_cell_is_either_changed_or_emptied(preview):
    answer = preview([make_action()], start="2009-01-01", emptied=["start"])
    assert list(answer.context["form"].errors) == ["emptied"]
    assert "plan" not in answer.context


def test_a_second_lead_is_refused(preview, partner_a, partner_b):
    led, free = make_action(lead=partner_a), make_action()

    answer = preview([led, free], partner_how="add", partner=partner_b.pk, role="lead")

    assert verdicts(answer) == {"changed": 1, "unchanged": 0, "hindered": 1}
    assert "un seul chef de file" in " ".join(answer.context["refused"])


def test_end_before_the_start_is_refused_for_those_that_it_concerns(preview):
    late, early = make_action(start=date(2010, 1, 1)), make_action(start=date(2008, 1, 1))
    assert verdicts(preview([late, early], end="2009-01-01")) == {"changed": 1, "unchanged": 0, "hindered": 1}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choisissez ce qui doit changer"),
        ({"status": "invented"}, "n’en fait pas partie"),
        ({"axis": "999999"}, "choix"),
        ({"start": "bientôt"}, "date"),
        ({"themes_how": "add"}, "Choisissez au moins un domaine"),
        ({"partner_how": "add"}, "Choisissez un partenaire"),
        ({"partner_how": "add"}, "Choisissez un rôle"),
        ({"partner_how": "replace"}, "n’en fait pas partie"),
    ],
)
def test_incomplete_or_invented_choice_is_refused(preview, fields, sentence):
    action = make_action()
    answer = preview([action], **fields)
    assert sentence in text_of(answer)
    assert "plan" not in answer.context
    assert list(answer.context["actions"]) == [action]


def test_one_may_go_back_and_choose_something_else(client):
    action = make_action()
    answer = client.post(PATH, {"ids": action.pk, "step": "choose", "status": "agreed"})
    assert '<option value="agreed" selected>' in text_of(answer)


# Meanwhile --------------------------------------------------------------------------------------


def test_value_changed_after_the_preview_is_kept_and_told(preview, apply):
    one, two = make_action(end=date(2009, 1, 1)), make_action()
    shown = preview([one, two], end="2010-01-01")
    JointAction.objects.filter(pk=one.pk).update(end=date(2011, 1, 1))

    answer = apply(shown)

    assert set(JointAction.objects.values_list("end", flat=True)) == {date(2011, 1, 1), date(2010, 1, 1)}
    [dispute] = answer.context["disputes"]
    assert (dispute.action, dispute.wanted, dispute.current) == (one, "01/01/2010", "01/01/2011")
    apply(answer)
    assert set(JointAction.objects.values_list("end", flat=True)) == {date(2010, 1, 1)}


def test_same_confirmation_twice_changes_nothing_more(preview, apply):
    shown = preview([make_action()], status="agreed")
    apply(shown)
    assert "Tout était déjà ainsi" in text_of(apply(shown))
    assert Edit.objects.count() == 1


@pytest.mark.parametrize("plan", ["", "x", "eyJ9:1:x", None])
def test_plan_that_was_tampered_with_is_refused(preview, client, plan):
    shown = preview([make_action()], status="agreed").context["plan"]
    forged = shown[:-3] + "abc" if plan is None else plan
    assert "Rien n’a été modifié" in text_of(client.post("/actions/apply/", {"plan": forged}, follow=True))
    assert not Edit.objects.exists()


def test_plan_of_somebody_else_is_refused(preview, as_user):
    shown = preview([make_action()], status="agreed")
    other = as_user(make_secretary("other@example.org"))
    assert "Rien n’a été modifié" in text_of(
        other.post("/actions/apply/", {"plan": shown.context["plan"]}, follow=True)
    )


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alice", "reader", "outsider"])
def test_only_the_secretariat_changes(request, as_user, name, partner_a):
    action = make_action(lead=partner_a)
    client = as_user(request.getfixturevalue(name))
    for path in (PATH, "/actions/apply/"):
        assert client.post(path, {"ids": action.pk, "step": "preview", "status": "agreed"}).status_code == 403
    assert not CellEdit.objects.exists()


def test_action_that_does_not_exist_is_counted_as_hindered(client):
    action = make_action()
    ids = f"{action.pk},987654,999999999999999999"
    answer = client.post(PATH, {"ids": ids, "step": "preview", "status": "agreed"})
    assert verdicts(answer) == {"changed": 1, "unchanged": 0, "hindered": 2}
    assert "Cette action n’existe pas." in text_of(answer)


# Queries ----------------------------------------------------------------------------------------


def test_actions_moved_to_one_axis_get_references_of_their_own(preview, apply, client):
    there = make_axis(7)
    stayed = make_action(axis=there, reference="A7-04")
    moved = [make_action(axis=make_axis(1), reference=f"A1-0{number}") for number in (1, 2, 3)]

    apply(preview(moved, axis=there.pk))

    references = dict(JointAction.objects.values_list("pk", "reference"))
    assert references == {stayed.pk: "A7-04", moved[0].pk: "A7-05", moved[1].pk: "A7-06", moved[2].pk: "A7-07"}
    client.post(f"/actions/history/{Edit.objects.get().pk}/undo/")
    assert set(JointAction.objects.values_list("reference", flat=True)) == {"A7-04", "A1-01", "A1-02", "A1-03"}


KINDS = {
    "status": {"status": "agreed"},
    "axis": {"axis": 902},
    "dates": {"start": "2008-12-24", "end": "2009-12-24"},
    "cells emptied": {"emptied": ["lead", "themes"]},
    "themes added": {"themes_how": "add", "themes": [901, 902]},
    "themes removed": {"themes_how": "remove", "themes": [901]},
    "themes replaced": {"themes_how": "replace", "themes": [902]},
    "partner added": {"partner_how": "add", "partner": 901, "role": "funding"},
    "partner removed": {"partner_how": "remove", "partner": 901, "role": "lead"},
}
KINDS["all columns"] = {
    name: value
    for kind in ("status", "axis", "dates", "themes replaced", "partner added")
    for name, value in KINDS[kind].items()
}


def asked(queries):
    """The queries of a request but for those of every request, which look who asks, and the edges of transactions."""
    always = ("SAVEPOINT", "RELEASE SAVEPOINT", "django_session", '"partners_user"."password"')
    return [query["sql"] for query in queries if not any(word in query["sql"] for word in always)]


@pytest.mark.parametrize("rows", [100, 200, 1000])
@pytest.mark.parametrize("kind", KINDS)
def test_under_ten_queries_for_each_hundred_rows(client, rows, kind):
    axis, partner = make_axis(1), make_partner(pk=901)
    themes = [make_theme("Genre", pk=901), make_theme("Mineurs", pk=902)]
    make_axis(2, pk=902)
    actions = JointAction.objects.bulk_create(
        JointAction(reference=f"A1-{number:04}", title="Action", axis=axis) for number in range(rows)
    )
    JointAction.themes.through.objects.bulk_create(
        JointAction.themes.through(jointaction=action, theme=themes[0]) for action in actions
    )
    Participation.objects.bulk_create(Participation(action=action, partner=partner, role="lead") for action in actions)
    ids = ",".join(str(action.pk) for action in actions)

    with CaptureQueriesContext(connection) as preview:
        shown = client.post(PATH, {"ids": ids, "step": "preview", **KINDS[kind]})
    with CaptureQueriesContext(connection) as apply:
        client.post("/actions/apply/", {"plan": shown.context["plan"]})
    changed = CellEdit.objects.count()
    with CaptureQueriesContext(connection) as undo:
        client.post(f"/actions/history/{Edit.objects.get().pk}/undo/")

    assert changed >= rows
    assert CellEdit.objects.count() == 2 * changed
    assert len(asked(preview)) < 20  # however many rows
    # Five columns at once have more to look up before the first row.
    assert len(asked(apply)) < rows / 10 + (10 if kind == "all columns" else 0)
    assert len(asked(undo)) < 20 + rows / 20
