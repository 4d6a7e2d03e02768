"""Workbooks of a focal point: taken along, and sent back for her partner through the door of returned workbooks."""

import io
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from actions.exchange import issuing
from actions.models import ChangeSet, IssuedWorkbook, JointAction
from actions.services import freeze, returns
from actions.snapshots import LiveTable
from gtm.lib.excel.reading import read
from tests import factories

pytestmark = pytest.mark.django_db
OWN, BACK = reverse("actions:my_workbook"), reverse("actions:send_back")


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def action(partner_a):
    return factories.make_action(lead=partner_a, title="Guichet du quetzal", internal_notes="Narval")


@pytest.fixture
def foreign(partner_b):
    return factories.make_action(lead=partner_b, title="Étude du tapir")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what was left for after the commit."""
    return partial(django_capture_on_commit_callbacks, execute=True)


def texts(content):
    """Every cell of a workbook."""
    book = read(io.BytesIO(content), "classeur.xlsx")
    return "\n".join(str(cell) for sheet in book.sheets for row in sheet.rows for cell in row.cells)


def written(content, **cells):
    """A workbook with `cells` {column name: value} written into the row of each {action: …}."""
    book = load_workbook(io.BytesIO(content))
    columns = LiveTable(JointAction.objects.none()).head.columns
    for name, (row, value) in cells.items():
        book.worksheets[1][f"{get_column_letter(columns.index(name) + 1)}{row}"] = value
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def send(client, *contents, address=BACK, **data):
    files = [SimpleUploadedFile(f"retour-{number}.xlsx", content) for number, content in enumerate(contents)]
    return client.post(address, {"files": files, **data}, follow=True)


# Her own workbook -------------------------------------------------------------------------------


def test_own_workbook_holds_the_rows_of_her_partner(as_user, alice, action, foreign):
    content = as_user(alice).post(OWN).getvalue()
    found = texts(content)
    assert action.title in found
    assert foreign.title not in found
    assert "Narval" not in found
    issued = IssuedWorkbook.objects.get()
    assert (issued.made_by, issued.partner, issued.edition) == (alice, alice.partner, None)
    assert str(issued.identity) in read(io.BytesIO(content), "classeur.xlsx").properties.values()


def test_asked_twice_it_is_the_same_until_something_changes(as_user, alice, action):
    client = as_user(alice)
    first, second = (client.post(OWN).getvalue() for _time in range(2))
    assert texts(first) == texts(second)
    assert IssuedWorkbook.objects.count() == 1
    JointAction.objects.update(places="Salé")
    client.post(OWN)
    assert IssuedWorkbook.objects.count() == 2


@pytest.mark.parametrize("who", ["secretary", "reader"])
def test_others_have_no_own_workbook(request, as_user, who):
    client = as_user(request.getfixturevalue(who))
    assert client.post(OWN).status_code == 403
    assert client.get(BACK).status_code == 403
    assert client.get(OWN).status_code == 405


# An edition's -----------------------------------------------------------------------------------


@pytest.fixture
def edition(secretary, action, foreign):
    """An edition that went to partner B alone."""
    edition = freeze(by=secretary)
    factories.make_transmission(edition, foreign.participations.get().partner, secretary)
    return edition


def edition_workbook(edition):
    return reverse("actions:edition_workbook", args=[edition.number])


def test_edition_is_taken_along_by_whoever_may_read_it(as_user, alice, edition, action, foreign):
    client = as_user(alice)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert edition_workbook(edition) in page
    for _time in range(2):
        found = texts(client.post(edition_workbook(edition)).getvalue())
        assert action.title in found
        assert foreign.title in found
        assert "Narval" not in found
    issued = IssuedWorkbook.objects.get(made_by=alice)
    assert (issued.edition, issued.partner) == (edition, alice.partner)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert reverse("actions:workbook", args=[issued.identity]) in page


def test_workbook_that_was_sent_is_the_one_that_is_taken_along(as_user, bob, edition):
    as_user(bob).post(edition_workbook(edition))
    assert not IssuedWorkbook.objects.filter(made_by=bob).exists()


def test_edition_that_was_not_circulated_is_not_given(as_user, secretary, alice, edition):
    draft = freeze(by=secretary, even_unchanged=True)
    assert as_user(alice).post(edition_workbook(draft)).status_code == 404


# Sent back --------------------------------------------------------------------------------------


def test_file_is_read_for_her_partner_and_she_sees_what_becomes_of_it(as_user, alice, bob, action, committed):
    client = as_user(alice)
    content = written(client.post(OWN).getvalue(), places=(2, "Salé"))

    with committed():
        page = send(client, content, b"no workbook", partner=bob.partner_id, sender="intruder")

    changed, broken = ChangeSet.objects.order_by("pk")
    for one in (changed, broken):
        assert (one.partner, one.sender, one.received_by) == (alice.partner, alice.email, alice)
        assert f'href="{one.get_absolute_url()}"' in page.content.decode()
    cell = changed.rows.get().cells.get()
    assert (cell.column, cell.proposed) == ("places", "Salé")
    assert (changed.state, broken.state) == ("open", "refused")
    assert client.get(changed.get_absolute_url()).status_code == 200
    assert as_user(bob).get(changed.get_absolute_url()).status_code == 404
    action.refresh_from_db()
    assert action.places == ""


def test_same_file_twice_is_one_change_set(as_user, alice, action, committed):
    client = as_user(alice)
    content = written(client.post(OWN).getvalue(), places=(2, "Salé"))
    for _time in range(2):
        with committed():
            send(client, content)
    assert ChangeSet.objects.count() == 1


@pytest.mark.parametrize(("files", "status"), [([], 422), ([b""], 422)])
def test_nothing_is_refused_in_a_sentence(as_user, alice, files, status):
    response = send(as_user(alice), *files)
    assert response.status_code == status
    assert response.context["form"].errors["files"]


def test_workbook_of_another_partner_is_hers_with_suggestions_only(
    as_user, secretary, alice, bob, action, foreign, committed
):
    live = LiveTable(JointAction.objects.all())
    file = io.BytesIO()
    issuing.issue(by=secretary, file=file, table=live, partner=bob.partner)
    rows = {row.key: number for number, row in enumerate(live, start=2)}
    content = written(file.getvalue(), places=(rows[foreign.pk], "Fès"), progress=(rows[action.pk], 0.5))

    with committed():
        send(as_user(alice), content)

    change_set = ChangeSet.objects.get()
    assert change_set.partner == alice.partner
    cells = {cell.column: cell for row in change_set.rows.all() for cell in row.cells.all()}
    assert cells["places"].is_suggestion
    assert not cells["progress"].is_suggestion
    page = as_user(alice).get(change_set.get_absolute_url()).content.decode()
    assert foreign.get_absolute_url() not in page
    assert as_user(bob).get(change_set.get_absolute_url()).status_code == 404


def test_file_sent_back_for_an_edition_answers_it(as_user, secretary, alice, action, committed):
    sent = factories.make_transmission(freeze(by=secretary), alice.partner, secretary)
    client = as_user(alice)
    content = written(client.post(OWN).getvalue(), places=(2, "Salé"))

    with committed():
        send(client, content, address=f"{BACK}?edition={sent.edition.number}")

    sent.refresh_from_db()
    assert sent.answer == "returned"
    assert ChangeSet.objects.get().transmission == sent


def test_untouched_workbook_is_her_word_that_nothing_is_to_be_changed(as_user, secretary, alice, action, committed):
    sent = factories.make_transmission(freeze(by=secretary), alice.partner, secretary)
    client = as_user(alice)
    with committed():
        send(client, client.post(OWN).getvalue(), address=f"{BACK}?edition={sent.edition.number}")
    sent.refresh_from_db()
    assert sent.answer == "nothing"
    assert action.confirmations.get().author == alice


@pytest.mark.parametrize("asked", ["1", "x", "٣", "9" * 40, ""])
def test_edition_that_went_to_others_is_not_answered(as_user, secretary, alice, bob, action, committed, asked):
    sent = factories.make_transmission(freeze(by=secretary), bob.partner, secretary)
    client = as_user(alice)
    with committed():
        page = send(client, written(client.post(OWN).getvalue(), places=(2, "Salé")), address=f"{BACK}?edition={asked}")
    assert page.status_code == 200
    sent.refresh_from_db()
    assert sent.answer == ""
    assert ChangeSet.objects.get().transmission is None


def test_account_that_is_closed_meanwhile_hinders_no_reading(secretary, alice, action):
    sent = factories.make_transmission(freeze(by=secretary), alice.partner, secretary)
    change_set = factories.make_change_set(alice.partner, state="reading", received_by=alice, transmission=sent)
    alice.is_active = False
    alice.save()
    returns.keep(change_set, rows=[], remarks=[])
    sent.refresh_from_db()
    assert sent.answer == "nothing"
