"""Every model of the three apps has its admin screens."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

MODELS = [model for app in ("partners", "actions", "meetings") for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_model_is_registered(model):
    assert admin.site.is_registered(model)


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_list_and_form_open(as_user, secretary, model, page):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    assert as_user(secretary).get(url).status_code == 200


def test_index_names_the_three_apps_only(as_user, secretary):
    page = as_user(secretary).get(reverse("admin:index"))
    names = [app["name"] for app in page.context["app_list"]]
    assert sorted(names) == ["Annuaire des partenaires", "Réunions", "Tableau des actions communes"]
