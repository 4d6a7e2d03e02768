"""Two secretaries who prepare the same agenda at the same moment."""

from uuid import uuid4

import pytest

from meetings.models import AgendaItem
from meetings.services import agenda as services
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_item_is_lost_and_no_number_given_twice(together, secretary):
    meeting, colleague = factories.make_coming_meeting(), factories.make_secretary("colleague@example.org")
    action, token = factories.make_action(), uuid4()
    first, second = (factories.make_agenda_item(meeting) for _ in range(2))

    def add(by, title, kind="free", token=None, **links):
        def carry_out():
            try:
                services.add(
                    by=by, meeting=meeting, token=token or uuid4(), kind=kind, said={"title": title}, links=links
                )
            except services.OnAgendaError:
                return "on it"

        return carry_out

    def move(by):
        try:
            services.move(by=by, item=second, place=1, seen_as=(first.pk, second.pk))
        except services.StaleOrderError:
            return "stale"

    together(
        add(secretary, "a"),
        add(colleague, "b"),
        add(secretary, "twice", token=token),
        add(secretary, "twice", token=token),
        add(secretary, "late", "late", actions=[action.pk]),
        add(colleague, "late", "late", actions=[action.pk]),
        lambda: move(colleague),
    )
    items = AgendaItem.objects.filter(meeting=meeting)
    assert [item.number for item in items] == [1, 2, 3, 4, 5, 6]
    assert sorted(item.title for item in items) == ["Item 1", "Item 2", "a", "b", "late", "twice"]
    assert action.agenda_items.count() == 1
