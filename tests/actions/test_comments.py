"""The section of comments on the page of an action."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse

from actions.models import Comment
from actions.services.commenting import withdraw
from tests.factories import make_action, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a)


def post(client, action, **fields):
    return client.post(reverse("actions:comment", args=[action.reference]), {"token": uuid4()} | fields)


def page_of(client, action):
    return client.get(action.get_absolute_url()).content.decode()


def test_what_is_said_stands_there_with_who_and_for_whom(as_user, alice, secretary, action):
    response = post(as_user(alice), action, text="Où en <est>-on ?\n\nMerci")
    said = Comment.objects.get()
    assert response.url == f"{action.get_absolute_url()}#comment-{said.pk}"
    page = page_of(as_user(secretary), action)
    for word in (f'id="comment-{said.pk}"', "Où en &lt;est&gt;-on ?", "<strong>Alice</strong>, AAA", "Withdraw"):
        assert word in page.replace("Retirer", "Withdraw"), word


def test_internal_ones_are_marked_and_told_to_nobody_else(as_user, alice, reader, secretary, action):
    assert 'name="is_internal"' in page_of(as_user(secretary), action)
    post(as_user(secretary), action, text="Entre nous", is_internal="on")
    page = page_of(as_user(secretary), action)
    assert 'class="comment-entry is-internal"' in page
    assert "comment-mark" in page
    for user in (alice, reader):
        page = page_of(as_user(user), action)
        assert "Entre nous" not in page
        assert "is_internal" not in page
        assert "Entre nous" not in as_user(user).get("/actions/?q=entre").content.decode()


def test_readers_read(as_user, reader, alice, action):
    make_comment(action, alice, text="Bonjour")
    page = page_of(as_user(reader), action)
    assert "Bonjour" in page
    assert "comment-form" not in page
    assert post(as_user(reader), action, text="Moi aussi").status_code == 403


def test_another_partner_is_answered_as_if_there_were_no_action(as_user, bob, action):
    assert post(as_user(bob), action, text="Intrus").status_code == 404
    assert not Comment.objects.exists()


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": " "}, {"text": "x" * 5001}, {"text": "Oui", "token": "non"}])
def test_what_cannot_be_said_is_told_and_kept(as_user, alice, action, fields):
    response = post(as_user(alice), action, **fields)
    assert response.status_code == 422
    assert fields["text"].strip() in response.content.decode()
    assert not Comment.objects.exists()


def test_another_text_in_a_form_that_was_sent_already_is_kept_and_can_be_sent(as_user, alice, action):
    client, token = as_user(alice), uuid4()
    for _twice in range(2):
        assert post(client, action, text="Oui", token=token).status_code == 302
    response = post(client, action, text="Et encore", token=token)
    assert response.status_code == 422
    form = response.context["comment_form"]
    assert post(client, action, text="Et encore", token=form["token"].value()).status_code == 302
    assert [comment.text for comment in Comment.objects.all()] == ["Oui", "Et encore"]


def test_a_focal_point_sets_nothing_but_the_text(as_user, alice, bob, action, partner_b):
    theirs = make_action(lead=partner_b)
    fields = {field.name: "1" for model in apps.get_models() for field in model._meta.fields}
    fields |= {"text": "Oui", "author": bob.pk, "action": theirs.pk, "is_internal": "on", "token": uuid4()}
    assert as_user(alice).post(reverse("actions:comment", args=[action.reference]), fields).status_code == 302
    said = Comment.objects.get()
    assert (said.author, said.action, said.is_internal, said.archived_at) == (alice, action, False, None)
    assert said.at.year > 2000


def test_one_withdraws_ones_own_and_the_secretariat_any(as_user, alice, secretary, reader, action):
    own, other = make_comment(action, alice, text="Le mien"), make_comment(action, secretary, text="Le vôtre")
    client = as_user(alice)
    assert client.post(reverse("actions:withdraw_comment", args=[other.pk])).status_code == 404
    assert client.post(reverse("actions:withdraw_comment", args=[own.pk])).url == action.get_absolute_url()
    assert "Le mien" not in page_of(as_user(alice), action)
    assert "Le mien" not in page_of(as_user(reader), action)
    page = page_of(as_user(secretary), action)
    assert "Le mien" in page
    assert "is-withdrawn" in page
    assert f"par {alice} le" in page.replace("by", "par").replace(" on ", " le ")


def test_the_ledger_shows_a_withdrawal(as_user, alice, secretary, action):
    withdraw(by=alice, comment=make_comment(action, alice, text="Le mien"))
    history = reverse("actions:history", args=[action.reference])
    assert "Le mien" in as_user(secretary).get(history).content.decode()
    assert "Le mien" not in as_user(alice).get(history).content.decode()
    edit = action.history.get(column="comments").edit
    assert as_user(secretary).get(reverse("actions:edit", args=[edit.pk])).context["with_parts"] == []


def test_the_number_of_queries_does_not_grow(as_user, alice, bob, secretary, action, django_assert_max_num_queries):
    def talk():
        for author in (alice, bob, secretary):
            make_comment(action, author)
            withdraw(by=author if author == secretary else secretary, comment=make_comment(action, author))

    talk()
    client = as_user(secretary)
    client.get(action.get_absolute_url())
    with django_assert_max_num_queries(18) as few:
        client.get(action.get_absolute_url())
    talk()
    with django_assert_max_num_queries(18) as many:
        client.get(action.get_absolute_url())
    assert len(few) == len(many)
