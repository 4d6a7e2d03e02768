"""Counts beside the filters are kept while the table stands as it is, and no longer."""

import pytest
from django.core.cache import caches

from actions import services
from actions.columns import BY_NAME
from actions.services import Change
from tests.factories import make_action, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_counts(settings):
    settings.CACHES = settings.CACHES | {"counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["counts"].clear()


def counts(client, name, query=""):
    facets = client.get(f"/actions/?{query}").context["table"].facets
    return {option.value: option.count for facet in facets if facet.name == name for option in facet.options}


def test_a_second_look_counts_nothing_again(as_user, secretary, django_assert_max_num_queries):
    make_action()
    client = as_user(secretary)
    with django_assert_max_num_queries(15) as first:
        before = counts(client, "status")
    with django_assert_max_num_queries(15) as second:
        assert counts(client, "status") == before

    assert len(second) == len(first) - 2


@pytest.mark.parametrize(("name", "value"), [("status", "agreed"), ("themes", None), ("implementing", None)])
def test_an_edit_of_any_cell_is_counted(as_user, secretary, partner_a, name, value):
    action, theme = make_action(), make_theme("Genre")
    facet, option, new = {
        "status": ("status", "agreed", value),
        "themes": ("theme", theme.slug, [theme]),
        "implementing": ("partner", partner_a.slug, [partner_a]),
    }[name]
    client = as_user(secretary)
    assert counts(client, facet)[option] == 0

    services.save(by=secretary, channel="table", changes=[Change(action.pk, BY_NAME[name], new)])

    assert counts(client, facet)[option] == 1


def test_counts_of_one_person_are_not_shown_to_another(as_user, secretary, alice, bob, partner_a):
    make_action(lead=partner_a)

    assert [counts(as_user(user), "status")["proposed"] for user in (secretary, alice, bob, secretary)] == [1, 1, 0, 1]


def test_counts_of_one_filter_are_not_shown_for_another(as_user, secretary):
    make_action(status="agreed")
    client = as_user(secretary)

    assert counts(client, "axis") == {"1": 1}
    assert counts(client, "axis", "status=proposed") == {"1": 0}
