"""Views of the table that are kept under a name."""

import pytest
from django.db import IntegrityError, transaction

from actions.models import DefaultView, SavedView
from tests.factories import make_action, make_axis

pytestmark = pytest.mark.django_db

QUERY = "axis=2&group=lead&sort=-end&columns=reference&columns=title"


def make_view(owner=None, name="À relancer", query="axis=2"):
    return SavedView.objects.create(owner=owner, name=name, query=query)


@pytest.fixture(autouse=True)
def axes(db):
    return [make_axis(1), make_axis(2)]


def text(response):
    """The page, with plain spaces where French puts no-break ones."""
    return response.content.decode().replace("\xa0", " ")


# Saving -----------------------------------------------------------------------------------------


def test_what_the_table_shows_is_kept_under_a_name(as_user, alice):
    response = as_user(alice).post("/actions/views/", {"name": "Mon axe", "query": f"{QUERY}&page=3&q="}, follow=True)

    view = SavedView.objects.get()
    assert (view.name, view.owner) == ("Mon axe", alice)
    assert view.query == "axis=2&group=lead&sort=-end&columns=reference&columns=title"
    assert response.redirect_chain == [(f"/actions/?{view.query}&view={view.pk}", 302)]
    assert "La vue « Mon axe » est enregistrée." in text(response)
    assert not response.context["menu"].is_altered


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("group=axis&sort=", ""),
        ("status=ongoing&status=agreed", "status=agreed&status=ongoing"),
        ("columns=title&columns=reference", "columns=reference&columns=title"),
        ("after=01/02/2009", "after=2009-02-01"),
        ("axis=9&status=ongoing&sort=nonsense", "status=ongoing"),
        ("unknown=1", ""),
    ],
)
def test_only_what_the_table_can_answer_is_kept_and_in_its_shortest_form(as_user, alice, address, kept):
    as_user(alice).post("/actions/views/", {"name": "X", "query": address})
    assert SavedView.objects.get().query == kept


@pytest.mark.parametrize("shared", [{}, {"is_shared": "on"}])
def test_a_second_click_finds_the_view_that_the_first_one_saved(as_user, secretary, shared):
    first, second = (
        as_user(secretary).post("/actions/views/", {"name": "Mon axe", "query": QUERY} | shared) for _click in range(2)
    )
    assert first["Location"] == second["Location"]
    assert SavedView.objects.count() == 1


def test_a_name_is_not_taken_again_for_something_else(as_user, alice, bob):
    make_view(alice)
    make_view(bob, name="Mon axe", query="axis=1")
    for data in ({"name": "À relancer", "query": "axis=1"}, {"name": "", "query": "axis=2"}):
        assert as_user(alice).post("/actions/views/", data).status_code == 400
    assert as_user(alice).post("/actions/views/", {"name": "Mon axe", "query": "axis=1"}).status_code == 302
    assert SavedView.objects.count() == 3


def test_overwriting(as_user, alice):
    view = make_view(alice)
    response = as_user(alice).post(f"/actions/views/{view.pk}/", {"query": "axis=1"})
    view.refresh_from_db()
    assert (view.query, view.name) == ("axis=1", "À relancer")
    assert response["Location"] == f"/actions/?axis=1&view={view.pk}"


def test_only_the_secretariat_shares(as_user, secretary, alice, bob):
    shared = {"name": "Pour tous", "query": QUERY, "is_shared": "on"}
    as_user(secretary).post("/actions/views/", shared)
    as_user(alice).post("/actions/views/", shared)

    assert [view.owner for view in SavedView.objects.order_by("pk")] == [None, alice]
    assert [view.owner for view in SavedView.objects.visible_to(bob)] == [None]


@pytest.mark.parametrize("name", ["", "  ", "À relancer", "x" * 81])
def test_a_refused_name_is_explained_and_nothing_is_lost(as_user, alice, name):
    make_view(alice)
    response = as_user(alice).post("/actions/views/", {"name": name, "query": QUERY})
    assert response.status_code == 400
    assert response.context["form"]["name"].errors
    assert f'value="{QUERY.replace("&", "&amp;")}"' in text(response)
    assert SavedView.objects.count() == 1


def test_names_are_judged_among_those_of_one_owner(as_user, secretary, alice):
    make_view(secretary)
    make_view()

    response = as_user(secretary).post("/actions/views/", {"name": "À relancer", "is_shared": "on"})
    assert "Le secrétariat partage déjà une vue de ce nom : choisissez-en un autre." in text(response)
    response = as_user(secretary).post("/actions/views/", {"name": "À relancer"})
    assert "Vous avez déjà une vue de ce nom : choisissez-en un autre." in text(response)

    assert as_user(alice).post("/actions/views/", {"name": "À relancer"}).status_code == 302


