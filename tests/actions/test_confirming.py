"""Confirmations: who may say that nothing is to be changed, of what, once, and what the pages tell of it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.columns import BY_NAME
from actions.models import Confirmation, Edit, Transmission
from actions.services import Change
from actions.services.confirming import last_seen
from partners.models import Mail
from tests import factories
from tests.uploads import plain, said

pytestmark = pytest.mark.django_db
MINE = reverse("actions:mine")


@pytest.fixture
def action(partner_a):
    return factories.make_action(lead=partner_a, places="Rabat")


@pytest.fixture
def change(secretary):
    """Change a cell of an action."""

    def change(action, column="places", value="Salé"):
        changes = [Change(action.pk, BY_NAME[column], value)]
        return services.save(by=secretary, channel=Edit.Channel.FORM, changes=changes)

    return change


def url(name, value):
    return reverse(f"actions:{name}", args=[value])


def seen_on(client, action):
    """What the page of the action shows as its last change."""
    return client.get(action.get_absolute_url()).context["action"].last_edit or 0


# One action -------------------------------------------------------------------------------------


def test_one_click_confirms_what_the_page_shows(as_user, alice, action, change):
    change(action)
    client = as_user(alice)

    response = client.post(url("confirm", action.reference), {"seen": seen_on(client, action)}, follow=True)

    (sentence,) = said(response)
    assert sentence.startswith(action.reference)
    assert response.request["PATH_INFO"] == action.get_absolute_url()
    confirmation = Confirmation.objects.get()
    assert (confirmation.action, confirmation.partner, confirmation.author) == (action, alice.partner, alice)
    assert confirmation.seen == last_seen(action) > 0
    assert "Alice (AAA)" in plain(response.content.decode())


def test_what_was_changed_meanwhile_is_not_confirmed(as_user, alice, action, change):
    client = as_user(alice)
    seen = seen_on(client, action)
    change(action)

    response = client.post(url("confirm", action.reference), {"seen": seen, "mine": "1"}, follow=True)

    (sentence,) = said(response)
    assert action.reference in sentence
    assert response.request["PATH_INFO"] == action.get_absolute_url()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("seen", ["", "-1", "abc", "9" * 30, "٣", "1.5"])
def test_page_that_was_never_shown_confirms_nothing(as_user, alice, action, seen):
    as_user(alice).post(url("confirm", action.reference), {"seen": seen})
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(("column", "value"), [("internal_notes", "Secret"), ("reports", None)])
def test_what_she_cannot_see_does_not_stand_in_her_way(as_user, secretary, alice, action, change, column, value):
    """Nor does it tell that there is something: neither do reports, which are no value of the table."""
    seen = last_seen(action)
    if column == "reports":
        services.write(by=secretary, part=factories.ProgressReport(action=action, author=secretary, text="…"))
    else:
        change(action, column, value)
    assert services.confirm(by=alice, action=action, seen=seen)


def test_twice_on_a_day_is_once_unless_something_changed(alice, action, change):
    first = services.confirm(by=alice, action=action, seen=0)
    assert services.confirm(by=alice, action=action, seen=0) == first
    change(action)
    second = services.confirm(by=alice, action=action, seen=last_seen(action))
    assert second != first
    assert Confirmation.objects.count() == 2


def test_another_day_is_another_confirmation(alice, action):
    factories.make_confirmation(action, alice, at=timezone.now() - timedelta(days=1))
    services.confirm(by=alice, action=action, seen=0)
    assert Confirmation.objects.count() == 2


def test_each_partner_confirms_for_itself(alice, bob, action):
    factories.take_part(action, bob.partner)
    services.confirm(by=alice, action=action, seen=0)
    services.confirm(by=bob, action=action, seen=0)
    assert set(Confirmation.objects.values_list("partner", flat=True)) == {alice.partner_id, bob.partner_id}


@pytest.mark.parametrize("who", ["bob", "reader", "outsider", "secretary"])
def test_only_those_who_take_part_confirm(request, as_user, action, who):
    person = request.getfixturevalue(who)
    assert as_user(person).post(url("confirm", action.reference), {"seen": "0"}).status_code == 404
    with pytest.raises(PermissionDenied):
        services.confirm(by=person, action=action, seen=0)
    assert not Confirmation.objects.exists()


def test_archived_action_is_not_confirmed(as_user, secretary, alice, action):
    services.archive(by=secretary, channel=Edit.Channel.FORM, actions=[action])
    assert as_user(alice).post(url("confirm", action.reference), {"seen": "0"}).status_code == 404


# What the pages tell ----------------------------------------------------------------------------


def test_value_knows_when_and_by_whom_it_was_confirmed(as_user, secretary, alice, action, change):
    def told(person, column):
        """Which of the sentences the history of a cell says."""
        page = as_user(person).get(reverse("actions:cell_history", args=[action.reference, column]))
        (sentence,) = re.findall(r'data-confirmed="(\w+)"', page.content.decode())
        assert ("Alice (AAA)" in plain(page.content.decode())) == (sentence != "never")
        return sentence

    assert told(secretary, "places") == "never"
    services.confirm(by=alice, action=action, seen=0)
    for person in (secretary, alice):
        assert told(person, "places") == "yes"
    change(action)
    for person in (secretary, alice):
        assert told(person, "places") == "before"
        assert told(person, "title") == "yes"


def test_action_marks_what_was_changed_since(as_user, secretary, alice, action, change):
    services.confirm(by=alice, action=action, seen=0)
    change(action)
    change(action, "internal_notes", "Secret")

    for person in (secretary, alice):
        response = as_user(person).get(action.get_absolute_url())
        assert set(response.context["confirmed"].changed) == {"places"}
        page = response.content.decode()
        assert page.count(reverse("actions:cell_history", args=[action.reference, "places"])) == 2
    assert 'class="changed-since"' in page


def test_later_confirmation_covers_the_earlier(as_user, reader, alice, bob, action, change):
    factories.take_part(action, bob.partner)
    services.confirm(by=alice, action=action, seen=0)
    change(action)
    services.confirm(by=bob, action=action, seen=last_seen(action))
    confirmed = as_user(reader).get(action.get_absolute_url()).context["confirmed"]
    assert confirmed.latest.partner == bob.partner
    assert not confirmed.changed


# All of them ------------------------------------------------------------------------------------


def test_all_are_confirmed_but_what_was_changed_meanwhile(as_user, alice, bob, action, change):
    others = [factories.make_action(partners=[alice.partner]) for _ in range(2)]
    foreign = factories.make_action(lead=bob.partner)
    client = as_user(alice)
    shown = client.get(MINE).context["mine"].unconfirmed
    seen = [f"{own.action.reference}:{own.seen}" for own in shown]
    assert len(seen) == 3
    change(action)

    posted = {"seen": [*seen, f"{foreign.reference}:0", "x", ":"]}
    response = client.post(reverse("actions:confirm_all"), posted, follow=True)

    done, not_done = said(response)
    assert done.startswith("2 ")
    assert action.reference in not_done
    assert set(Confirmation.objects.values_list("action", flat=True)) == {other.pk for other in others}
    assert [own.action for own in response.context["mine"].unconfirmed] == [action]


# An edition -------------------------------------------------------------------------------------


@pytest.fixture
def sent(secretary, alice, action):
    """An edition on its way to alice's partner, with a reminder that waits."""
    transmission = factories.make_transmission(services.freeze(by=secretary), alice.partner, secretary)
    soon = timezone.now() + timedelta(days=3)
    transmission.mails.add(factories.make_mail(secretary, not_before=soon, claimed_at=None))
    return transmission


