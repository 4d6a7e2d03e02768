"""Files that come back: handed in, read beside the server, and how far that is."""

import io
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from actions import tasks
from actions.exchange import issuing
from actions.models import ChangeSet, JointAction, Transmission
from actions.services import freeze, returns
from actions.snapshots import LiveTable
from partners.models import Mail
from tests import factories

URL = reverse("actions:upload")


@pytest.fixture
def action(partner_a):
    return factories.make_action(lead=partner_a, title="Guichet unique", places="Rabat")


@pytest.fixture
def issued(action, secretary, partner_a):
    return issuing.issue(by=secretary, table=LiveTable(JointAction.objects.live()), partner=partner_a)


@pytest.fixture
def written(issued):
    """The workbook that left, with `cells` {address on the table's sheet: value} written into it."""

    def write(**cells):
        file = io.BytesIO()
        issuing.write(issued, file)
        if not cells:
            return file.getvalue()
        book = load_workbook(file)
        for address, value in cells.items():
            book.worksheets[1][address] = value
        changed = io.BytesIO()
        book.save(changed)
        return changed.getvalue()

    return write


def hand_in(client, *contents, **data):
    files = [SimpleUploadedFile(f"retour-{number}.xlsx", content) for number, content in enumerate(contents)]
    return client.post(URL, {"files": files, **data}, follow=True)