@pytest.mark.parametrize("whose", ["alice", "shared"])
def test_the_database_refuses_a_second_view_of_the_same_name(alice, whose):
    owner = alice if whose == "alice" else None
    make_view(owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_view(owner)


# Opening ----------------------------------------------------------------------------------------


def test_opening_puts_the_view_into_the_address(as_user, alice):
    view = make_view(alice, query=QUERY)
    response = as_user(alice).get(view.get_absolute_url(), follow=True)
    assert response.redirect_chain == [(f"/actions/?{QUERY}&view={view.pk}", 302)]
    assert response.context["menu"].current == view


@pytest.mark.parametrize("who", ["secretary", "reader", "alice", "outsider"])
def test_everybody_opens_the_shared_views_and_nobody_those_of_another(request, as_user, bob, who):
    client = as_user(request.getfixturevalue(who))
    assert client.get(make_view().get_absolute_url()).status_code == 302

    theirs = make_view(bob, name="Secret de Bob")
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert "Secret de Bob" not in text(client.get("/actions/"))
    assert "Secret de Bob" not in text(client.get("/actions/views/"))
    assert client.get(f"/actions/?view={theirs.pk}").context["menu"].current is None


def test_what_no_longer_exists_is_left_out_and_said(as_user, alice):
    view = make_view(alice, query="axis=2&axis=9&partner=gone&sort=-nothing&status=ongoing&after=never")
    response = as_user(alice).get(view.get_absolute_url(), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [(f"/actions/?axis=2&status=ongoing&view={view.pk}", 302)]
    said = "s’ouvre sans ce qui n’existe plus ou ne vous est pas ouvert"
    assert f"{said} : Axe (9), Partenaire (gone), Trier par (-nothing), En cours à partir du (never)." in text(response)
    assert response.context["menu"].is_altered


def test_a_shared_view_leaves_out_what_is_the_secretariats(as_user, reader):
    view = make_view(query="archived=yes&columns=title&columns=internal_notes")
    response = as_user(reader).get(view.get_absolute_url(), follow=True)
    assert response.redirect_chain == [(f"/actions/?columns=title&view={view.pk}", 302)]
    assert "Archives (yes), Colonnes (internal_notes)." in text(response)


def test_the_menu_names_the_current_view_and_marks_it_when_altered(as_user, alice):
    view = make_view(alice)
    client = as_user(alice)
    assert not client.get(f"/actions/?view={view.pk}&axis=2&group=axis&page=1").context["menu"].is_altered

    response = client.get(f"/actions/?view={view.pk}&axis=1")
    assert response.context["menu"].is_altered
    assert "Enregistrer les changements dans cette vue" in text(response)


@pytest.mark.parametrize("asked", ["nonsense", "987654", "", "none"])
def test_an_unknown_view_is_no_view(as_user, alice, asked):
    make_action(title="Any", lead=alice.partner)
    response = as_user(alice).get(f"/actions/?view={asked}")
    assert response.status_code == 200
    assert response.context["menu"].current is None


# One person's view never changes another's ---------------------------------------------------------


def test_changing_a_shared_view_makes_a_copy_for_oneself(as_user, reader, bob):
    shared = make_view()
    response = as_user(reader).get(f"/actions/?view={shared.pk}&axis=1")
    assert "Enregistrer une copie pour moi" in text(response)

    as_user(reader).post(shared.get_absolute_url(), {"query": "axis=1"})

    shared.refresh_from_db()
    assert shared.query == "axis=2"
    copy = SavedView.objects.get(owner=reader)
    assert (copy.name, copy.query) == ("À relancer", "axis=1")
    assert set(SavedView.objects.visible_to(bob)) == {shared}


def test_a_copy_whose_name_is_taken_asks_for_another(as_user, reader):
    shared = make_view()
    make_view(reader)
    client = as_user(reader)
    response = client.post(shared.get_absolute_url(), {"query": "axis=1"})
    assert response.status_code == 400
    assert "Vous avez déjà une vue de ce nom" in text(response)

    client.post(shared.get_absolute_url(), {"query": "axis=1", "name": "La mienne"})
    assert SavedView.objects.get(owner=reader, name="La mienne").query == "axis=1"


def test_the_secretariat_changes_the_shared_view_itself(as_user, secretary):
    shared = make_view()
    as_user(secretary).post(shared.get_absolute_url(), {"query": "axis=1"})
    assert SavedView.objects.get().query == "axis=1"


@pytest.mark.parametrize("verb", ["", "rename/", "remove/", "default/"])
@pytest.mark.parametrize("who", ["secretary", "alice"])
def test_another_persons_view_is_as_one_that_does_not_exist(request, as_user, bob, who, verb):
    view = make_view(bob)
    client = as_user(request.getfixturevalue(who))
    data = {"name": "Stolen", "query": "axis=1", "default": "yes"}
    theirs = client.post(f"/actions/views/{view.pk}/{verb}", data)
    missing = client.post(f"/actions/views/{view.pk + 1}/{verb}", data)
    assert theirs.status_code == missing.status_code == 404
    assert list(SavedView.objects.values_list("name", "query")) == [("À relancer", "axis=2")]


@pytest.mark.parametrize("verb", ["rename", "remove"])
def test_a_shared_view_is_renamed_and_removed_by_the_secretariat_only(as_user, secretary, alice, verb):
    view = make_view()
    url = f"/actions/views/{view.pk}/{verb}/"
    assert as_user(alice).post(url, {"name": "Autre"}).status_code == 404
    assert SavedView.objects.filter(name="À relancer").exists()
    assert as_user(secretary).post(url, {"name": "Autre"}).status_code == 302
    assert not SavedView.objects.filter(name="À relancer").exists()


def test_renaming_and_removing_ones_own(as_user, alice):
    view = make_view(alice)
    client = as_user(alice)
    response = client.post(f"/actions/views/{view.pk}/rename/", {"name": "Échéances"}, follow=True)
    assert "La vue s’appelle désormais « Échéances »." in text(response)
    response = client.post(f"/actions/views/{view.pk}/remove/", follow=True)
    assert "La vue « Échéances » est supprimée ; les actions n’ont pas changé." in text(response)
    assert not SavedView.objects.exists()


def test_a_refused_new_name_is_explained(as_user, alice):
    view, _other = make_view(alice), make_view(alice, name="Autre")
    response = as_user(alice).post(f"/actions/views/{view.pk}/rename/", {"name": "Autre"})
    assert response.status_code == 400
    assert "Vous avez déjà une vue de ce nom" in text(response)
    assert SavedView.objects.filter(name="À relancer").exists()


# The default ------------------------------------------------------------------------------------


def test_the_table_opens_with_the_default_view_of_each(as_user, alice, reader):
    shared = make_view()
    response = as_user(alice).post(f"/actions/views/{shared.pk}/default/", {"default": "yes"}, follow=True)
    assert "Le tableau s’ouvre désormais sur « À relancer »." in text(response)

    assert as_user(alice).get("/actions/")["Location"] == f"/actions/?axis=2&view={shared.pk}"
    assert as_user(alice).get("/actions/?view=none").context["menu"].current is None
    assert as_user(reader).get("/actions/").status_code == 200


def test_the_whole_table_stays_in_reach_of_the_default_view(as_user, alice):
    DefaultView.objects.create(user=alice, view=make_view())
    page = text(as_user(alice).get("/actions/?view=none"))
    assert '<input type="hidden" name="view" value="none">' in page
    assert 'href="/actions/?view=none"' in page


def test_a_default_view_takes_the_place_of_another_and_can_be_lifted(as_user, alice):
    first, second = make_view(alice), make_view(alice, name="Autre")
    client = as_user(alice)
    for view in (first, second):
        client.post(f"/actions/views/{view.pk}/default/", {"default": "yes"})
    assert DefaultView.objects.get().view == second

    client.post(f"/actions/views/{first.pk}/default/", {"default": "no"})
    assert DefaultView.objects.get().view == second
    client.post(f"/actions/views/{second.pk}/default/", {"default": "no"})
    assert client.get("/actions/").status_code == 200


def test_a_removed_view_greets_nobody(as_user, secretary, alice):
    view = make_view()
    DefaultView.objects.create(user=alice, view=view)
    as_user(secretary).post(f"/actions/views/{view.pk}/remove/")
    assert as_user(alice).get("/actions/").status_code == 200


# The admin --------------------------------------------------------------------------------------


def test_the_admin_shows_no_view_of_another(as_user, secretary, bob):
    theirs, shared = make_view(bob, name="Secret de Bob"), make_view()
    DefaultView.objects.create(user=bob, view=theirs)
    client = as_user(secretary)
    for model in ("savedview", "defaultview"):
        assert "Secret de Bob" not in text(client.get(f"/admin/actions/{model}/"))
    assert client.get(f"/admin/actions/savedview/{shared.pk}/change/").status_code == 200
    assert client.get(f"/admin/actions/savedview/{theirs.pk}/change/").status_code == 302


# Queries ----------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_the_views(as_user, alice, django_assert_max_num_queries):
    client = as_user(alice)

    def count(url):
        with django_assert_max_num_queries(15) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    make_view(alice, name="1")
    few = count("/actions/?q=x"), count("/actions/views/")
    for number in range(20):
        make_view(alice, name=f"V{number}")
        make_view(name=f"S{number}")
    assert (count("/actions/?q=x"), count("/actions/views/")) == few
