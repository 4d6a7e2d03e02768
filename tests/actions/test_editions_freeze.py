"""Freezing: the live table becomes the next edition, once."""

from threading import Barrier, Event

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from actions import services
from actions.columns import BY_NAME
from actions.models import Edition, JointAction, Snapshot
from actions.services import Change
from actions.snapshots import FrozenTable, LiveTable, take
from tests import factories

pytestmark = pytest.mark.django_db


def titles(edition):
    """The titles in an edition, in its order."""
    frozen = FrozenTable(edition.snapshot)
    place = frozen.head.columns.index("title")
    return [row.values[place] for row in frozen]


def test_live_table_becomes_the_first_edition(secretary, partner_a):
    factories.make_action(title="Deux", reference="A1-02", lead=partner_a)
    factories.make_action(title="Un", reference="A1-01", internal_notes="narvalus")
    factories.make_action(title="mammouth", archived_at=timezone.now())
    edition = services.freeze(by=secretary, remarks="Après le débat")
    assert (edition.number, edition.frozen_by, edition.remarks) == (1, secretary, "Après le débat")
    assert edition.snapshot.size == 2
    assert titles(edition) == ["Un", "Deux"]


def test_empty_table_can_be_frozen(secretary):
    assert titles(services.freeze(by=secretary)) == []


def test_editions_are_numbered_and_keep_what_they_said(secretary):
    action = factories.make_action(title="Ancien")
    first = services.freeze(by=secretary)
    JointAction.objects.filter(pk=action.pk).update(title="Nouveau")
    second = services.freeze(by=secretary)
    assert (first.number, second.number) == (1, 2)
    assert (titles(first), titles(second)) == (["Ancien"], ["Nouveau"])


def test_nothing_new_is_refused_unless_it_is_wanted(secretary):
    factories.make_action()
    first = services.freeze(by=secretary)
    # What does not circulate is no change, nor is another name of the same partner.
    JointAction.objects.update(internal_notes="narvalus")
    factories.make_partner("NEW")
    with pytest.raises(services.NothingChangedError, match="1"):
        services.freeze(by=secretary)
    assert (Edition.objects.count(), Snapshot.objects.count()) == (1, 1)
    second = services.freeze(by=secretary, even_unchanged=True)
    assert second.number == 2
    assert titles(second) == titles(first)


@pytest.mark.parametrize("change", [{"title": "Autre"}, {"archived_at": timezone.now()}])
def test_one_cell_or_row_is_enough(secretary, change):
    factories.make_action()
    services.freeze(by=secretary)
    JointAction.objects.update(**change)
    assert services.freeze(by=secretary).number == 2


def test_asking_twice_makes_one_edition(secretary):
    factories.make_action()
    edition = services.freeze(by=secretary, number=1)
    JointAction.objects.update(title="Autre")
    with pytest.raises(services.AlreadyFrozenError) as refused:
        services.freeze(by=secretary, number=1)
    assert refused.value.edition == edition
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("person", ["alice", "reader", "outsider"])
def test_others_freeze_nothing(request, person):
    with pytest.raises(PermissionDenied):
        services.freeze(by=request.getfixturevalue(person))
    assert not Edition.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("number", "made"), [(None, [1, 2]), (1, [1])])
def test_two_at_once(together, secretary, number, made):
    """Two who press at once: two numbers if both insist, or one edition if both were shown the same number."""
    factories.make_action()
    ready = Barrier(2)

    def freeze():
        ready.wait()
        try:
            return services.freeze(by=secretary, number=number, even_unchanged=True).number
        except services.AlreadyFrozenError as refused:
            return refused.edition.number

    assert sorted(set(together(freeze, freeze))) == made
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == made


@pytest.mark.django_db(transaction=True)
def test_who_saves_meanwhile_waits(together, secretary, monkeypatch):
    """An edition is of one moment: rows that were read last say what they said when the first was read."""
    actions = [factories.make_action(title="Avant") for _number in range(3)]
    reading, saved = Event(), Event()

    def take_slowly(table):
        rows = iter(LiveTable(table.actions))
        next(rows)
        reading.set()
        assert not saved.wait(0.5)  # seconds, in which the other person would have saved
        return take(table)

    monkeypatch.setattr("actions.services.editions.take", take_slowly)

    def save():
        reading.wait()
        changes = [Change(action.pk, BY_NAME["title"], "Après") for action in actions]
        services.save(by=secretary, channel="table", changes=changes)
        saved.set()

    edition, _nothing = together(lambda: services.freeze(by=secretary), save)
    assert titles(edition) == ["Avant"] * 3
    assert set(JointAction.objects.values_list("title", flat=True)) == {"Après"}
