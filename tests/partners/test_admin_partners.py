"""The directory in the admin: keys that stay, names that are not ambiguous, rows that are kept."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from partners.models import Partner, PartnerAlias
from tests import factories
from tests.uploads import plain, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def form(*aliases, **fields):
    """What the form of a partner posts; the `aliases` are new."""
    data = {"acronym": "", "name": "Nouveau", "slug": "nouveau", "kind": "media", "involvement": "participant"} | fields
    data |= {"aliases-TOTAL_FORMS": len(aliases), "aliases-INITIAL_FORMS": 0}
    data |= {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0}
    for number, name in enumerate(aliases):
        data |= {f"aliases-{number}-name": name, f"aliases-{number}-note": ""}
    return data


def change(partner, page="change"):
    return reverse(f"admin:partners_partner_{page}", args=[partner.pk])


def listed(client, model=Partner, **query):
    return [str(row) for row in client.get(url(model, "changelist"), query).context["cl"].result_list]


def errors(response):
    """Everything that the page complains of."""
    forms = response.context["adminform"].form
    inlines = response.context["inline_admin_formsets"]
    found = [text for sentences in forms.errors.values() for text in sentences]
    for inline in inlines:
        found += [text for row in inline.formset.errors for sentences in row.values() for text in sentences]
        found += inline.formset.non_form_errors()
    return [plain(text) for text in found]


def test_partner_is_added_with_its_other_names(client):
    client.post(url(Partner, "add"), form("Ancien nom", "Old name"))
    assert set(Partner.objects.get(slug="nouveau").aliases.values_list("name", flat=True)) == {"Ancien nom", "Old name"}


def test_slug_is_not_changed(client, partner_a):
    client.post(change(partner_a), form(name="Autre", slug="autre"))
    assert Partner.objects.get().slug == partner_a.slug
    assert Partner.objects.get().name == "Autre"


def test_acronym_of_another_partner_is_refused(client, partner_a):
    page = client.post(url(Partner, "add"), form(acronym="AAA"))
    assert errors(page) == ["Un autre partenaire porte déjà ce sigle."]


def test_alias_that_stands_for_another_partner_is_refused(client, partner_a):
    page = client.post(url(Partner, "add"), form("aaa"))
    assert errors(page) == ["« aaa » désigne déjà AAA."]


def test_alias_twice_in_one_form_is_refused(client):
    page = client.post(url(Partner, "add"), form("Été", "ete"))
    assert errors(page) == ["Cette appellation figure déjà dans la liste, peut-être écrite autrement."]
    assert not PartnerAlias.objects.exists()


def test_search_ignores_accents_and_finds_other_names(client):
    sante = factories.make_partner(name="Ministère de la Santé")
    PartnerAlias.objects.create(partner=sante, name="Département sanitaire")
    factories.make_partner(name="Autre")
    assert listed(client, q="sante MINISTERE") == ["Ministère de la Santé"]
    assert listed(client, q="departement") == ["Ministère de la Santé"]


def test_search_of_a_table_without_its_own_ignores_accents(client, partner_a):
    PartnerAlias.objects.create(partner=partner_a, name="Été indien")
    assert listed(client, PartnerAlias, q="ete aaa") == ["Été indien"]
    assert listed(client, PartnerAlias, q="hiver") == []


def test_archived_partners_are_hidden_until_asked_for(client, partner_a, partner_b):
    Partner.objects.filter(pk=partner_b.pk).archive()
    assert listed(client) == ["AAA"]
    assert listed(client, archived="yes") == ["BBB"]
    assert listed(client, archived="all") == ["AAA", "BBB"]


def test_archive_and_restore(client, secretary, partner_a, partner_b):
    selected = {"_selected_action": [partner_a.pk]}
    page = client.post(url(Partner, "changelist"), selected | {"action": "archive"}, follow=True)
    assert said(page) == ["1 élément archivé."]
    assert list(Partner.objects.live()) == [partner_b]
    page = client.post(url(Partner, "changelist") + "?archived=yes", selected | {"action": "restore"}, follow=True)
    assert said(page) == ["1 élément restauré."]
    assert not Partner.objects.exclude(archived_at=None).exists()
    assert set(LogEntry.objects.values_list("user", "object_id", "change_message")) == {
        (secretary.pk, str(partner_a.pk), "Archivage."),
        (secretary.pk, str(partner_a.pk), "Restauration."),
    }


def test_archived_partner_is_not_offered(client, partner_a, partner_b):
    Partner.objects.filter(pk=partner_b.pk).archive()
    answer = client.get(
        reverse("admin:autocomplete"),
        {"term": "", "app_label": "actions", "model_name": "participation", "field_name": "partner"},
    )
    assert [result["text"] for result in answer.json()["results"]] == ["AAA"]


def test_partner_in_use_is_not_deleted_and_a_sentence_says_why(client, partner_a):
    factories.make_action(lead=partner_a)
    factories.make_focal_point("x@example.org", partner_a)
    for send in (client.get, client.post):
        assert said(send(change(partner_a, "delete"), {"post": "yes"}, follow=True)) == [
            "Impossible de supprimer « AAA » à cause de ses liens (1 participation et 1 utilisateur) : "
            "archivez plutôt cet élément."
        ]
    assert Partner.objects.filter(pk=partner_a.pk).exists()


def test_partner_named_in_a_debate_is_not_deleted(client, partner_a):
    point = factories.make_meeting().debate_points.create(number=1, text="…")
    point.partners.add(partner_a)
    client.post(change(partner_a, "delete"), {"post": "yes"})
    assert Partner.objects.filter(pk=partner_a.pk).exists()


def test_unused_partner_is_deleted_with_its_other_names(client, partner_a):
    PartnerAlias.objects.create(partner=partner_a, name="Autre nom")
    client.post(change(partner_a, "delete"), {"post": "yes"})
    assert not Partner.objects.exists()


def test_several_are_never_deleted_at_once(client, partner_a):
    client.post(
        url(Partner, "changelist"), {"action": "delete_selected", "_selected_action": [partner_a.pk], "post": "yes"}
    )
    assert Partner.objects.exists()


@pytest.mark.parametrize("size", [3, 30])
def test_list_takes_the_same_queries_at_any_size(client, django_assert_num_queries, size):
    for number in range(size):
        PartnerAlias.objects.create(partner=factories.make_partner(f"P{number}"), name=f"Nom {number}")
    with django_assert_num_queries(5):
        client.get(url(Partner, "changelist"))
    with django_assert_num_queries(5):
        client.get(url(PartnerAlias, "changelist"))
