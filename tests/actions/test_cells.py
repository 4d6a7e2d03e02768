"""One cell, edited where it stands: /actions/<reference>/cells/<column>/."""

import json
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.columns import BY_NAME, EDITABLE
from actions.models import CellEdit, Edit, JointAction, Orientation, Region
from partners.models import PartnerAlias
from tests.factories import make_action, make_axis, make_partner, make_theme

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(as_user, secretary):
    return as_user(secretary)


def address(action, name):
    return f"/actions/{action.reference}/cells/{name}/"


def text(response):
    return unescape(response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


@pytest.fixture
def send(desk):
    """Send what was typed into a cell, as the page does that was opened before."""

    def send(action, name, typed, *, base=None, headers=HTMX, **data):
        if base is None:
            names = ["budget", "currency"] if name == "budget" else [name]
            fresh = JointAction.objects.for_table().get(pk=action.pk)
            base = {name: BY_NAME[name].store(BY_NAME[name].read(fresh)) for name in names}
        data |= {name: typed, "base": json.dumps(base)}
        return desk.post(address(action, name), {"shown": name} | data, headers=headers)

    return send


def held(action, name):
    fresh = JointAction.objects.for_table().get(pk=action.pk)
    return BY_NAME[name].read(fresh)


# The editor -------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", EDITABLE, ids=lambda column: column.name)
def test_every_editable_column_has_an_editor(desk, column):
    action = make_action()

    response = desk.get(address(action, column.name), headers=HTMX)

    assert response.status_code == 200
    assert f'name="{column.name}"' in text(response)
    assert "<html" not in text(response)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("title", 'value="Santé"'),
        ("status", '<option value="agreed" selected>Convenue</option>'),
        ("progress", 'value="40"'),
        ("end", 'value="24/12/2008"'),
        ("budget", 'value="1 250,00 MAD"'),
        ("funding_secured", '<option value="false" selected>Non</option>'),
        ("lead", 'selected data-names="AAA'),
        ("axis", "L’action y recevra une nouvelle référence ; l’actuelle restera trouvable."),
    ],
)
def test_the_editor_holds_what_the_cell_holds(desk, partner_a, name, shown):
    action = make_action(
        lead=partner_a,
        title="Santé",
        status="agreed",
        progress=40,
        end=date(2008, 12, 24),
        budget=Decimal("1250"),
        currency="MAD",
        funding_secured=False,
    )

    assert shown in text(desk.get(address(action, name), headers=HTMX))


def test_a_status_is_offered_only_if_it_may_follow(desk):
    page = text(desk.get(address(make_action(status="completed"), "status"), headers=HTMX))

    assert 'value="ongoing"' in page
    assert 'value="proposed"' not in page


def test_a_partner_is_offered_under_all_its_names(desk):
    PartnerAlias.objects.create(partner=make_partner("BIT", name="Bureau international du travail"), name="ILO")

    page = text(desk.get(address(make_action(), "funding"), headers=HTMX))

    assert 'data-names="BIT · Bureau international du travail · Bureau international du travail (BIT) · ILO"' in page


def test_an_archived_partner_is_offered_only_where_it_takes_part(desk, partner_a):
    gone = make_partner("GONE", archived_at=timezone.now())
    action, other = make_action(lead=gone), make_action()

    assert gone.slug in text(desk.get(address(action, "lead"), headers=HTMX))
    assert gone.slug not in text(desk.get(address(other, "lead"), headers=HTMX))


# What is saved ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("title", " Santé ", "Santé"),
        ("description", "Une\r\ndeux", "Une\ndeux"),
        ("end", "24/12/2008", date(2008, 12, 24)),
        ("end", "2008-12-24", date(2008, 12, 24)),
        ("progress", "40 %", 40),
        ("funding_secured", "Oui", True),
        ("status", "agreed", "agreed"),
        ("budget", "1 250,00 MAD", Decimal("1250")),
        ("internal_notes", "À revoir", "À revoir"),
    ],
)
def test_what_is_typed_as_people_write_is_saved(send, name, typed, value):
    action = make_action()

    response = send(action, name, typed)

    assert response.status_code == 200
    assert held(action, name) == value
    assert BY_NAME[name].format(value).replace("\xa0", " ").replace("\u202f", " ") in text(response)
    assert Edit.objects.get().channel == "table"


def test_rows_are_picked_by_their_keys(send, partner_a, partner_b):
    theme, region = make_theme("Genre"), Region.objects.create(code="MA-01", name="Nord")
    framework = Orientation.objects.create(number=1, title="Droits")
    action = make_action()

    send(action, "themes", [theme.slug])
    send(action, "regions", [region.code])
    send(action, "orientations", ["1"])
    send(action, "implementing", [partner_a.slug, partner_b.slug])
    send(action, "lead", partner_b.slug)

    assert held(action, "themes") == [theme]
    assert held(action, "regions") == [region]
    assert held(action, "orientations") == [framework]
    assert held(action, "implementing") == [partner_a, partner_b]
    assert held(action, "lead") == [partner_b]


