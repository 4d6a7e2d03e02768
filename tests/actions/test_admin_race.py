"""Several people who add actions at once get as many references."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from actions.models import JointAction
from tests import factories
from tests.uploads import url

PEOPLE = 8


@pytest.mark.django_db(transaction=True)
def test_each_gets_a_reference_of_her_own(secretary):
    axis = factories.make_axis(2)

    def add(number):
        client = Client()
        client.force_login(secretary)
        form = {"title": f"N {number}", "axis": axis.pk, "status": "proposed", "funding_secured": "unknown"}
        form |= {"participations-TOTAL_FORMS": 0, "participations-INITIAL_FORMS": 0}
        try:
            return client.post(url(JointAction, "add"), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        assert set(pool.map(add, range(PEOPLE))) == {302}
    references = JointAction.objects.values_list("reference", flat=True)
    assert sorted(references) == [f"A2-{number:02}" for number in range(1, PEOPLE + 1)]
