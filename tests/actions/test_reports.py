"""Milestones and progress reports: written, changed, withdrawn, and told to the ledger."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from actions import services
from actions.models import CellEdit, ChangeSet, Document, Edit, Milestone, ProgressReport
from actions.services import review
from tests.attachments import PDF
from tests.factories import make_action, make_document, make_focal_point, make_milestone, make_report, make_secretary
from tests.uploads import plain, said

pytestmark = pytest.mark.django_db


def url(name, value):
    return reverse(f"actions:{name}", args=[value])


def opened(client, address):
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "documents"}


def page_of(response):
    return plain(response.content.decode())


def ledger(action):
    return [(cell.column, cell.before, cell.after) for cell in action.history.order_by("pk")]


# Milestones -------------------------------------------------------------------------------------


def test_milestone_is_added_reached_and_told(as_user, secretary):
    action = make_action()
    client = as_user(secretary)

    response = client.post(url("add_milestone", action.reference), {"title": "Étude", "due": "31/03/2009"}, follow=True)
    assert said(response) == ["Enregistré : Étude (échéance le 31/03/2009)"]
    assert "échéance le 31/03/2009 · En retard" in page_of(response)

    milestone = Milestone.objects.get()
    address = url("milestone", milestone.pk)
    response = client.post(address, opened(client, address) | {"done_on": "02/04/2009"}, follow=True)
    assert "atteint le 02/04/2009" in page_of(response)
    first = "Étude (échéance le 31/03/2009)"
    assert ledger(action) == [
        ("milestones", None, first),
        ("milestones", first, "Étude (échéance le 31/03/2009, atteint le 02/04/2009)"),
    ]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": ""}, "title", "obligatoire"),
        ({"title": "Étude", "due": "31/02/2009"}, "due", "date valide"),
        ({"title": "x" * 201}, "title", "200"),
    ],
)
def test_refused_milestone_says_why(as_user, secretary, typed, field, sentence):
    action = make_action()
    response = as_user(secretary).post(url("add_milestone", action.reference), typed)
    assert response.status_code == 422
    assert sentence in plain(response.context["form"].errors[field])
    assert not Milestone.objects.exists()


def test_milestone_sent_as_it_came_is_not_told(as_user, secretary):
    milestone = make_milestone(make_action(), due=date(2009, 3, 31))
    client = as_user(secretary)
    address = url("milestone", milestone.pk)
    client.post(address, opened(client, address))
    assert not Edit.objects.exists()


def test_stale_milestone_is_refused_and_both_texts_are_shown(as_user, secretary):
    milestone = make_milestone(make_action(), title="Étude")
    client = as_user(secretary)
    address = url("milestone", milestone.pk)
    stale = opened(client, address) | {"title": "Étude A"}
    milestone.title = "Étude B"
    services.write(by=make_secretary("zineb@example.org"), part=milestone, seen="Étude")

    response = client.post(address, stale)

    assert response.status_code == 422
    page = page_of(response)
    assert "Zineb a modifié ceci après que vous l’avez ouvert. On y lit maintenant : « Étude B »." in page
    assert 'value="Étude A"' in page
    milestone.refresh_from_db()
    assert milestone.title == "Étude B"

    again = stale | {"seen": response.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    milestone.refresh_from_db()
    assert milestone.title == "Étude A"


def test_part_changed_without_saying_what_was_seen_is_refused(as_user, secretary):
    milestone = make_milestone(make_action())
    response = as_user(secretary).post(url("milestone", milestone.pk), {"title": "Autre"})
    assert response.status_code == 422
    assert "Quelqu’un a modifié ceci" in page_of(response)


# Reports ----------------------------------------------------------------------------------------


def test_report_with_a_percentage_and_documents_is_one_edit(as_user, secretary):
    action = make_action(progress=10)
    data = {"date": "24/12/2008", "text": "Première phase\r\nachevée", "percentage": "40"}
    files = [SimpleUploadedFile("rapport.pdf", PDF), SimpleUploadedFile("liste.csv", b"a;b")]

    response = as_user(secretary).post(url("add_report", action.reference), data | {"documents": files}, follow=True)

    page = page_of(response)
    assert all(text in page for text in ("24 décembre 2008", "Première phase<br>achevée", "rapport.pdf", "liste.csv"))
    action.refresh_from_db()
    assert action.progress == 40
    assert ledger(action) == [
        ("progress", 10, 40),
        ("reports", None, "24/12/2008 · 40\xa0%\nPremière phase\nachevée"),
        ("documents", None, "rapport.pdf"),
        ("documents", None, "liste.csv"),
    ]
    assert Edit.objects.get().author == ProgressReport.objects.get().author == secretary


def test_report_without_a_percentage_leaves_the_progress(as_user, secretary):
    action = make_action(progress=10)
    as_user(secretary).post(url("add_report", action.reference), {"date": "24/12/2008", "text": "Rien de neuf"})
    action.refresh_from_db()
    assert action.progress == 10


@pytest.mark.parametrize(
    ("latest", "progress"),
    [({"percentage": 60}, 60), ({"percentage": None}, 40), ({"archived_at": timezone.now()}, 40)],
)
def test_progress_is_that_of_the_latest_report(as_user, secretary, latest, progress):
    action = make_action(progress=60)
    make_report(action, secretary, date=date(2009, 1, 1), **{"percentage": 60} | latest)
    data = {"date": "24/12/2008", "text": "Retrouvé", "percentage": "40"}
    as_user(secretary).post(url("add_report", action.reference), data)
    action.refresh_from_db()
    assert action.progress == progress


def test_correcting_a_text_leaves_the_progress_that_was_set_since(as_user, secretary):
    report = make_report(make_action(progress=70), secretary, percentage=40)
    client = as_user(secretary)
    address = url("report", report.pk)

    client.post(address, opened(client, address) | {"text": "Corrigé"})
    report.action.refresh_from_db()
    assert report.action.progress == 70

    client.post(address, opened(client, address) | {"percentage": "80"})
    report.action.refresh_from_db()
    assert report.action.progress == 80


def test_report_is_corrected_and_given_another_document(as_user, secretary):
    report = make_report(make_action(), secretary, text="Un\nDeux", percentage=5)
    make_document(report, name="ancien.pdf")
    client = as_user(secretary)
    address = url("report", report.pk)
    data = opened(client, address) | {"text": "Trois", "documents": SimpleUploadedFile("neuf.pdf", PDF)}

    client.post(address, data)

    report.refresh_from_db()
    assert report.text == "Trois"
    assert [document.name for document in report.documents.all()] == ["ancien.pdf", "neuf.pdf"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"text": ""}, "text", "obligatoire"),
        ({"date": "hier"}, "date", "date valide"),
        ({"percentage": "140"}, "percentage", "pourcentage, de 0 à 100"),
        ({"percentage": "-1"}, "percentage", "0"),
        ({"documents": SimpleUploadedFile("outil.exe", b"MZ\x90\x00")}, "documents", "« outil.exe » est d’un type"),
        ({"documents": SimpleUploadedFile("vide.pdf", b"")}, "documents", "« vide.pdf » est vide."),
    ],
    ids=["text", "date", "over 100", "below 0", "program", "empty file"],
)
def test_refused_report_says_why_and_saves_nothing(as_user, secretary, typed, field, sentence):
    action = make_action(progress=10)
    data = {"date": "24/12/2008", "text": "À garder", "percentage": "40"} | typed

    response = as_user(secretary).post(url("add_report", action.reference), data)

    assert response.status_code == 422
    assert sentence in plain(response.context["form"].errors[field])
    assert field == "text" or "À garder" in page_of(response)
    assert not ProgressReport.objects.exists()
    assert not Edit.objects.exists()


def test_undo_of_a_report_brings_the_progress_back_and_leaves_the_report(as_user, secretary):
    action = make_action(progress=10)
    data = {"date": "24/12/2008", "text": "Avancé", "percentage": "40"}
    as_user(secretary).post(url("add_report", action.reference), data)

    services.undo(by=secretary, edit=Edit.objects.get())

    action.refresh_from_db()
    assert action.progress == 10
    assert ProgressReport.objects.live().exists()


def test_history_names_what_became_of_the_parts(as_user, secretary):
    action = make_action()
    client = as_user(secretary)
    client.post(url("add_report", action.reference), {"date": "24/12/2008", "text": "Avancé"})
    page = page_of(client.get(url("history", action.reference)))
    assert "Points d’avancement" in page
    assert "Avancé" in page


# Withdrawn --------------------------------------------------------------------------------------


def make_parts(action, author):
    report = make_report(action, author, text="Rapport du quetzal")
    return {
        "milestone": make_milestone(action, title="Jalon du quetzal"),
        "report": report,
        "document": make_document(report, name="quetzal.pdf"),
    }


@pytest.mark.parametrize("name", ["milestone", "report", "document"])
def test_withdrawn_part_is_kept_told_and_brought_back(as_user, secretary, alice, partner_a, name):
    action = make_action(lead=partner_a)
    part = make_parts(action, secretary)[name]

    as_user(secretary).post(url(f"withdraw_{name}", part.pk), follow=True)
    part.refresh_from_db()
    assert part.is_archived
    assert ledger(action) == [(part.column, str(part), None)]
    assert str(part).splitlines()[-1] not in page_of(as_user(alice).get(action.get_absolute_url()))

    page = page_of(as_user(secretary).get(action.get_absolute_url()))
    assert url(f"restore_{name}", part.pk) in page
    as_user(secretary).post(url(f"restore_{name}", part.pk), follow=True)
    assert ledger(action)[-1] == (part.column, None, str(part))
    assert str(part).splitlines()[-1] in page_of(as_user(alice).get(action.get_absolute_url()))


@pytest.mark.parametrize("withdrawn", ["milestone", "report"])
def test_history_of_a_withdrawn_part_is_the_secretariats(as_user, secretary, alice, reader, partner_a, withdrawn):
    """With that of the documents of a report, until it is brought back."""
    action = make_action(lead=partner_a)
    client = as_user(secretary)
    client.post(url("add_milestone", action.reference), {"title": "Jalon du quetzal"})
    files = [SimpleUploadedFile("quetzal.pdf", PDF)]
    report = {"date": "24/12/2008", "text": "Rapport du quetzal", "documents": files}
    client.post(url("add_report", action.reference), report)
    parts = {"milestone": Milestone.objects.get(), "report": ProgressReport.objects.get()}
    columns = {"milestone": {"milestones"}, "report": {"reports", "documents"}}

    def told(user):
        pages = [url("history", action.reference)]
        pages += [reverse("actions:cell_history", args=[action.reference, column]) for column in columns[withdrawn]]
        acts = [act for page in pages for act in as_user(user).get(page).context["acts"]]
        cells = {difference.column for _edit, differences in acts for difference in differences}
        assert cells == {cell.column for cell in CellEdit.objects.visible_to(user)}
        return cells

    for user in (secretary, alice, reader):
        assert told(user) == {"milestones", "reports", "documents"}
    as_user(secretary).post(url(f"withdraw_{withdrawn}", parts[withdrawn].pk))
    assert told(secretary) == {"milestones", "reports", "documents"}
    assert told(alice) == told(reader) == {"milestones", "reports", "documents"} - columns[withdrawn]
    as_user(secretary).post(url(f"restore_{withdrawn}", parts[withdrawn].pk))
    assert told(alice) == {"milestones", "reports", "documents"}


def test_edit_that_withdrew_a_part_says_where_it_is_brought_back(as_user, secretary):
    milestone = make_milestone(make_action())
    client = as_user(secretary)
    client.post(url("withdraw_milestone", milestone.pk))

    response = client.get(url("edit", Edit.objects.get().pk))

    assert response.context["with_parts"] == [milestone.action]
    assert f'href="{milestone.action.get_absolute_url()}"' in page_of(response)
    assert "Rien ne peut être rétabli." not in page_of(response)


def test_withdrawing_twice_is_told_once(as_user, secretary):
    milestone = make_milestone(make_action())
    for _time in range(2):
        as_user(secretary).post(url("withdraw_milestone", milestone.pk))
    assert CellEdit.objects.count() == 1


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "bob", "reader", "outsider"])
def test_others_write_nothing(request, as_user, secretary, partner_a, who):
    """Those who take part report, but leave alone what the secretariat wrote."""
    action = make_action(lead=partner_a)
    parts = make_parts(action, secretary)
    client = as_user(request.getfixturevalue(who))
    addresses = [url("add_milestone", action.reference)]
    addresses += [] if who == "alice" else [url("add_report", action.reference)]
    addresses += [url(name, parts[name].pk) for name in ("milestone", "report")]
    addresses += [url(f"{verb}_{name}", part.pk) for name, part in parts.items() for verb in ("withdraw", "restore")]

    for address in addresses:
        response = client.post(address, {"title": "Autre", "text": "Autre", "date": "24/12/2008"})
        assert response.status_code == 404, address

    assert not Edit.objects.exists()
    assert (Milestone.objects.count(), ProgressReport.objects.count(), Document.objects.count()) == (1, 1, 1)


# Partners ---------------------------------------------------------------------------------------

REPORT = {"date": "24/12/2008", "text": "Première phase achevée"}


def test_partner_reports_on_its_own_actions(as_user, secretary, alice, bob, partner_a):
    action = make_action(lead=partner_a, progress=10)
    files = [SimpleUploadedFile("rapport.pdf", PDF)]

    response = as_user(alice).post(url("add_report", action.reference), REPORT | {"documents": files}, follow=True)

    assert len(said(response)) == 1
    report, document = ProgressReport.objects.get(), Document.objects.get()
    assert (report.author, document.added_by) == (alice, alice)
    assert Edit.objects.get().author == alice
    for person in (secretary, alice):
        page = page_of(as_user(person).get(action.get_absolute_url()))
        assert "Première phase achevée" in page
        assert "rapport.pdf" in page
    assert as_user(bob).get(url("document", document.pk)).status_code == 404
    assert not ChangeSet.objects.exists()


def test_percentage_of_a_partner_is_proposed_and_not_written(as_user, secretary, alice, partner_a):
    action = make_action(lead=partner_a, progress=10)

    response = as_user(alice).post(url("add_report", action.reference), REPORT | {"percentage": "40"}, follow=True)

    assert len(said(response)) == 2
    assert "40 %" in page_of(response)  # the report itself is there to read
    action.refresh_from_db()
    assert action.progress == 10
    change_set = ChangeSet.objects.get()
    assert (change_set.source, change_set.partner, change_set.received_by) == ("proposal", partner_a, alice)
    cell = change_set.rows.get().cells.get()
    assert (cell.column, cell.base, cell.proposed, cell.is_suggestion) == ("progress", 10, 40, False)
    assert "Première phase achevée" in change_set.remarks.get().text

    review.accept_clean(by=secretary, change_set=change_set)
    review.apply(by=secretary, change_set=change_set)
    action.refresh_from_db()
    assert action.progress == 40


@pytest.mark.parametrize(("percentage", "date"), [("10", "24/12/2008"), ("", "24/12/2008"), ("40", "01/01/2008")])
def test_nothing_is_proposed_where_nothing_would_change(as_user, secretary, alice, partner_a, percentage, date):
    """The table says so already, or a later report does."""
    action = make_action(lead=partner_a, progress=10)
    make_report(action, secretary, date="2008-06-30", percentage=10)
    response = as_user(alice).post(
        url("add_report", action.reference), {"date": date, "text": "…", "percentage": percentage}, follow=True
    )
    assert len(said(response)) == 1
    assert ProgressReport.objects.count() == 2
    assert not ChangeSet.objects.exists()


def test_partner_corrects_and_withdraws_what_its_people_wrote(as_user, alice, bob, partner_a):
    action = make_action(lead=partner_a, partners=[bob.partner])
    colleague = make_focal_point("colleague@example.org", partner_a, is_active=False)
    report = make_report(action, colleague, text="Ancien")
    document = make_document(report)
    theirs = make_report(action, bob, text="De l’autre")

    client = as_user(alice)
    page = page_of(client.get(action.get_absolute_url()))
    assert url("report", report.pk) in page
    assert url("report", theirs.pk) not in page
    client.post(url("report", report.pk), opened(client, url("report", report.pk)) | {"text": "Corrigé"})
    client.post(url("withdraw_document", document.pk))
    client.post(url("withdraw_report", report.pk))
    assert client.post(url("withdraw_report", theirs.pk)).status_code == 404
    # What she put away is the secretariat's to bring back.
    assert client.post(url("restore_report", report.pk)).status_code == 404

    for part in (report, document, theirs):
        part.refresh_from_db()
    assert (report.text, report.author) == ("Corrigé", colleague)
    assert report.is_archived
    assert document.is_archived
    assert not theirs.is_archived


def test_document_of_the_secretariat_stays_in_a_partners_report(as_user, secretary, alice, partner_a):
    report = make_report(make_action(lead=partner_a), alice)
    document = make_document(report, added_by=secretary)
    assert as_user(alice).post(url("withdraw_document", document.pk)).status_code == 404
    document.refresh_from_db()
    assert not document.is_archived


def test_partner_that_no_longer_takes_part_leaves_its_reports(as_user, alice, partner_a, partner_b):
    report = make_report(make_action(lead=partner_b), alice)
    assert as_user(alice).get(url("report", report.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        services.withdraw(by=alice, part=report)


def test_secretariat_that_corrects_a_partners_report_writes_the_table(as_user, secretary, alice, partner_a):
    report = make_report(make_action(lead=partner_a, progress=10), alice, percentage=10)
    client = as_user(secretary)
    client.post(url("report", report.pk), opened(client, url("report", report.pk)) | {"percentage": "50"})
    report.action.refresh_from_db()
    assert report.action.progress == 50
    assert not ChangeSet.objects.exists()
