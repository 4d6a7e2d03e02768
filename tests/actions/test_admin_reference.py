"""What actions are classified by, in the admin: keys that stay, rows in use that are kept."""

import pytest
from django.urls import reverse

from actions.models import Axis, Orientation, Region, Theme
from tests import factories
from tests.uploads import said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def make(model):
    return {
        Axis: lambda: Axis.objects.create(number=1, title="Axe"),
        Orientation: lambda: Orientation.objects.create(number=1, title="Orientation"),
        Theme: lambda: Theme.objects.create(slug="genre", name="Genre"),
        Region: lambda: Region.objects.create(code="MA-04", name="Rabat-Salé-Kénitra"),
    }[model]()


def used(row):
    """An action that is classified by `row`."""
    match row:
        case Axis():
            return factories.make_action(axis=row)
        case _:
            return factories.make_action(**{f"{row._meta.model_name}s": [row]})


def page(row, name):
    return reverse(f"admin:actions_{row._meta.model_name}_{name}", args=[row.pk])


MODELS = [Axis, Orientation, Theme, Region]


@pytest.mark.parametrize("model", MODELS)
def test_row_in_use_is_kept_and_a_sentence_says_why(client, model):
    row = make(model)
    used(row)
    assert said(client.post(page(row, "delete"), {"post": "yes"}, follow=True)) == [
        f"Impossible de supprimer « {row} » à cause de ses liens (1 action commune) : archivez plutôt cet élément."
    ]
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", MODELS)
def test_unused_row_is_deleted(client, model):
    row = make(model)
    client.post(page(row, "delete"), {"post": "yes"})
    assert not model.objects.exists()


@pytest.mark.parametrize("model", MODELS)
def test_key_is_not_changed(client, model):
    row = make(model)
    before = row.natural_key()
    client.post(
        page(row, "change"), {"number": 9, "slug": "autre", "code": "XX", "title": "Nouveau", "name": "Nouveau"}
    )
    row.refresh_from_db()
    assert row.natural_key() == before
    assert "Nouveau" in str(row)


@pytest.mark.parametrize("model", MODELS)
def test_archived_row_is_not_offered(client, model):
    make(model)
    model.objects.archive()
    field = "axis" if model is Axis else f"{model._meta.model_name}s"
    query = {"term": "", "app_label": "actions", "model_name": "jointaction", "field_name": field}
    assert client.get(reverse("admin:autocomplete"), query).json()["results"] == []
    model.objects.restore()
    assert len(client.get(reverse("admin:autocomplete"), query).json()["results"]) == 1


def test_autocomplete_ignores_accents(client):
    Region.objects.create(code="MA-03", name="Fès-Meknès")
    Region.objects.create(code="MA-04", name="Rabat-Salé-Kénitra")
    query = {"term": "FES", "app_label": "actions", "model_name": "jointaction", "field_name": "regions"}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["text"] for result in results] == ["Fès-Meknès"]


@pytest.mark.parametrize("size", [3, 30])
@pytest.mark.parametrize("model", MODELS)
def test_list_takes_the_same_queries_at_any_size(client, django_assert_num_queries, model, size):
    for number in range(size):
        key = model.NATURAL_KEY
        model.objects.create(
            **{key: number if key == "number" else f"k{number}", "title" if key == "number" else "name": f"N {number}"}
        )
    with django_assert_num_queries(5):
        client.get(url(model, "changelist"))
