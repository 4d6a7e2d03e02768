"""Comments: who says something of an action, and who reads it."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actions.models import CellEdit, Comment, JointAction
from actions.services.commenting import say, withdraw
from tests.factories import make_action, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a)


def read(user):
    return set(Comment.objects.visible_to(user).values_list("text", flat=True))


def test_partners_and_the_secretariat_talk(alice, secretary, bob, outsider, reader, action):
    say(by=alice, token=uuid4(), action=action, text="  Où en est-on ?\r\n")
    say(by=secretary, token=uuid4(), action=action, text="Bientôt")
    for user in (alice, secretary, reader):
        assert read(user) == {"Où en est-on ?", "Bientôt"}
    for user in (bob, outsider):
        assert read(user) == set()


def test_others_say_nothing(bob, reader, outsider, action):
    for user in (bob, reader, outsider):
        with pytest.raises(PermissionDenied):
            say(by=user, token=uuid4(), action=action, text="Intrus")


def test_only_the_secretariat_says_something_on_an_archived_action(alice, secretary, action):
    JointAction.objects.archive()
    say(by=secretary, token=uuid4(), action=action, text="Fini")
    with pytest.raises(PermissionDenied):
        say(by=alice, token=uuid4(), action=action, text="Fini")


def test_internal_ones_stay_in_the_secretariat(alice, secretary, reader, action):
    say(by=secretary, token=uuid4(), action=action, text="Entre nous", is_internal=True)
    say(by=alice, token=uuid4(), action=action, text="Pour tous", is_internal=True)
    assert read(secretary) == {"Entre nous", "Pour tous"}
    assert read(alice) == read(reader) == {"Pour tous"}, "a focal point has nothing internal to say"


def test_the_same_form_says_it_once(alice, secretary, action):
    token = uuid4()
    assert say(by=alice, token=token, action=action, text="Oui") == say(
        by=alice, token=token, action=action, text="Oui"
    )
    for by, text in ((alice, "Non"), (secretary, "Oui")):
        with pytest.raises(ValidationError):
            say(by=by, token=token, action=action, text=text)
    assert Comment.objects.count() == 1


def test_nothing_is_said_without_words(alice, action):
    with pytest.raises(ValidationError):
        say(by=alice, token=uuid4(), action=action, text=" \n ")


def test_a_comment_is_withdrawn_by_its_author_or_the_secretariat(alice, bob, secretary, reader, action):
    for by in (alice, secretary):
        said = make_comment(action, alice, text=f"Oups {by}")
        for other in (bob, reader):
            with pytest.raises(PermissionDenied):
                withdraw(by=other, comment=said)
        for who in (by, secretary):
            withdraw(by=who, comment=said)
        told = CellEdit.objects.get(column="comments", part=said.pk)
        assert (told.edit.author, told.before, told.after) == (by, said.text, None)
        assert said.text in read(secretary)
        assert not read(alice)
        assert not CellEdit.objects.visible_to(alice).exists()
    with pytest.raises(PermissionDenied):
        withdraw(by=alice, comment=make_comment(action, secretary))


def test_the_ledger_keeps_what_is_internal_from_others(alice, secretary, action):
    said = make_comment(action, secretary, text="Entre nous", is_internal=True)
    withdraw(by=secretary, comment=said)
    Comment.objects.restore()
    assert not CellEdit.objects.visible_to(alice).exists()