def test_all_partners_can_be_taken_away(send, partner_a):
    action = make_action(lead=partner_a)

    response = send(action, "lead", "")

    assert held(action, "lead") == []
    assert "is-blank" in text(response)


def test_an_amount_comes_with_its_currency_in_one_edit(send):
    action = make_action()

    response = send(action, "budget", "1 250 EUR", shown=["budget", "currency"])

    assert (held(action, "budget"), held(action, "currency")) == (1250, "EUR")
    assert Edit.objects.get().cells.count() == 2
    assert 'data-column="budget"' in text(response)
    assert 'data-column="currency"' in text(response)


def test_an_amount_alone_keeps_its_currency_and_none_clears_it(send):
    action = make_action(budget=Decimal("100"), currency="MAD")

    send(action, "budget", "200")
    assert (held(action, "budget"), held(action, "currency")) == (200, "MAD")

    send(action, "budget", "")
    assert (held(action, "budget"), held(action, "currency")) == (None, "")


def test_the_saved_cell_says_what_was_there_and_offers_to_undo(desk, send):
    action = make_action(title="Avant tout")

    page = text(send(action, "title", "Après"))

    assert "Avant : Avant tout" in page
    assert f"/actions/history/{Edit.objects.get().pk}/undo/" in page
    desk.post(f"/actions/history/{Edit.objects.get().pk}/undo/")
    assert held(action, "title") == "Avant tout"


def test_a_new_status_brings_the_lateness_beside_the_end(send):
    action = make_action(status="ongoing", end=timezone.localdate() - timedelta(days=1))

    page = text(send(action, "status", "completed", shown=["status", "end"]))
    assert "col-end" in page
    assert "En retard" not in page

    assert "En retard" in text(send(action, "status", "ongoing", shown=["status", "end"]))


def test_a_move_to_another_axis_gives_a_new_reference_and_the_old_one_still_opens_its_cells(desk, send):
    action = make_action(axis=make_axis(1), reference="A1-07")
    make_axis(2)

    page = text(send(action, "axis", "2", shown=["axis", "reference"]))

    assert ">A2-01</a>" in page
    assert '[id="A1-07"] .col-reference' in page
    assert desk.get("/actions/A1-07/cells/title/", headers=HTMX).status_code == 200
    assert send(action, "title", "Toujours là").status_code == 200


def test_only_the_cells_that_the_page_shows_come_back(send):
    assert "col-end" not in text(send(make_action(), "status", "agreed"))


def test_nothing_typed_changes_nothing(send):
    response = send(make_action(title="Santé"), "title", "Santé")

    assert response.status_code == 200
    assert "Avant :" not in text(response)
    assert not Edit.objects.exists()


def test_what_was_left_alone_shows_what_others_wrote_meanwhile(send):
    action = make_action(title="La leur")

    response = send(action, "title", "Avant", base={"title": "Avant"})

    assert response.status_code == 200
    assert "La leur" in text(response)
    assert held(action, "title") == "La leur"


# What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("title", "", "Ce champ est obligatoire."),
        ("title", "x" * 301, "Assurez-vous que cette valeur comporte au plus 300 caractères"),
        ("end", "31/02/2009", "« 31/02/2009 » n’est pas une date"),
        ("end", "01/01/2008", "La fin précède le début."),
        ("progress", "beaucoup", "« beaucoup » n’est pas un nombre entier."),
        ("progress", "101", "L’avancement est un pourcentage, de 0 à 100."),
        ("budget", "cher", "« cher » n’est pas un montant"),
        ("budget", "5 XYZ", "« XYZ » ne convient pas"),
        ("budget", "5", "Un montant doit être accompagné de sa devise"),
        ("status", "completed", "Une action ne peut pas passer de « Proposée » à « Achevée »."),
        ("lead", "nobody", "Sélectionnez un choix valide."),
        ("axis", "99", "Sélectionnez un choix valide."),
        ("funding_secured", "peut-être", "« peut-être » n’est ni Oui ni Non."),
    ],
)
def test_a_refusal_speaks_beside_what_was_typed(send, name, typed, sentence):
    action = make_action(start=date(2009, 1, 1))
    before = JointAction.objects.values().get()

    response = send(action, name, typed)

    assert response.status_code == 422
    assert sentence in text(response)
    if typed and name not in {"lead", "axis", "funding_secured"}:  # closed lists hold only what can be chosen
        assert f'value="{typed}"' in text(response)
    assert JointAction.objects.values().get() == before


@pytest.mark.parametrize("base", ["", "no json", "[]", '"x"'])
def test_an_incomplete_page_is_refused(desk, base):
    action = make_action(title="Santé")

    response = desk.post(address(action, "title"), {"title": "Autre", "base": base}, headers=HTMX)

    assert response.status_code == 422
    assert held(action, "title") == "Santé"


@pytest.mark.parametrize("name", ["reference", "origin", "archived", "password", "pk"])
def test_other_columns_have_no_editor(desk, name):
    action = make_action()

    assert desk.get(address(action, name)).status_code == 404
    assert desk.post(address(action, name), {name: "x", "base": "{}"}).status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "reader", "outsider"])
