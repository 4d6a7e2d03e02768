"""The form of a whole action: add, change, go to the next, copy, archive and restore."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.columns import BY_NAME, EDITABLE
from actions.forms.action import GROUPS
from actions.models import CellEdit, Edit, JointAction
from tests.factories import (
    make_action,
    make_axis,
    make_document,
    make_milestone,
    make_partner,
    make_report,
    make_secretary,
    make_theme,
)
from tests.uploads import plain, said

pytestmark = pytest.mark.django_db


def address(action, verb="change"):
    return reverse(f"actions:{verb}", args=[action.reference])


def opened(client, url):
    """What the form at `url` would send if nothing were typed."""
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value not in (None, [])}


def page_of(response):
    return plain(response.content.decode())


def meanwhile(by, action, **values):
    changes = [services.Change(action.pk, BY_NAME[name], value) for name, value in values.items()]
    services.save(by=by, channel=Edit.Channel.TABLE, changes=changes)


@pytest.fixture
def zineb(db):
    """Another person of the secretariat."""
    return make_secretary("zineb@example.org")


def test_every_editable_column_stands_in_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(column.name for column in EDITABLE)


# Change -----------------------------------------------------------------------------------------


def test_fields_are_saved_as_french_people_write_them(as_user, secretary, partner_a, partner_b):
    action = make_action(lead=partner_a)
    client = as_user(secretary)
    data = opened(client, address(action))
    typed = {
        "title": "Santé",
        "status": "agreed",
        "progress": "40 %",
        "end": "31/12/2009",
        "budget": "1\u202f250\u202f000,50",
        "currency": "MAD",
        "funding_secured": "true",
        "lead": partner_b.slug,
        "implementing": [partner_a.slug, partner_b.slug],
        "themes": [make_theme("Genre").slug],
        "reason": "Réunion du 3 mars",
    }

    response = client.post(address(action), data | typed, follow=True)

    assert response.redirect_chain == [(action.get_absolute_url(), 302)]
    fresh = JointAction.objects.for_table().get(pk=action.pk)
    assert (fresh.title, fresh.status, fresh.progress, fresh.end) == ("Santé", "agreed", 40, date(2009, 12, 31))
    assert (fresh.budget, fresh.currency, fresh.funding_secured) == (Decimal("1250000.50"), "MAD", True)
    assert (fresh.lead, len(fresh.partners_as("implementing"))) == (partner_b, 2)
    assert [str(theme) for theme in fresh.themes.all()] == ["Genre"]
    edit = Edit.objects.get()
    assert (edit.author, edit.channel, edit.reason) == (secretary, "form", "Réunion du 3 mars")
    assert edit.cells.count() == len(typed) - 1
    assert "action commune" in said(response)[0]


def test_form_sent_as_it_came_changes_nothing(as_user, secretary, partner_a):
    action = make_action(
        lead=partner_a,
        themes=[make_theme("Genre", archived_at=timezone.now())],
        description="Un\nDeux",
        end=date(2009, 12, 31),
        progress=0,
        budget=Decimal("1250.5"),
        currency="EUR",
        funding_secured=False,
    )
    client = as_user(secretary)

    response = client.post(address(action), opened(client, address(action)), follow=True)

    assert not Edit.objects.exists()
    assert said(response) == [f"{action.reference} : rien n’a changé."]


def test_moved_to_another_axis_it_is_found_under_both_references(as_user, secretary):
    action, axis = make_action(), make_axis(5)
    client = as_user(secretary)

    response = client.post(address(action), opened(client, address(action)) | {"axis": "5"}, follow=True)

    assert response.redirect_chain == [("/actions/A5-01/", 302)]
    assert f"{action.reference} devient A5-01 ; son ancienne référence la trouve toujours." in said(response)
    assert client.get(action.get_absolute_url()).url == "/actions/A5-01/"
    assert client.get(address(action)).context["action"].axis == axis


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": ""}, "title", "obligatoire"),
        ({"end": "31/02/2009"}, "end", "« 31/02/2009 » n’est pas une date"),
        ({"progress": "beaucoup"}, "progress", "« beaucoup » n’est pas un nombre entier"),
        ({"progress": "140"}, "progress", "pourcentage, de 0 à 100"),
        ({"budget": "cher"}, "budget", "« cher » n’est pas un montant"),
        ({"budget": "5"}, "budget", "Un montant doit être accompagné de sa devise"),
        ({"start": "01/02/2010", "end": "01/02/2009"}, "end", "La fin précède le début"),
        ({"status": "completed"}, "status", "ne peut pas passer de « Proposée » à « Achevée »"),
        ({"lead": "personne"}, "lead", "Sélectionnez un choix valide"),
        ({"axis": ""}, "axis", "obligatoire"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_value_is_said_beside_its_field_and_nothing_typed_is_lost(as_user, secretary, typed, field, sentence):
    action = make_action()
    client = as_user(secretary)

    response = client.post(address(action), opened(client, address(action)) | {"remarks": "À garder"} | typed)

    assert response.status_code == 422
    form = response.context["form"]
    assert sentence in plain(form.errors[field])
    assert all(form[name].value() == value for name, value in typed.items())
    assert "À garder" in page_of(response)
    assert "Rien n’est encore enregistré" in page_of(response)
    assert not CellEdit.objects.exists()


@pytest.mark.parametrize("base", ["", "{", "[]", "null"])
def test_form_without_what_its_page_said_is_refused(as_user, secretary, base):
    action = make_action()
    client = as_user(secretary)
    response = client.post(address(action), opened(client, address(action)) | {"base": base, "title": "Santé"})
    assert response.status_code == 422
    assert not CellEdit.objects.exists()


# A stale page -----------------------------------------------------------------------------------


def test_stale_form_is_refused_only_where_the_same_field_changed(as_user, secretary, zineb):
    action = make_action(title="Un", places="Rabat", remarks="Vu")
    client = as_user(secretary)
    data = opened(client, address(action))
    meanwhile(zineb, action, title="Uno", remarks="Relu")

    response = client.post(address(action), data | {"title": "Eins", "places": "Oujda"})

    assert response.status_code == 409
    page = page_of(response)
    assert "Zineb a modifié cette valeur" in page
    assert "Uno" in page
    assert 'value="Eins"' in page
    action.refresh_from_db()
    assert (action.title, action.places, action.remarks) == ("Uno", "Oujda", "Relu")


@pytest.mark.parametrize(("choice", "title"), [("mine", "Eins"), ("theirs", "Uno")])
def test_conflict_is_settled_by_a_choice(as_user, secretary, zineb, choice, title):
    action = make_action(title="Un")
    client = as_user(secretary)
    data = opened(client, address(action)) | {"title": "Eins"}
    meanwhile(zineb, action, title="Uno")
    refused = client.post(address(action), data)

    again = data | {"base": refused.context["form"]["base"].value(), "choice-title": choice}
    assert client.post(address(action), again).status_code == 302

    action.refresh_from_db()
    assert action.title == title


def test_conflict_that_changed_again_is_told_again(as_user, secretary, zineb):
    action = make_action(title="Un")
    client = as_user(secretary)
    data = opened(client, address(action)) | {"title": "Eins"}
    meanwhile(zineb, action, title="Uno")
    base = client.post(address(action), data).context["form"]["base"].value()
    meanwhile(zineb, action, title="Ein")

    response = client.post(address(action), data | {"base": base, "choice-title": "mine"})

    assert response.status_code == 409
    action.refresh_from_db()
    assert action.title == "Ein"


def test_an_amount_conflicts_together_with_its_currency(as_user, secretary, zineb):
    action = make_action(budget=Decimal("100"), currency="MAD", places="Rabat")
    client = as_user(secretary)
    data = opened(client, address(action))
    meanwhile(zineb, action, currency="EUR")

    response = client.post(address(action), data | {"budget": "200", "places": "Oujda"})

    assert response.status_code == 409
    form = response.context["form"]
    assert {name: conflict.last.edit.author for name, conflict in form.conflicts.items()} == {
        "budget": zineb,
        "currency": zineb,
    }
    action.refresh_from_db()
    assert (action.budget, action.currency, action.places) == (100, "EUR", "Oujda")

    choices = {"base": form["base"].value(), "choice-budget": "mine", "choice-currency": "theirs"}
    assert client.post(address(action), data | {"budget": "200", "places": "Oujda"} | choices).status_code == 302
    action.refresh_from_db()
    assert (action.budget, action.currency) == (200, "EUR")


def test_an_amount_whose_currency_stayed_is_saved_alone(as_user, secretary):
    action = make_action(budget=Decimal("100"), currency="MAD")
    client = as_user(secretary)
    client.post(address(action), opened(client, address(action)) | {"budget": "200"})
    assert [cell.column for cell in CellEdit.objects.all()] == ["budget"]


# To the next ------------------------------------------------------------------------------------


def test_save_and_next_goes_through_the_table_in_its_order(as_user, secretary):
    ninth, tenth = make_action(reference="A1-9"), make_action(reference="A1-10")
    client = as_user(secretary)

    assert b"Enregistrer et suivant (A1-10)" in client.get(address(ninth)).content.replace("\xa0".encode(), b" ")
    response = client.post(address(ninth), opened(client, address(ninth)) | {"next": "1", "places": "Rabat"})
    assert response.url == address(tenth)
    assert JointAction.objects.get(pk=ninth.pk).places == "Rabat"

    response = client.post(address(tenth), opened(client, address(tenth)) | {"next": "1"})
    assert response.url == tenth.get_absolute_url()


def test_save_and_next_stays_in_the_filtered_table(as_user, secretary):
    first, _skipped, last = make_action(status="agreed"), make_action(), make_action(status="agreed")
    client = as_user(secretary)
    url = f"{address(first)}?status=agreed"

    response = client.post(url, opened(client, url) | {"next": "1", "status": "ongoing"})

    assert response.url == f"{address(last)}?status=agreed"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "panel"])
def test_form_shows_what_hangs_on_the_action(as_user, secretary, headers):
    action = make_action()
    make_milestone(action, title="Étude")
    make_document(make_report(action, secretary, text="Première phase achevée"), name="rapport.pdf")
    page = page_of(as_user(secretary).get(address(action), headers=headers))
    assert all(said in page for said in ("Étude", "Première phase achevée", "rapport.pdf"))
    assert address(action, "add_milestone") in page


# In the panel beside the table -------------------------------------------------------------------

PANEL = {"HX-Request": "true"}


def test_panel_asks_as_the_page_does(as_user, secretary):
    action = make_action()
    client = as_user(secretary)
    url = f"{address(action)}?status=proposed"

    panel, page = client.get(url, headers=PANEL), client.get(url)

    assert "<html" not in page_of(panel)
    assert f'hx-post="{url}"' in page_of(panel)
    assert f'action="{url}"' in page_of(page)
    assert "hx-post" not in page_of(page)
    assert list(panel.context["form"].fields) == list(page.context["form"].fields)
    assert "HX-Request" in panel.headers["Vary"]


def test_panel_is_left_empty_after_a_save_and_gets_the_row_as_the_table_lays_it_out(as_user, secretary):
    action = make_action(title="Un")
    client = as_user(secretary)
    url = f"{address(action)}?columns=title&columns=places"

    response = client.post(url, opened(client, url) | {"title": "Deux", "axis": make_axis(5).number}, headers=PANEL)

    assert (response.status_code, response.context["form"]) == (200, None)
    row = response.context["row"]
    assert (row.action.reference, [cell.column for cell in row.cells]) == ("A5-01", ["title", "places"])
    page = page_of(response)
    assert f'<template data-action="{action.pk}">' in page
    assert "Deux" in page
    assert f"{action.reference} : enregistré" in page


def test_panel_goes_on_to_the_next_action_with_the_row_of_the_first(as_user, secretary):
    first, last = make_action(status="agreed"), make_action(status="agreed")
    client = as_user(secretary)
    url = f"{address(first)}?status=agreed"

    response = client.post(url, opened(client, url) | {"next": "1", "status": "ongoing"}, headers=PANEL)

    assert response.status_code == 200
    assert (response.context["form"].action, response.context["row"].action) == (last, first)
    assert response.context["following"] is None
    assert f'hx-post="{address(last)}?status=agreed"' in page_of(response)


def test_panel_stays_with_what_is_to_be_mended(as_user, secretary, zineb):
    action = make_action(title="Un", places="Rabat")
    client = as_user(secretary)
    data = opened(client, address(action))

    response = client.post(address(action), data | {"end": "demain", "remarks": "À garder"}, headers=PANEL)
    assert (response.status_code, response.context["row"]) == (422, None)
    assert "À garder" in page_of(response)

    meanwhile(zineb, action, title="Uno")
    response = client.post(address(action), data | {"title": "Eins", "places": "Oujda"}, headers=PANEL)
    assert response.status_code == 409
    assert "Zineb a modifié cette valeur" in page_of(response)
    assert response.context["row"].action.places == "Oujda"


def test_title_is_saved_by_the_number_of_queries_it_needs(as_user, secretary, django_assert_max_num_queries):
    action = make_action()
    client = as_user(secretary)
    data = opened(client, address(action)) | {"title": "Santé"}
    with django_assert_max_num_queries(30):
        client.post(address(action), data)


def test_form_is_made_in_a_fixed_number_of_queries(as_user, secretary, django_assert_max_num_queries):
    action = make_action(partners=[make_partner() for _ in range(5)])
    client = as_user(secretary)
    with django_assert_max_num_queries(20):
        client.get(address(action))


# Add --------------------------------------------------------------------------------------------


def test_action_is_added_under_its_axis(as_user, secretary, partner_a):
    axis = make_axis(3)
    client = as_user(secretary)
    data = opened(client, "/actions/new/?axis=3")
    assert (data["axis"], data["status"]) == ("3", "proposed")

    response = client.post("/actions/new/", data | {"title": "Santé", "lead": partner_a.slug}, follow=True)

    action = JointAction.objects.for_table().get()
    assert (action.reference, action.axis, action.lead) == ("A3-01", axis, partner_a)
    assert response.redirect_chain == [("/actions/A3-01/", 302)]
    assert said(response) == ["L’action « A3-01 Santé » est ajoutée."]


def test_another_is_added_under_the_same_axis(as_user, secretary):
    make_axis(3)
    client = as_user(secretary)
    data = opened(client, "/actions/new/?axis=3") | {"title": "Santé", "next": "1"}
    assert client.post("/actions/new/", data).url == "/actions/new/?axis=3"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "title", "obligatoire"),
        ({"title": "Santé", "end": "demain"}, "end", "« demain » n’est pas une date"),
        ({"title": "Santé", "start": "01/02/2010", "end": "01/02/2009"}, "end", "La fin précède le début"),
        ({"title": "Santé", "progress": "140"}, "progress", "pourcentage, de 0 à 100"),
        ({"title": "x" * 301}, "title", "301"),
    ],
)
def test_refused_action_is_not_added(as_user, secretary, typed, field, sentence):
    make_axis(3)
    client = as_user(secretary)
    response = client.post("/actions/new/", opened(client, "/actions/new/?axis=3") | typed)
    assert response.status_code == 422
    assert sentence in plain(response.context["form"].errors[field])
    assert not JointAction.objects.exists()


@pytest.mark.parametrize("axis", ["9", "x", "²", ""])
def test_unknown_axis_in_the_address_is_left_to_choose(as_user, secretary, axis):
    make_axis(3)
    assert as_user(secretary).get("/actions/new/", {"axis": axis}).status_code == 200


# Copy, archive, restore -------------------------------------------------------------------------


def test_copy_has_the_content_without_the_life_of_the_first(as_user, secretary, partner_a):
    action = make_action(
        title="x" * 300,
        lead=partner_a,
        status="agreed",
        progress=40,
        end=date(2009, 1, 1),
        budget=5,
        currency="MAD",
        funding_secured=True,
        description="Contenu",
        themes=[make_theme("Genre")],
    )
    client = as_user(secretary)

    response = client.post(address(action, "duplicate"), follow=True)

    copy = JointAction.objects.for_table().exclude(pk=action.pk).get()
    assert response.redirect_chain == [(address(copy), 302)]
    assert copy.title.endswith("xx (copie)")
    assert (copy.lead, copy.description, copy.budget, copy.currency) == (partner_a, "Contenu", 5, "MAD")
    assert [str(theme) for theme in copy.themes.all()] == ["Genre"]
    assert (copy.status, copy.progress, copy.end, copy.funding_secured) == ("proposed", None, None, None)
    assert Edit.objects.get().reason == f"Copie de {action.reference}"


def test_action_is_archived_with_a_reason_and_restored(as_user, secretary):
    action = make_action()
    client = as_user(secretary)

    response = client.post(address(action, "archive"), {"reason": "Doublon"}, follow=True)
    assert said(response) == [f"{action.reference} est archivée : elle a quitté le tableau."]
    assert "Restaurer" in page_of(response)
    assert not JointAction.objects.live().exists()
    assert Edit.objects.get().reason == "Doublon"

    client.post(address(action, "restore"))
    assert JointAction.objects.live().exists()


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["change", "duplicate", "archive", "restore"])
@pytest.mark.parametrize("who", ["alice", "bob", "reader", "outsider"])
def test_others_change_nothing(request, as_user, partner_a, verb, who):
    action = make_action(lead=partner_a, title="Un")
    client = as_user(request.getfixturevalue(who))
    base = json.dumps({"title": "Un"})

    response = client.post(address(action, verb), {"title": "Deux", "axis": "1", "status": "proposed", "base": base})

    assert response.status_code == 403
    assert not Edit.objects.exists()
    assert client.post("/actions/new/", {"title": "Deux"}).status_code == 403


@pytest.mark.parametrize("verb", ["duplicate", "archive", "restore"])
def test_nothing_changes_by_a_link(as_user, secretary, verb):
    assert as_user(secretary).get(address(make_action(), verb)).status_code == 405


def test_unknown_action_is_not_found(as_user, secretary):
    response = as_user(secretary).get("/actions/A9-99/edit/")
    assert response.status_code == 404
    assert "« A9-99 »" in page_of(response)


def test_buttons_are_for_those_who_may_use_them(as_user, secretary, reader):
    action = make_action()
    addresses = [address(action, verb) for verb in ("change", "duplicate", "archive", "add_milestone", "add_report")]

    page = page_of(as_user(secretary).get(action.get_absolute_url()))
    assert all(button in page for button in addresses)

    page = page_of(as_user(reader).get(action.get_absolute_url()))
    assert not any(button in page for button in addresses)
    assert address(action, "history") in page
