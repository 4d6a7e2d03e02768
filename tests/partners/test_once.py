"""A form with a token is carried out once."""

from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.test import Client
from django.utils import timezone

from actions.models import JointAction
from partners.models import Submission
from tests import factories

URL = "/actions/A1-01/duplicate/"
TOKEN = {"once": "7f1c"}


@pytest.fixture
def action(db):
    return factories.make_action(reference="A1-01")


def test_second_time_leads_where_the_first_led(as_user, secretary, action):
    client = as_user(secretary)
    first, second = (client.post(URL, TOKEN) for _ in range(2))
    assert first.url == second.url == "/actions/A1-02/edit/"
    assert JointAction.objects.count() == 2


def test_other_token_or_other_person_is_another_form(as_user, secretary, action):
    as_user(secretary).post(URL, TOKEN)
    as_user(secretary).post(URL, {"once": "7f1d"})
    as_user(factories.make_secretary("zineb@example.org")).post(URL, TOKEN)
    assert JointAction.objects.count() == 4


def test_corrected_contents_are_another_form(as_user, secretary, action):
    """Who goes back in the browser and corrects what she wrote loses nothing."""
    client = as_user(secretary)
    for text in ("Commencé", "Commencé hier"):
        client.post("/actions/A1-01/reports/new/", TOKEN | {"date": "01/03/2009", "text": text, "seen": "null"})
    assert sorted(action.reports.values_list("text", flat=True)) == ["Commencé", "Commencé hier"]


def test_refused_form_may_be_sent_again(as_user, secretary, action):
    client = as_user(secretary)
    for _ in range(2):
        assert client.post("/actions/A1-01/reports/new/", TOKEN | {"text": ""}).status_code == 422
    assert not Submission.objects.exists()


def test_page_draws_a_token_each_time(as_user, secretary, action):
    pages = [as_user(secretary).get("/actions/A1-01/").content.decode() for _ in range(2)]
    tokens = {page.partition('name="once" value="')[2].partition('"')[0] for page in pages}
    assert len(tokens) == 2
    assert all(len(token) == 36 for token in tokens)


def test_old_ones_are_forgotten(as_user, secretary, action):
    Submission.objects.create(key="old", at=timezone.now() - timedelta(days=2))
    as_user(secretary).post(URL, TOKEN)
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_is_made(together, secretary, action):
    ready = Barrier(2)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(secretary)

    def send(client):
        ready.wait()
        return client.post(URL, TOKEN).url

    assert set(together(*(partial(send, client) for client in clients))) == {"/actions/A1-02/edit/"}
    assert JointAction.objects.count() == 2
