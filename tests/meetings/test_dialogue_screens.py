"""The screens of the dialogue: the list with its filter and its workbook, the form, and the pages that name it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from meetings.models import Engagement
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/meetings/dialogue/"
YESTERDAY = timezone.localdate() - timedelta(days=1)
make = factories.make_engagement


@pytest.fixture
def office(as_user, secretary):
    return as_user(secretary)


def listed(client, query=""):
    return list(client.get(LIST + query).context["page"])


def filled(client, page, **said):
    """What the form on `page` sends when it is filled in."""
    (form,) = [one for one in html.fromstring(client.get(page).content.decode()).forms if "part-form" in one.classes]
    return {name: value or "" for name, value in form.fields.items() if name != "csrfmiddlewaretoken"} | said


def text(response):
    return " ".join(response.content.decode().split())


def test_list_is_filtered_and_says_how_many_are_hidden(office, secretary, partner_a):
    action = factories.make_action(reference="A1-01")
    late = make(secretary, [action], subject="Étude", partner=partner_a, follow_up="Lire", due=YESTERDAY)
    done = make(secretary, circle="media", date="2009-01-15", follow_up="…", followed_up_at=timezone.now())
    archived = make(secretary, archived_at=timezone.now())
    for query, expected in [
        ("", [late, done]),
        ("q=etude", [late]),
        ("q=universite", [done]),
        ("circle=media", [done]),
        (f"partner={partner_a.slug}", [late]),
        ("action=a1-01", [late]),
        ("action=A9-99", []),
        ("follow_up=open", [late]),
        ("follow_up=late", [late]),
        ("follow_up=done", [done]),
        ("before=2009-01-15", [done]),
        ("after=2009-01-16", [late]),
        ("archived=yes", [archived]),
    ]:
        assert listed(office, f"?{query}") == expected, query
    context = office.get(f"{LIST}?follow_up=late").context
    assert (context["open"], context["late"], context["hidden"]) == (1, 1, 1)
    assert office.get(f"{LIST}?circle=nonsense").status_code == 400
    assert office.get(f"{LIST}workbook/?circle=nonsense").status_code == 400


def test_number_of_queries_does_not_grow(office, secretary, partner_a, django_assert_num_queries):
    for size in (2, 20):
        for _number in range(size):
            make(secretary, [factories.make_action()], partner=partner_a)
        with django_assert_num_queries(10):
            office.get(LIST)


def test_workbook_holds_what_is_shown_as_text(office, secretary):
    action = factories.make_action(reference="A1-01", title="Former")
    make(secretary, [action], date="2009-01-15", subject="=1+1", text="Dit\nainsi", follow_up="@lire", due=YESTERDAY)
    make(secretary, circle="media")
    sheet = load_workbook(BytesIO(office.get(f"{LIST}workbook/?circle=research").content)).active
    rows = list(sheet.iter_rows(min_row=5))
    assert len(rows) == 1
    values = [cell.value for cell in rows[0]]
    assert (values[0].date().isoformat(), values[3], values[5], values[6]) == (
        "2009-01-15",
        "Université",
        "=1+1",
        "Dit\nainsi",
    )
    assert values[7:9] == ["A1-01 Former", "@lire"]
    assert all(cell.data_type != "f" for cell in rows[0])


def test_exchange_is_written_down_changed_followed_up_and_put_away(office, secretary, partner_a):
    factories.make_action(reference="A1-01")
    said = filled(office, f"{LIST}add/?partner={partner_a.slug}&action=A1-01", circle="research", subject="Étude")
    assert (said["partner"], said["actions"]) == (str(partner_a.pk), "A1-01")
    answer = office.post(f"{LIST}add/", said | {"follow_up": "Lire", "due": YESTERDAY.isoformat()})
    found = Engagement.objects.get()
    assert answer.url == found.get_absolute_url() == f"{LIST}{found.pk}/"
    assert (found.partner, found.author, found.due) == (partner_a, secretary, YESTERDAY)
    page = f"{LIST}{found.pk}/"
    office.post(f"{page}change/", filled(office, f"{page}change/", text="Une étude"))
    for verb, name in [("done", "followed_up_at"), ("archive", "archived_at")]:
        assert office.post(f"{page}{verb}/").url == page
        found.refresh_from_db()
        assert getattr(found, name)
    assert office.get(page).status_code == 200
    for verb in ("reopen", "restore"):
        assert office.post(f"{page}{verb}/").url == page
    found.refresh_from_db()
    assert (found.text, found.followed_up_at, found.archived_at) == ("Une étude", None, None)


def test_what_is_refused_is_still_there_beside_a_sentence(office):
    factories.make_action(reference="A1-01", title="Former les agents")
    said = filled(office, f"{LIST}add/", circle="media", subject="Étude", actions="former agents")
    answer = office.post(f"{LIST}add/", said)
    assert answer.status_code == 422
    assert "A1-01 Former les agents" in str(answer.context["form"].errors["actions"])
    assert "former agents" in text(answer)
    answer = office.post(f"{LIST}add/", said | {"actions": ""})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()  # with nobody
    assert not Engagement.objects.exists()


def test_stale_page_is_refused_with_both_values_and_may_replace_then(office, secretary):
    found = make(secretary, subject="Avant")
    page = f"{LIST}{found.pk}/change/"
    stale = filled(office, page, subject="Le mien")
    office.post(page, filled(office, page, subject="Le leur", people="Mme Alaoui"))
    answer = office.post(page, stale)
    assert answer.status_code == 409
    assert "Le leur" in str(answer.context["form"].errors["subject"])
    assert "Le mien" in text(answer)
    again = html.fromstring(answer.content.decode())
    (form,) = [one for one in again.forms if "part-form" in one.classes]
    sent = {name: value or "" for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
    assert office.post(page, sent).status_code == 302
    found.refresh_from_db()
    # What she did not touch, the other one's word stands.
    assert (found.subject, found.people) == ("Le mien", "Mme Alaoui")


def test_pages_of_the_partner_and_of_the_action_name_it_to_the_secretariat_only(
    as_user, secretary, alice, reader, partner_a
):
    action = factories.make_action(lead=partner_a)
    found = make(secretary, [action], partner=partner_a, subject="Confidence")
    for page in (partner_a.get_absolute_url(), action.get_absolute_url()):
        assert found.get_absolute_url() in text(as_user(secretary).get(page))
        for person in (alice, reader):
            assert "Confidence" not in text(as_user(person).get(page))


def test_it_is_closed_to_others(as_user, secretary, alice, reader):
    found = make(secretary)
    for person in (alice, reader):
        client = as_user(person)
        assert [client.get(f"{LIST}{page}").status_code for page in ("", "workbook/", "add/")] == [403] * 3
        assert client.get(found.get_absolute_url()).status_code == 404
        assert client.post(f"{LIST}{found.pk}/done/").status_code == 404
