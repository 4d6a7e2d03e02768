"""What becomes of exchanges: written down once, changed by several people, followed up, put away."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from meetings.models import Engagement
from meetings.services import engagements as services
from meetings.services.engagements import StaleEngagementError, seen, values_of
from tests import factories

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)
SAID = {
    "date": date(2009, 1, 15),
    "circle": "research",
    "channel": "meeting",
    "partner": None,
    "organisation": "Université Mohammed V",
    "people": "",
    "subject": "Retour des compétences",
    "text": "Une étude commence.",
    "follow_up": "",
    "due": None,
    "actions": [],
}


def write(by, token, seen_as, **said):
    return services.write(by=by, token=token, values=SAID | said, seen_as=seen_as)


@pytest.fixture
def engagement(secretary):
    return write(secretary, uuid4(), {}, follow_up="Lire l’étude", due=YESTERDAY)


def test_exchange_is_written_down_with_its_actions_once(secretary):
    token, action = uuid4(), factories.make_action()
    first = write(secretary, token, {}, actions=[action.pk])
    assert write(secretary, token, {}, actions=[action.pk]) == first == Engagement.objects.get()
    assert (list(first.actions.all()), first.author, first.date) == ([action], secretary, date(2009, 1, 15))


def test_two_people_change_other_fields_and_both_changes_stay(secretary, engagement):
    before = values_of(engagement)
    write(secretary, engagement.token, seen(before), **before | {"subject": "Compétences"})
    write(secretary, engagement.token, seen(before), **before | {"people": "Mme Alaoui"})
    engagement.refresh_from_db()
    assert (engagement.subject, engagement.people) == ("Compétences", "Mme Alaoui")


def test_field_that_somebody_else_changed_meanwhile_is_not_replaced(secretary, engagement):
    before = values_of(engagement)
    action = factories.make_action()
    write(secretary, engagement.token, seen(before), **before | {"subject": "A", "actions": [action.pk]})
    with pytest.raises(StaleEngagementError) as error:
        write(secretary, engagement.token, seen(before), **before | {"subject": "B", "actions": [], "people": "C"})
    assert error.value.fields == ["subject"]
    engagement.refresh_from_db()
    assert (engagement.subject, engagement.people, list(engagement.actions.all())) == ("A", "", [action])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"organisation": ""}, "__all__"),
        ({"due": YESTERDAY}, "__all__"),
        ({"subject": ""}, "subject"),
        ({"subject": "one\ntwo"}, "subject"),
    ],
)
def test_exchange_says_with_whom_about_what_and_a_day_for_something(secretary, said, field):
    with pytest.raises(ValidationError) as error:
        write(secretary, uuid4(), {}, **said)
    assert list(error.value.message_dict) == [field]
    assert not Engagement.objects.exists()


def test_what_follows_is_open_and_late_until_it_is_done(secretary, engagement):
    quiet = factories.make_engagement(secretary)
    factories.make_engagement(secretary, follow_up="…", due=YESTERDAY, archived_at=timezone.now())
    visible = Engagement.objects.visible_to(secretary)
    assert list(visible.open()) == list(visible.late()) == [engagement]
    assert services.follow_up(by=secretary, engagement=engagement)
    first = Engagement.objects.get(pk=engagement.pk).followed_up_at
    # The second click says nothing new, nor does what nothing follows from.
    assert not services.follow_up(by=secretary, engagement=engagement)
    assert not services.follow_up(by=secretary, engagement=quiet)
    assert Engagement.objects.get(pk=engagement.pk).followed_up_at == first
    assert not visible.open()
    services.reopen(by=secretary, engagement=engagement)
    assert list(visible.open()) == [engagement]


def test_nothing_is_done_where_nothing_follows_any_more(secretary, engagement):
    services.follow_up(by=secretary, engagement=engagement)
    before = values_of(engagement)
    write(secretary, engagement.token, seen(before), **before | {"follow_up": "", "due": None})
    engagement.refresh_from_db()
    assert engagement.followed_up_at is None


def test_exchange_is_put_away_and_brought_back(secretary, engagement):
    services.archive(by=secretary, engagement=engagement)
    first = Engagement.objects.get().archived_at
    services.archive(by=secretary, engagement=engagement)
    assert Engagement.objects.get().archived_at == first is not None
    services.restore(by=secretary, engagement=engagement)
    assert Engagement.objects.live().get() == engagement


def test_dialogue_is_the_secretariats_alone(alice, reader, engagement):
    for person in (alice, reader):
        assert not Engagement.objects.visible_to(person)
        for verb in (services.follow_up, services.reopen, services.archive, services.restore):
            with pytest.raises(PermissionDenied):
                verb(by=person, engagement=engagement)
        with pytest.raises(PermissionDenied):
            write(person, uuid4(), {})
