"""The table of joint actions at /actions/."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import Orientation, Region
from tests.factories import make_action, make_axis, make_partner, make_theme, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(as_user, secretary):
    """The titles that the table shows for a query string."""

    def titles(query="", user=secretary):
        response = as_user(user).get(f"/actions/?{query}")
        assert response.status_code == 200, response.content.decode()
        return [row.action.title for group in response.context["groups"] for row in group.rows]

    return titles


def facet(response, name):
    found = next(facet for facet in response.context["table"].facets if facet.name == name)
    return {option.value: option.count for option in found.options}


# Who sees what ----------------------------------------------------------------------------------


def test_everybody_sees_their_own_rows(shown, secretary, reader, alice, outsider, partner_a):
    make_action(title="Ours", lead=partner_a)
    make_action(title="Theirs")

    assert shown(user=secretary) == shown(user=reader) == ["Ours", "Theirs"]
    assert shown(user=alice) == ["Ours"]
    assert shown(user=outsider) == []


def test_counts_tell_nothing_of_the_rows_of_others(as_user, alice, partner_a, partner_b):
    make_action(lead=partner_a)
    make_action(lead=partner_b)

    response = as_user(alice).get("/actions/")

    assert facet(response, "status")["proposed"] == 1
    assert facet(response, "partner") == {partner_a.slug: 1, partner_b.slug: 0, alice.partner.slug: 1}


def test_archived_rows_are_the_secretariats_and_behind_a_filter(shown, secretary, reader):
    make_action(title="Live")
    make_action(title="Archived", archived_at=timezone.now())

    assert shown() == ["Live"]
    assert shown("archived=yes") == ["Archived"]
    assert shown("archived=yes", user=reader) == ["Live"]


# Filters ----------------------------------------------------------------------------------------


@pytest.fixture
def varied(partner_a, partner_b):
    """Three actions that differ in everything that can be filtered."""
    yesterday = timezone.localdate() - timedelta(days=1)
    gender, minors = make_theme("Genre"), make_theme("Mineurs")
    north = Region.objects.create(code="MA-01", name="Nord")
    framework = Orientation.objects.create(number=1, title="Droits")
    first = make_action(
        title="Santé des mineurs",
        axis=make_axis(1),
        lead=partner_a,
        partners=[partner_b],
        status="ongoing",
        start=yesterday,
        end=yesterday,
        themes=[minors, gender],
        funding_secured=True,
    )
    second = make_action(
        title="Retour",
        axis=make_axis(2),
        lead=partner_b,
        start=date(2009, 1, 1),
        end=date(2009, 12, 31),
        status="completed",
        themes=[gender],
        regions=[north],
        funding_secured=False,
    )
    third = make_action(title="Sans rien", axis=make_axis(2), orientations=[framework], places="تطوان")
    return first, second, third


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Santé des mineurs", "Retour", "Sans rien"]),
        ("axis=2", ["Retour", "Sans rien"]),
        ("axis=1&axis=2", ["Santé des mineurs", "Retour", "Sans rien"]),
        ("status=ongoing&status=completed", ["Santé des mineurs", "Retour"]),
        ("late=yes", ["Santé des mineurs"]),
        ("late=no", ["Retour", "Sans rien"]),
        ("late=yes&late=no", ["Santé des mineurs", "Retour", "Sans rien"]),
        ("role=implementing", ["Santé des mineurs"]),
        ("orientation=1", ["Sans rien"]),
        ("region=MA-01", ["Retour"]),
        ("funding=secured", ["Santé des mineurs"]),
        ("funding=unsecured&funding=unknown", ["Retour", "Sans rien"]),
        ("after=01/06/2009&before=2009-06-30", ["Retour"]),
        ("before=2008-12-31", []),
        ("q=SANTE", ["Santé des mineurs"]),
        ("q=sante+retour", []),
        ("q=bbb", ["Santé des mineurs", "Retour"]),
        ("q=تِطوان", ["Sans rien"]),
        ("axis=2&status=completed&q=retour", ["Retour"]),
    ],
)
def test_each_filter(shown, varied, query, titles):
    assert shown(query) == titles


def test_partner_and_role_name_one_participation(shown, varied, partner_a, partner_b):
    assert shown(f"partner={partner_b.slug}") == ["Santé des mineurs", "Retour"]
    assert shown(f"partner={partner_b.slug}&role=lead") == ["Retour"]
    assert shown(f"partner={partner_a.slug}&role=implementing") == []


def test_an_action_with_two_chosen_themes_comes_once(shown, varied):
    gender, minors = varied[0].themes.all()

    assert shown(f"theme={gender.slug}&theme={minors.slug}") == ["Santé des mineurs", "Retour"]


def test_counts_follow_the_other_filters(as_user, secretary, varied, partner_b):
    response = as_user(secretary).get(f"/actions/?axis=2&partner={partner_b.slug}")

    assert facet(response, "axis") == {"1": 1, "2": 1}
    assert facet(response, "status")["completed"] == 1
    assert facet(response, "status")["ongoing"] == 0
    assert facet(response, "role")["lead"] == 1
    assert response.context["table"].count == 1
    assert response.context["table"].hidden_count == 2
    assert "2 masquées par les filtres" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["axis", "status", "late", "partner", "role", "orientation", "theme", "region", "funding"]
)
def test_a_count_is_what_its_choice_shows(as_user, shown, secretary, varied, name):
    counts = facet(as_user(secretary).get("/actions/?q=e"), name)

    assert any(counts.values())
    for value, count in counts.items():
        assert len(shown(f"q=e&{name}={value}")) == count, value


def test_each_filter_in_use_can_be_lifted(as_user, secretary, varied):
    response = as_user(secretary).get("/actions/?axis=1&axis=2&after=2009-01-01&page=1&group=none")

    chips = {(chip.label, chip.text): chip.query for chip in response.context["table"].filter.chips()}
    assert chips[("Axe", "1. Axis 1")] == "axis=2&after=2009-01-01&group=none"
    assert chips[("En cours à partir du", "1 janvier 2009")] == "axis=1&axis=2&group=none"


# Layout -----------------------------------------------------------------------------------------


def headings(response):
    return [(group.heading, group.count) for group in response.context["groups"]]


def test_the_whole_table_shows_its_empty_axes(as_user, secretary):
    make_action(axis=make_axis(1))
    make_axis(2)
    client = as_user(secretary)

    assert headings(client.get("/actions/")) == [("1. Axis 1", 1), ("2. Axis 2", 0)]
    assert headings(client.get("/actions/?status=proposed")) == [("1. Axis 1", 1)]


def test_grouping(as_user, secretary, varied):
    client = as_user(secretary)

    assert headings(client.get("/actions/?group=lead")) == [("AAA", 1), ("BBB", 1), ("Sans chef de file", 1)]
    assert headings(client.get("/actions/?group=status")) == [("Proposée", 1), ("En cours", 1), ("Achevée", 1)]
    assert headings(client.get("/actions/?group=none")) == [("", 3)]


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("title", ["Retour", "Sans rien", "Santé des mineurs"]),
        ("-title", ["Santé des mineurs", "Sans rien", "Retour"]),
        ("end", ["Retour", "Santé des mineurs", "Sans rien"]),
        ("-end", ["Santé des mineurs", "Retour", "Sans rien"]),
        ("lead", ["Santé des mineurs", "Retour", "Sans rien"]),
        ("-lead", ["Retour", "Santé des mineurs", "Sans rien"]),
    ],
)
def test_sorting_puts_empty_values_last(shown, varied, sort, titles):
    assert shown(f"group=none&sort={sort}") == titles


def test_columns_are_chosen_and_kept_in_the_order_of_the_table(as_user, secretary):
    make_action(budget=Decimal("1250000"), currency="MAD")

    response = as_user(secretary).get("/actions/?columns=budget&columns=title")

    assert [column.name for column in response.context["table"].columns] == ["title", "budget"]
    assert "1 250 000,00" in response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_internal_notes_are_no_column_for_others(as_user, reader, secretary):
    make_action(internal_notes="Confidentiel")

    assert "Confidentiel" in as_user(secretary).get("/actions/?columns=internal_notes").content.decode()
    refused = as_user(reader).get("/actions/?columns=internal_notes")
    assert refused.status_code == 400
    assert "Confidentiel" not in refused.content.decode()


def test_fifty_rows_a_page(as_user, secretary):
    for _ in range(51):
        make_action()
    client = as_user(secretary)

    first, second = client.get("/actions/"), client.get("/actions/?page=2")

    assert [len(group.rows) for group in first.context["groups"]] == [50]
    assert [len(group.rows) for group in second.context["groups"]] == [1]
    assert headings(second) == headings(first) == [("1. Axis 1", 51)]


def test_text_is_only_ever_text(as_user, secretary):
    make_action(title="<script>alert(1)</script>", places="<b>x</b>")

    page = as_user(secretary).get("/actions/?columns=title&columns=places").content.decode()

    assert "<script>alert" not in page
    assert "<b>x" not in page


# What cannot be shown ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("axis=99", "Axe : Sélectionnez un choix valide. 99 n’en fait pas partie."),
        ("axis=x'--", "n’en fait pas partie."),
        ("status=unheard-of", "Statut : Sélectionnez un choix valide. unheard-of n’en fait pas partie."),
        ("partner=nobody", "Partenaire : Sélectionnez un choix valide. nobody n’en fait pas partie."),
        ("after=31/02/2009", "En cours à partir du : Ceci n’est pas une date."),
        ("sort=nothing", "Trier par : Sélectionnez un choix valide. nothing n’en fait pas partie."),
        ("columns=password", "Colonnes : Sélectionnez un choix valide. password n’en fait pas partie."),
        ("group=%00", "Grouper par :"),
        ("q=%00", "Recherche :"),
        ("q=" + "a+" * 51, "Recherche :"),
    ],
)
def test_a_wrong_address_is_explained(as_user, secretary, query, sentence):
    make_action(title="Never shown")

    client = as_user(secretary)
    for response in (client.get(f"/actions/?{query}"), client.post(f"/actions/export.xlsx?{query}")):
        text = response.content.decode().replace("\xa0", " ").replace("&#x27;", "'")
        assert response.status_code == 400
        assert sentence in text
        assert "Never shown" not in text


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", ""])
def test_a_page_out_of_range(as_user, secretary, page):
    make_action()

    response = as_user(secretary).get(f"/actions/?page={page}")

    assert response.status_code == 404
    assert "le tableau compte une seule page" in response.content.decode()


def test_nothing_found_and_nothing_there(as_user, secretary, outsider):
    assert "Le tableau est vide." in as_user(secretary).get("/actions/").content.decode()
    assert "Aucune action ne vous concerne pour le moment." in as_user(outsider).get("/actions/").content.decode()
    make_action()
    assert "Aucune action ne correspond à ces filtres." in as_user(secretary).get("/actions/?q=xyz").content.decode()


def test_the_table_only_answers_to_reading(as_user, secretary):
    assert as_user(secretary).post("/actions/").status_code == 405


# Queries ----------------------------------------------------------------------------------------


def count_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(15) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


ALL_COLUMNS = "&".join(f"columns={name}" for name in ("title", "lead", "themes", "orientations", "regions", "origin"))


@pytest.mark.parametrize("who", ["secretary", "alice"])
@pytest.mark.parametrize("query", ["", "group=lead&sort=lead", f"group=lead&q=action&{ALL_COLUMNS}"])
def test_the_number_of_queries_does_not_grow(request, as_user, who, query, partner_a, django_assert_max_num_queries):
    client = as_user(request.getfixturevalue(who))
    theme = make_theme("Genre")

    def grow(number):
        for _ in range(number):
            action = make_action(lead=partner_a, partners=[make_partner()], themes=[theme])
            take_part(action, make_partner(), "funding")

    grow(2)
    few = count_queries(client, f"/actions/?{query}", django_assert_max_num_queries)
    grow(20)
    many = count_queries(client, f"/actions/?{query}", django_assert_max_num_queries)

    assert few == many
