"""The ledger of the workbooks that left: `/actions/workbooks/`, and each of them again."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actions import services
from actions.exchange import issuing
from actions.models import IssuedWorkbook, JointAction
from actions.snapshots import LiveTable
from tests import factories

URL = reverse("actions:workbooks")


@pytest.fixture
def edition(secretary, partner_a):
    factories.make_action(partner_a, reference="A1-01", title="Étude")
    return services.freeze(by=secretary)


def address(issued):
    return reverse("actions:workbook", args=[issued.identity])


def test_every_export_is_in_the_ledger(as_user, secretary, partner_a):
    factories.make_action(partner_a, reference="A1-01")
    factories.make_action(reference="A1-02")
    client = as_user(secretary)
    file = client.post(reverse("actions:export") + "?partner=" + partner_a.slug)
    issued = IssuedWorkbook.objects.get()
    assert (issued.made_by, issued.snapshot.size, issued.partner) == (secretary, 1, None)
    assert issued.description.replace("\xa0", " ") == "Partenaire : AAA"
    assert file.getvalue() == client.get(address(issued)).getvalue()
    page = client.get(URL).content.decode()
    assert address(issued) in page
    assert "Partenaire" in page


def test_reading_the_table_leaves_no_workbook(as_user, secretary):
    assert as_user(secretary).get(reverse("actions:export")).status_code == 405
    assert not IssuedWorkbook.objects.exists()


def test_a_focal_point_is_the_addressee_of_what_she_exports(as_user, alice, partner_a):
    factories.make_action(partner_a)
    answer = as_user(alice).post(reverse("actions:export"))
    issued = IssuedWorkbook.objects.get()
    assert (issued.made_by, issued.partner) == (alice, partner_a)
    assert answer["Content-Disposition"].endswith(f'-{timezone.localdate().isoformat()}-aaa.xlsx"')


def test_what_was_sent_and_what_came_back_stand_beside_it(as_user, secretary, partner_a, edition):
    sent = factories.make_transmission(edition, partner_a, secretary)
    returned = factories.make_change_set(partner_a, workbook=sent.workbook)
    page = as_user(secretary).get(URL).content.decode()
    assert reverse("actions:change_set", args=[returned.pk]) in page
    assert reverse("actions:register", args=[edition.number]) in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"extract", "edition", "own"}),
        ("?edition=null", {"extract"}),
        ("?edition=1", {"edition", "own"}),
        ("?partner={partner}", {"own"}),
    ],
)
def test_it_is_filtered_by_edition_and_addressee(as_user, secretary, partner_a, edition, query, shown):
    issued = {
        "extract": issuing.issue(by=secretary, table=LiveTable(JointAction.objects.live())),
        "edition": issuing.issue(by=secretary, edition=edition),
        "own": issuing.issue(by=secretary, edition=edition, partner=partner_a),
    }
    page = as_user(secretary).get(URL + query.format(partner=partner_a.slug)).content.decode()
    assert {name for name, workbook in issued.items() if address(workbook) in page} == shown


def test_a_wrong_address_shows_nothing_and_says_why(as_user, secretary, edition):
    issued = issuing.issue(by=secretary, edition=edition)
    answer = as_user(secretary).get(URL + "?edition=nothing")
    assert answer.status_code == 400
    assert address(issued) not in answer.content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_its_queries_do_not_grow(as_user, secretary, partner_a, edition, size, django_assert_num_queries):
    for _number in range(size):
        sent = factories.make_transmission(edition, partner_a, secretary)
        factories.make_change_set(partner_a, workbook=sent.workbook)
    client = as_user(secretary)
    with django_assert_num_queries(8):
        client.get(URL)


def test_a_workbook_is_written_again_in_few_queries(as_user, secretary, partner_a, edition, django_assert_num_queries):
    issued = issuing.issue(by=secretary, edition=edition, partner=partner_a, compared_with=edition)
    client = as_user(secretary)
    with django_assert_num_queries(3):
        answer = client.get(address(issued))
    assert load_workbook(io.BytesIO(answer.getvalue()))["Tableau"]["A2"].value == "A1-01"


def test_the_ledger_is_the_secretariats(as_user, alice, reader):
    for person in (alice, reader):
        assert as_user(person).get(URL).status_code == 403


def test_a_focal_point_has_what_was_sent_to_her_partner(as_user, alice, bob, secretary, partner_a, edition):
    sent = factories.make_transmission(edition, partner_a, secretary)
    other = issuing.issue(by=secretary, edition=edition, partner=partner_a)
    assert as_user(alice).get(address(sent.workbook)).status_code == 200
    assert as_user(alice).get(address(other)).status_code == 404
    assert as_user(bob).get(address(sent.workbook)).status_code == 404
