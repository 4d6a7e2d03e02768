"""The desk: every count is the one of the list that it opens, and says nothing to those whom it does not concern."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.columns import BY_NAME
from actions.models import Edit
from gtm.state import TableState
from gtm.waiting import waiting
from meetings.models import AgendaItem, Attendee, Meeting
from partners.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, TOMORROW, NEXT_YEAR = (TODAY + timedelta(days=days) for days in (-1, 1, 365))
DRAFT = Meeting.MinutesState.DRAFT


@pytest.fixture
def fill(secretary, partner_a, alice):
    """Add `size` of everything that waits, and of what does not."""

    def add(size=1):
        edition = services.freeze(by=secretary, even_unchanged=True)
        meeting = factories.make_meeting([partner_a], date=YESTERDAY, minutes_state=DRAFT)
        for _number in range(size):
            late, _soon, calm = (
                factories.make_action(lead=partner_a, status="ongoing", end=end)
                for end in (YESTERDAY, TOMORROW, NEXT_YEAR)
            )
            for due, status in [(YESTERDAY, "open"), (TOMORROW, "ongoing"), (NEXT_YEAR, "open"), (YESTERDAY, "done")]:
                factories.make_decision(partners=[partner_a], due=due, status=status)
            for state in ("open", "mapping", "closed"):
                factories.make_change_set(partner_a, state=state)
            for state in ("submitted", "deferred", "draft"):
                factories.make_request(partner_a, alice, state=state)
            old = factories.make_request(partner_a, alice)
            type(old).objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=40))
            for due in (YESTERDAY, TOMORROW):
                factories.make_transmission(edition, partner_a, secretary, due=due)
            for state in Mail.State:
                factories.make_mail(secretary, state=state)
            factories.make_engagement(secretary, follow_up="…", due=YESTERDAY)
            factories.make_engagement(secretary, follow_up="…")
            factories.make_engagement(secretary)
            planned = factories.make_meeting([partner_a], date=TOMORROW, minutes_state=DRAFT)
            AgendaItem.objects.create(meeting=planned, number=1, title="Point")
            for name, answer in [("Alice", "needs-action"), ("Amina", "accepted")]:
                factories.make_attendee(planned, partner_a, name=name, email=f"{name}@example.org", answer=answer)
            values = [(late, "Fès"), (late, "Salé"), (calm, "Fès")]
            for action, place in values:
                change = services.Change(action.pk, BY_NAME["places"], place)
                services.save(by=secretary, channel=Edit.Channel.FORM, changes=[change])
        return meeting

    return add


def lines(page):
    return [line for section in page.context["sections"] for line in section.lines]


def shown(client, url):
    """How many rows the list at `url` says that it has."""
    context = client.get(url).context
    if "table" in context:
        return context["table"].count
    return context["number"] if "number" in context else context["page"].paginator.count


def test_every_count_of_the_secretariat_is_that_of_the_list_behind_it(as_user, secretary, fill):
    fill(2)
    client = as_user(secretary)
    found = lines(client.get("/"))
    registers = [line for line in found if "/register/" in line.url]
    for line in found:
        if line not in registers:
            assert line.number == shown(client, line.url), line
    assert len(found) - len(registers) == 15
    assert [(line.number, line.urgent) for line in registers] == [(2, True), (4, False)]
    assert client.get(registers[0].url).status_code == 200


def test_it_names_the_next_meeting_the_minutes_and_what_changed(as_user, secretary, fill):
    held = fill()
    factories.make_meeting(date=YESTERDAY, minutes_state=Meeting.MinutesState.APPROVED)
    context = as_user(secretary).get("/").context
    coming = context["next"]
    assert (coming.date, coming.items, coming.partners, coming.people, coming.answered) == (TOMORROW, 1, 1, 2, 1)
    assert list(context["minutes"]) == [held]
    for path in [reverse(f"meetings:{name}", args=[coming.slug]) for name in ("agenda", "people")]:
        assert as_user(secretary).get(path).status_code == 200
    assert as_user(secretary).get(reverse("meetings:approval", args=[held.slug])).status_code == 200
    # Two actions, one of them twice.
    assert context["state"].changed == 2
    assert as_user(secretary).get(context["state"].changes_url).status_code == 200


def test_where_nothing_waits_it_says_so(as_user, secretary):
    page = as_user(secretary).get("/")
    assert page.status_code == 200
    assert lines(page) == []
    text = page.content.decode()
    assert all(section.calm in text for section in page.context["sections"])


def test_state_of_the_table_adds_up(as_user, reader):
    two = factories.make_axis(2)
    factories.make_action(status="ongoing", end=YESTERDAY)
    factories.make_action(status="proposed", axis=two)
    factories.make_action(status="completed", end=YESTERDAY, axis=two)
    factories.make_action(status="ongoing", archived_at=timezone.now())
    client = as_user(reader)
    state = client.get("/").context["state"]
    assert (state.total, state.late) == (3, 1)
    assert [(status.value, cell.number) for status, cell in state.statuses] == [
        ("proposed", 1),
        ("ongoing", 1),
        ("completed", 1),
    ]
    rows = [
        (row.number, [cell.number for cell in row.by_status], row.total.number, row.late.number) for row in state.axes
    ]
    assert rows == [(1, [0, 1, 0], 1, 1), (2, [1, 0, 1], 2, 0)]
    for row in state.axes:
        for cell in [*row.by_status, row.total, row.late]:
            assert shown(client, cell.url) == cell.number, cell
    assert shown(client, state.late_url) == 1


def test_focal_point_is_told_what_is_asked_of_her(as_user, alice, fill, partner_b):
    fill()
    factories.make_decision(partners=[partner_b], due=YESTERDAY)
    factories.make_action(lead=partner_b)
    page = as_user(alice).get("/")
    mine, asked = page.context["mine"], page.context["invitations"]
    assert [ask.due for ask in asked] == [TOMORROW]
    assert [decision.due for decision in page.context["decisions"]] == [YESTERDAY, TOMORROW, NEXT_YEAR]
    assert (len(mine.actions), len(mine.late)) == (3, 1)
    text = page.content.decode()
    for path in [reverse("actions:mine"), asked[0].path, *(ask.path for ask in mine.asks)]:
        assert path in text
    assert "sections" not in page.context
    # She who has answered is asked no more.
    Attendee.objects.filter(email__iexact=alice.email).update(answer="declined")
    assert as_user(alice).get("/").context["invitations"] == []


def test_focal_point_of_whom_nothing_is_asked_reads_so(as_user, outsider):
    page = as_user(outsider).get("/")
    assert page.status_code == 200
    assert "empty-state" in page.content.decode()


@pytest.mark.parametrize("person", ["secretary", "alice", "reader"])
def test_number_of_queries_does_not_grow(as_user, request, fill, person, django_assert_max_num_queries):
    client, counts = as_user(request.getfixturevalue(person)), []
    for size in (1, 6):
        fill(size)
        with django_assert_max_num_queries(25) as asked:
            client.get("/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_waits_is_for_whoever_keeps_the_table(alice, reader, fill):
    """Even a view that asks for it by mistake tells nobody else."""
    fill()
    for person in (alice, reader):
        told = {section.title: section.lines for section in waiting(person, TableState(person))}
        kept = [
            lines for lines in told.values() if any("/mails/" in line.url or "/dialogue/" in line.url for line in lines)
        ]
        assert kept == []
