"""The page on which the secretariat prepares an agenda, and the agenda on the page of the meeting."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone
from lxml import html

from meetings.models import AgendaItem
from tests import factories

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def meeting(partner_a):
    return factories.make_coming_meeting([partner_a], slug="coming", starts_at=time(10), ends_at=time(10, 30))


@pytest.fixture
def url(meeting):
    return f"{meeting.get_absolute_url()}agenda/"


def filled(answer, action, **fields):
    """What a browser would send of the form on the page that is called so or leads there, with `fields` filled in."""
    forms = html.fromstring(answer.content.decode()).forms
    form = next(one for one in forms if one.get("id") == action or one.get("action", "").endswith(action))
    held = {}
    for name, value in form.form_values():
        held.setdefault(name, []).append(value)
    return held | fields


def text(answer):
    return re.sub(r"\s+", " ", html.fromstring(answer.content.decode()).text_content())


def test_what_is_open_is_ticked_and_added_with_one_press(as_user, secretary, meeting, url):
    late = [factories.make_action(status="proposed", end=YESTERDAY) for _number in range(2)]
    client = as_user(secretary)
    page = client.get(url)
    form = filled(page, "offer-late")
    assert form["ticked"] == [str(action.pk) for action in late]
    for _time in range(2):
        assert client.post(f"{url}add-open/", form).status_code == 302
    item = AgendaItem.objects.get()
    assert (item.kind, list(item.actions.all())) == ("late", late)
    assert item.title == AgendaItem.Kind.LATE.label
    page = client.get(url)
    assert not html.fromstring(page.content.decode()).xpath("//input[@name='ticked']")
    assert late[0].reference in text(page)


def test_nothing_ticked_is_refused_and_an_unknown_kind_too(as_user, secretary, meeting, url):
    factories.make_action(status="proposed", end=YESTERDAY)
    client = as_user(secretary)
    form = filled(client.get(url), "offer-late")
    refused = client.post(f"{url}add-open/", form | {"ticked": []})
    assert refused.status_code == 422
    assert refused.context["offers"][0].refused.errors["ticked"]
    for kind in ("free", "nonsense"):
        assert client.post(f"{url}add-open/", form | {"kind": kind}).status_code == 422
    assert not AgendaItem.objects.exists()


def test_an_item_of_ones_own_is_added_changed_moved_and_removed(as_user, secretary, meeting, url):
    action, client = factories.make_action(reference="A1-07"), as_user(secretary)
    said = {"title": "Opening", "minutes": "45", "speaker": "IOM", "actions": "a1-07"}
    added = client.post(f"{url}add/", filled(client.get(url), "/agenda/add/", **said))
    item = AgendaItem.objects.get()
    assert added.url == f"{url}#item-{item.pk}"
    assert (item.title, item.minutes, item.speaker, list(item.actions.all())) == ("Opening", 45, "IOM", [action])
    page = client.get(url)
    assert "10:00" in text(page)
    assert page.context["agenda"].over == 15
    change = f"/meetings/agenda/{item.pk}/change/"
    form = filled(page, change, minutes="20", actions="")
    assert client.post(change, form).status_code == 302
    assert not item.actions.exists()
    stale = client.post(change, form | {"minutes": "25"})
    assert stale.status_code == 409
    assert "20" in str(stale.context["agenda"].items[0].form.errors)
    assert client.post(change, filled(stale, change)).status_code == 302
    factories.make_agenda_item(meeting, title="Second")
    move = f"/meetings/agenda/{item.pk}/move/"
    form = filled(client.get(url), move, place="2")
    for _time in range(2):
        assert client.post(move, form).status_code == 302
    assert client.post(move, form | {"place": "1"}).status_code == 409
    for torn in ({"seen": "x"}, {"seen": "", "place": ""}):
        assert client.post(move, form | torn).status_code == 422
    remove = f"/meetings/agenda/{item.pk}/remove/"
    form = filled(client.get(url), remove)
    for _time in range(2):
        assert client.post(remove, form).url == url
    assert [(one.number, one.title) for one in meeting.agenda.all()] == [(1, "Second")]


@pytest.mark.parametrize("said", [{"title": ""}, {"minutes": "0"}, {"title": "x" * 301}, {"actions": "A9-99"}])
def test_refused_item_keeps_what_was_typed(as_user, secretary, meeting, url, said):
    client = as_user(secretary)
    form = filled(client.get(url), "/agenda/add/", **{"title": "Opening", "text": "All the\nwords"} | said)
    refused = client.post(f"{url}add/", form)
    assert refused.status_code == 422
    assert refused.context["new"].errors.keys() == said.keys()
    assert "All the" in text(refused)
    assert not AgendaItem.objects.exists()


def test_only_the_secretariat_opens_the_page_and_an_approved_one_is_only_read(as_user, secretary, alice, reader, url):
    factories.make_action(status="proposed", end=YESTERDAY)
    for person in (alice, reader):
        assert as_user(person).get(url).status_code == 403
    client = as_user(secretary)
    assert client.get(f"{url.replace('coming', 'nowhere')}").status_code == 404
    factories.make_meeting(slug="approved", minutes_state="approved")
    page = client.get(url.replace("coming", "approved"))
    assert page.status_code == 200
    assert not page.context["offers"]
    assert not [form for form in html.fromstring(page.content.decode()).forms if "/agenda/" in form.get("action", "")]


def test_each_reads_of_an_item_what_is_hers(as_user, secretary, reader, alice, bob, partner_a, partner_b, meeting):
    own, foreign = factories.make_action(lead=partner_a), factories.make_action(lead=partner_b, title="narvalus")
    asked = factories.make_request(partner_b, bob, title="narvalus")
    proposed = factories.make_change_set(partner_b, name="narvalus")
    earlier = factories.make_decision(factories.make_meeting([partner_b]), text="narvalus", number=31999)
    factories.make_agenda_item(
        meeting, actions=[own, foreign], requests=[asked], change_sets=[proposed], decisions=[earlier]
    )
    page = as_user(alice).get(meeting.get_absolute_url())
    assert own.reference in text(page)
    assert "Item 1" in text(page)
    for word in ("narvalus", foreign.reference, asked.number, "31999"):
        assert word not in text(page)
    read = text(as_user(reader).get(meeting.get_absolute_url()))
    assert foreign.reference in read
    assert asked.number in read
    assert proposed.heading not in read
    # What is on the agenda is not carried over beside it.
    assert not as_user(secretary).get(meeting.get_absolute_url()).context["carried_over"]


@pytest.mark.parametrize("size", [1, 6])
def test_page_takes_the_same_queries(
    as_user, secretary, partner_a, alice, meeting, url, size, django_assert_num_queries
):
    factories.make_decision(factories.make_meeting(date=YESTERDAY))
    actions = [factories.make_action(status="proposed", end=YESTERDAY) for _number in range(2 * size)]
    for action in actions[:size]:
        linked = {"decisions": [factories.make_decision(factories.make_meeting())], "actions": [action]}
        linked["requests"] = [factories.make_request(partner_a, alice)]
        linked["change_sets"] = [factories.make_change_set(partner_a)]
        factories.make_agenda_item(meeting, **linked)
    client = as_user(secretary)
    with django_assert_num_queries(24):
        client.get(url)