def place_of(name):
    """The address of a column's cell in the first row."""
    place = LiveTable(JointAction.objects.none()).head.columns.index(name)
    return f"{get_column_letter(place + 1)}2"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what was left for after the commit."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def waiting(settings):
    """Leave the tasks to a worker, which is not there."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


# Handing in ------------------------------------------------------------------------------------


def test_several_files_are_taken_and_each_is_answered(as_user, secretary, written, issued, committed):
    with committed():
        page = hand_in(as_user(secretary), written(), written(**{place_of("places"): "Salé"}), b"no workbook")
    untouched, edited, broken = ChangeSet.objects.order_by("pk")
    assert (untouched.state, edited.state, broken.state) == ("closed", "open", "refused")
    assert (edited.workbook, edited.partner, edited.received_by) == (issued, issued.partner, secretary)
    assert edited.rows.get().cells.get().proposed == "Salé"
    assert broken.message
    page = as_user(secretary).get(page.request["PATH_INFO"], {"set": [untouched.pk, edited.pk, broken.pk]})
    assert broken.message in page.content.decode()
    assert all(one.get_absolute_url() in page.content.decode() for one in (untouched, edited, broken))


def test_file_is_kept_as_it_came_and_under_a_name_that_tells_nothing(as_user, secretary, written, committed):
    content = written()
    with committed():
        hand_in(as_user(secretary), content)
    change_set = ChangeSet.objects.get()
    assert change_set.name == "retour-0.xlsx"
    assert "retour" not in change_set.file.name
    assert change_set.file.read() == content


def test_sender_may_be_named(as_user, secretary, written, partner_b, committed):
    with committed():
        hand_in(as_user(secretary), written(), partner=partner_b.pk, sender="Mme Alaoui")
    change_set = ChangeSet.objects.get()
    assert (change_set.partner, change_set.sender) == (partner_b, "Mme Alaoui")


def test_same_file_again_is_the_change_set_that_is_there(as_user, secretary, written, committed):
    content = written()
    for _time in range(2):
        with committed():
            page = hand_in(as_user(secretary), content)
    assert ChangeSet.objects.count() == 1
    assert len(list(page.context["messages"])) == 1


def test_same_file_from_another_sender_is_an_answer_of_its_own(secretary, written, partner_a, partner_b):
    content = written()
    for partner in (partner_a, partner_b):
        file = SimpleUploadedFile("retour.xlsx", content)
        _change_set, is_new = returns.receive(by=secretary, file=file, name="retour.xlsx", partner=partner)
        assert is_new
    assert ChangeSet.objects.count() == 2


@pytest.mark.parametrize("data", [{}, {"files": []}])
def test_nothing_handed_in_is_said(as_user, secretary, data):
    page = as_user(secretary).post(URL, data)
    assert page.status_code == 422
    assert page.context["form"].errors["files"]


def test_empty_file_and_one_too_large_are_refused_by_name(as_user, secretary, monkeypatch):
    monkeypatch.setattr("actions.forms.returns.limits.MAX_SIZE", 3)
    files = [SimpleUploadedFile("vide.xlsx", b""), SimpleUploadedFile("grand.xlsx", b"1234")]
    page = as_user(secretary).post(URL, {"files": files})
    first, second = page.context["form"].errors["files"]
    assert "vide.xlsx" in first
    assert "grand.xlsx" in second
    assert not ChangeSet.objects.exists()


def test_handing_in_is_the_secretariats(as_user, alice, reader):
    for person in (alice, reader):
        client = as_user(person)
        assert client.get(URL).status_code == 403
        assert hand_in(client, b"x").status_code == 403
    assert not ChangeSet.objects.exists()


# What is read ----------------------------------------------------------------------------------


def test_foreign_table_asks_for_its_columns(secretary, action):
    book = Workbook()
    book.active.append(["Intitulé", "Avis de la direction"])
    book.active.append(["Caravane", "Bien"])
    file = io.BytesIO()
    book.save(file)
    change_set, _is_new = returns.receive(
        by=secretary, file=SimpleUploadedFile("liste.xlsx", file.getvalue()), name="liste.xlsx"
    )
    tasks.read_change_set.enqueue(change_set.pk)
    change_set.refresh_from_db()
    assert (change_set.state, change_set.source) == ("mapping", "table")


def test_reading_twice_is_reading_once(secretary, written, issued):
    content = written(**{place_of("places"): "Salé"})
    change_set, _is_new = returns.receive(
        by=secretary, file=SimpleUploadedFile("retour.xlsx", content), name="retour.xlsx"
    )
    for _time in range(2):
        tasks.read_change_set.enqueue(change_set.pk)
    assert change_set.rows.count() == 1


def test_fault_of_ours_is_told_and_logged(secretary, written, monkeypatch, caplog):
    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(tasks, "recognise", fail)
    change_set, _is_new = returns.receive(
        by=secretary, file=SimpleUploadedFile("retour.xlsx", written()), name="retour.xlsx"
    )
    tasks.read_change_set.enqueue(change_set.pk)
    change_set.refresh_from_db()
    assert change_set.state == "refused"
    assert change_set.message
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("is_command", [False, True])
@pytest.mark.parametrize(("cells", "answer"), [({}, "nothing"), ({"places": "Salé"}, "returned")])
def test_return_answers_its_transmission(secretary, issued, written, partner_a, cells, answer, is_command):
    edition = freeze(by=secretary)
    transmission = Transmission.objects.create(
        edition=edition,
        partner=partner_a,
        workbook=issued,
        means="email",
        recipients="a@example.org",
        sent_by=secretary,
    )
    reminder = factories.make_mail(secretary, not_before=timezone.now() + timedelta(days=3))
    transmission.mails.add(reminder)
    content = written(**{place_of(name): value for name, value in cells.items()})
    change_set, _is_new = returns.receive(
        by=None if is_command else secretary, file=SimpleUploadedFile("retour.xlsx", content), name="retour.xlsx"
    )
    tasks.read_change_set.enqueue(change_set.pk)
    change_set.refresh_from_db()
    transmission.refresh_from_db()
    assert change_set.transmission == transmission
    assert (transmission.answer, transmission.answered_at) == (answer, change_set.received_at)
    reminder.refresh_from_db()
    assert reminder.state == Mail.State.CANCELLED


def test_reading_what_came_back_untouched_takes_few_queries(secretary, issued, django_assert_max_num_queries):
    for number in range(30):
        factories.make_action(lead=issued.partner, title=f"Action {number}", places="Fès")
    workbook, content = issuing.issue(by=secretary, table=LiveTable(JointAction.objects.live())), io.BytesIO()
    issuing.write(workbook, content)
    file = SimpleUploadedFile("retour.xlsx", content.getvalue())
    change_set, _is_new = returns.receive(by=secretary, file=file, name="retour.xlsx")
    with django_assert_max_num_queries(15):
        tasks.read_change_set.call(change_set.pk)
    change_set.refresh_from_db()
    assert change_set.report == {"problems": [], "read": 31, "unchanged": 31}


# How far it is ---------------------------------------------------------------------------------


def test_what_waits_for_the_worker_asks_again_by_itself(as_user, secretary, written, waiting):
    page = hand_in(as_user(secretary), written())
    change_set = ChangeSet.objects.get()
    assert reverse("actions:progress", args=[change_set.pk]) in page.content.decode()
    returns.tell_progress(change_set, 40)
    part = as_user(secretary).get(reverse("actions:progress", args=[change_set.pk])).content.decode()
    assert 'value="40"' in part
    assert "hx-get" in part
    assert not page.context["is_away"]


def test_page_says_that_nobody_works(as_user, secretary, written, waiting, committed):
    with committed():
        hand_in(as_user(secretary), written())
    change_set = ChangeSet.objects.get()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=1))
    page = as_user(secretary).get(reverse("actions:progress", args=[change_set.pk]))
    assert page.context["is_away"]
    assert "db_worker" in page.content.decode()


def test_file_that_waits_is_read_when_it_is_sent_again(as_user, secretary, written, committed):
    hand_in(as_user(secretary), written())  # nobody runs what was to be done after the commit
    assert ChangeSet.objects.get().state == "reading"
    with committed():
        hand_in(as_user(secretary), written())
    assert ChangeSet.objects.get().state == "closed"


def test_part_says_the_end_and_the_page_of_the_change_set_is_loaded_again(as_user, secretary):
    change_set = factories.make_change_set()
    url = reverse("actions:progress", args=[change_set.pk])
    client = as_user(secretary)
    assert "hx-get" not in client.get(url).content.decode()
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{change_set.get_absolute_url()}"}
    assert client.get(url, headers=headers)["HX-Refresh"] == "true"


def test_progress_is_shown_to_the_sender_and_to_nobody_else(as_user, alice, bob, partner_a):
    change_set = factories.make_change_set(partner_a)
    url = reverse("actions:progress", args=[change_set.pk])
    assert as_user(alice).get(url).status_code == 200
    assert as_user(bob).get(url).status_code == 404