def test_edition_without_changes_confirms_what_still_stands(as_user, alice, bob, action, sent, change):
    still = action
    changed = factories.make_action(lead=alice.partner)
    added = factories.make_action(lead=alice.partner)
    foreign = factories.make_action(lead=bob.partner)
    edition = services.freeze(by=sent.sent_by, even_unchanged=True)
    sent = factories.make_transmission(edition, alice.partner, sent.sent_by)
    change(changed)
    added.reference, added.pk = "A1-999", None
    added.save()
    factories.take_part(added, alice.partner)

    response = as_user(alice).post(url("confirm_edition", sent.pk), follow=True)

    confirmed = set(Confirmation.objects.values_list("action__reference", flat=True))
    assert still.reference in confirmed
    assert not confirmed & {changed.reference, "A1-999", foreign.reference}
    assert "A1-999" in said(response)[-1]
    assert changed.reference in said(response)[-1]


def test_edition_is_answered_and_its_reminders_end(as_user, alice, sent):
    for _time in range(2):
        as_user(alice).post(url("confirm_edition", sent.pk))
    sent.refresh_from_db()
    assert sent.standing == Transmission.Standing.NOTHING
    assert sent.mails.get().state == Mail.State.CANCELLED
    assert Confirmation.objects.count() == 1


def test_changes_that_were_sent_back_are_not_taken_back(as_user, secretary, alice, sent):
    services.transmission.answer(by=secretary, transmission=sent, answer="returned")
    response = as_user(alice).post(url("confirm_edition", sent.pk), follow=True)
    sent.refresh_from_db()
    assert sent.standing == Transmission.Standing.RETURNED
    assert len(said(response)) == 1
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("who", ["bob", "reader", "outsider", "secretary"])
def test_edition_is_answered_by_its_addressee(request, as_user, sent, who):
    person = request.getfixturevalue(who)
    assert as_user(person).post(url("confirm_edition", sent.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        services.confirm_edition(by=person, transmission=sent)
    if who != "secretary":
        with pytest.raises(PermissionDenied):
            services.transmission.answer(by=person, transmission=sent, answer="nothing")
    sent.refresh_from_db()
    assert not sent.answer


def test_many_take_as_many_queries_as_few(as_user, alice, django_assert_num_queries):
    client = as_user(alice)
    for number in (2, 20):
        seen = [f"{factories.make_action(lead=alice.partner).reference}:0" for _ in range(number)]
        with django_assert_num_queries(10):
            client.post(reverse("actions:confirm_all"), {"seen": seen})
    assert Confirmation.objects.count() == 22