@pytest.mark.parametrize("name", ["title", "internal_notes", "nothing"])
def test_only_the_secretariat_edits_and_nobody_learns_what_exists(request, as_user, partner_a, who, name):
    action = make_action(lead=partner_a, title="Santé")
    client = as_user(request.getfixturevalue(who))

    for path in (address(action, name), f"/actions/A9-99/cells/{name}/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {"title": "Mine", "base": '{"title": "Santé"}'}).status_code == 403
    assert held(action, "title") == "Santé"


def test_a_write_needs_its_token(secretary):
    action = make_action()
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretary)

    assert client.post(address(action, "title"), {"title": "Mine", "base": "{}"}).status_code == 403


def test_what_was_typed_is_only_ever_text(send):
    page = send(make_action(), "title", "<script>alert(1)</script>").content.decode()

    assert "<script>" not in page


# Two people -------------------------------------------------------------------------------------


@pytest.fixture
def overtaken(send):
    """An action whose title somebody changed while this page still shows the old one."""
    action = make_action(title="Avant")
    send(action, "title", "La leur")
    return action


def test_a_cell_changed_meanwhile_shows_both_values_and_who_and_when(send, overtaken):
    response = send(overtaken, "title", "La mienne", base={"title": "Avant"})

    page = text(response)
    assert response.status_code == 409
    assert "Secretary a modifié cette cellule le" in page
    assert "La leur" in page
    assert 'value="La mienne"' in page
    assert held(overtaken, "title") == "La leur"


def test_one_may_put_ones_own_value_all_the_same(send, overtaken):
    base = send(overtaken, "title", "La mienne", base={"title": "Avant"}).context["form"]["base"].value()

    assert send(overtaken, "title", "La mienne", base=json.loads(base)).status_code == 200
    assert held(overtaken, "title") == "La mienne"


def test_one_may_keep_the_others_value(send, overtaken):
    response = send(overtaken, "title", "La mienne", base={"title": "Avant"}, keep="theirs")

    assert response.status_code == 200
    assert "La leur" in text(response)
    assert held(overtaken, "title") == "La leur"
    assert CellEdit.objects.count() == 1


def test_an_amount_is_not_put_beside_a_currency_that_it_was_not_meant_for(send):
    action = make_action(budget=Decimal("100"), currency="MAD")
    send(action, "currency", "EUR")

    response = send(action, "budget", "150", base={"budget": "100.00", "currency": "MAD"})

    assert response.status_code == 409
    assert "100,00 EUR (euro)" in text(response)
    assert (held(action, "budget"), held(action, "currency")) == (100, "EUR")


# Without JavaScript -----------------------------------------------------------------------------


def test_without_javascript_the_cell_has_a_page_and_leads_back(desk, send):
    action = make_action()
    table = "http://testserver/actions/?status=proposed"

    page = text(desk.get(address(action, "title"), headers={"Referer": table}))
    assert "<html" in page
    assert f'name="back" value="{table}"' in page

    response = send(action, "title", "Autre", headers={}, back=table)
    assert response.status_code == 302
    assert response.url == f"{table}#{action.reference}"
    assert f"Action commune de {action.reference} : enregistré." in text(desk.get(table))


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"])
def test_the_way_back_stays_here(send, back):
    action = make_action()

    assert send(action, "title", "Autre", headers={}, back=back).url == f"/actions/#{action.reference}"


def test_without_javascript_a_refusal_and_a_conflict_are_pages(send):
    action = make_action(title="Avant")

    for base, status in [({"title": "Avant"}, 422), ({"title": "Jadis"}, 409)]:
        response = send(action, "title", "" if status == 422 else "Autre", base=base, headers={})
        assert response.status_code == status
        assert "<html" in text(response)


# The table --------------------------------------------------------------------------------------


def test_the_table_offers_editing_only_to_those_who_may(as_user, secretary, reader, alice, partner_a):
    make_action(lead=partner_a)

    assert 'data-column="title"' in as_user(secretary).get("/actions/").content.decode()
    for user in (reader, alice):
        page = as_user(user).get("/actions/").content.decode()
        assert "data-column" not in page
        assert "grid.js" not in page


# Queries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "status", "lead", "themes", "budget"])
def test_saving_a_cell_takes_at_most_twelve_queries(desk, partner_a, partner_b, name):
    one, other = make_theme("Genre"), make_theme("Mineurs")
    action = make_action(lead=partner_a, themes=[one], title="Avant")
    bases = {"title": "Avant", "status": "proposed", "lead": [partner_a.slug], "themes": [one.slug]}
    typed = {"title": "Après", "status": "agreed", "lead": partner_b.slug, "themes": other.slug, "budget": "5 MAD"}
    base = {"budget": None, "currency": None} if name == "budget" else {name: bases[name]}
    data = {name: typed[name], "base": json.dumps(base), "shown": [*BY_NAME]}

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert desk.post(address(action, name), data, headers=HTMX).status_code == 200

    said = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(said) <= 12, "\n".join(said)
    assert Edit.objects.count() == 1
