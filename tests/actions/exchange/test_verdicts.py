"""The verdict: the sender's own file, with what became of each of its changes."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl.comments import Comment

from actions.exchange import verdicts
from actions.models import ChangeSet, RowChange, Verdict
from actions.services import review
from gtm.lib import excel
from partners.models import Mail
from tests.factories import make_action, make_change_set, make_contact, make_row_change, propose

COLUMNS = {"reference": 1, "title": 2, "places": 3, "remarks": 4}


@pytest.fixture
def action(partner_a):
    return make_action(lead=partner_a, places="Oujda")


def workbook(*rows):
    """What the sender sent: a table, a sheet of her own, a note, and text that looks like a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tableau"
    for row in [["Référence", "Action", "Lieux", "Observations"], *rows]:
        sheet.append(row)
    excel.write(sheet["D2"], "=1+1")
    sheet["D3"] = "=2+2"
    sheet["C2"].comment = Comment("Vu avec le ministère", "Nadia")
    sheet.column_dimensions["C"].width = 33
    book.create_sheet("Brouillon")["A1"] = "à moi"
    file = BytesIO()
    book.save(file)
    return ContentFile(file.getvalue(), "retour.xlsx")


def returned(partner, file, name="retour.xlsx"):
    mapping = {"sheet": "Tableau", "header": 1, "columns": COLUMNS}
    return make_change_set(partner, name=name, sender="nadia@example.org", file=file, mapping=mapping)


@pytest.fixture
def change_set(partner_a, action):
    return returned(partner_a, workbook([action.reference, action.title, "Tanger"], ["", "Nouvelle", "Fès"]))


@pytest.fixture
def opened(secretary):
    """Write the verdict on a change set and return the workbook that its sender opens."""

    def write(change_set):
        file = BytesIO()
        verdicts.write(change_set, file, by=secretary)
        return openpyxl.load_workbook(file)

    return write


def test_each_change_is_marked_where_it_stands(opened, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Rabat")
    review.decide(by=secretary, cells=[cell.pk], verdict=Verdict.REFUSED, comment="Pas cette année")
    sheet = opened(change_set)["Tableau"]
    assert sheet["C2"].value == "Tanger"
    assert sheet["C2"].fill.start_color.rgb.endswith(verdicts.REFUSED.paper)
    for words in ("Vu avec le ministère", str(verdicts.REFUSED.word), "Oujda", "Pas cette année"):
        assert words in sheet["C2"].comment.text
    assert sheet["B2"].fill.fill_type is None
    assert sheet["B2"].comment is None


@pytest.mark.parametrize(
    ("base", "fields", "sign"),
    [
        ("Oujda", {}, verdicts.PENDING),
        ("Rabat", {}, verdicts.CONFLICT),
        ("Oujda", {"verdict": Verdict.ACCEPTED}, verdicts.ACCEPTED),
        ("Oujda", {"verdict": Verdict.REFUSED}, verdicts.REFUSED),
    ],
)
def test_colours_say_what_the_words_say(opened, action, change_set, base, fields, sign):
    propose(change_set, action, "places", "Tanger", base, **fields)
    cell = opened(change_set)["Tableau"]["C2"]
    assert cell.fill.start_color.rgb.endswith(sign.paper)
    assert str(sign.word) in cell.comment.text


def test_first_sheet_sums_up(opened, secretary, action, change_set):
    cell = propose(change_set, action, "places", "Tanger", "Oujda")
    make_row_change(change_set, RowChange.Kind.NEW, title="Nouvelle")
    review.decide(by=secretary, cells=[cell.pk], verdict=Verdict.ACCEPTED)
    review.apply(by=secretary, change_set=change_set)
    book = opened(change_set)
    sheet = book.worksheets[0]
    assert book.active == sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [str(verdicts.ACCEPTED.word), 1] == rows[3][:2]
    assert [str(verdicts.PENDING.word), 1] == rows[4][:2]
    last = [row for row in rows if row[4]][1:]
    assert [row[2:5] for row in last] == [
        [action.reference, "Lieux", "Tanger"],
        ["Nouvelle", str(RowChange.Kind.NEW.label), "Nouvelle"],
    ]


def test_everything_else_stays_as_it_was_and_no_formula_is_left(opened, action, change_set):
    propose(change_set, action, "places", "Tanger", "Oujda")
    book = opened(change_set)
    sheet = book["Tableau"]
    assert book["Brouillon"]["A1"].value == "à moi"
    assert sheet.column_dimensions["C"].width == 33
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=1+1", "s")
    assert all(cell.data_type != "f" for one in book for row in one.iter_rows() for cell in row)


def test_a_new_row_is_marked_on_its_title(opened, action, change_set):
    make_row_change(change_set, RowChange.Kind.NEW, number=3, title="Nouvelle")
    assert opened(change_set)["Tableau"]["B3"].comment


def test_a_csv_file_comes_back_as_a_workbook(opened, partner_a, action):
    file = ContentFile(f"Référence;Action;Lieux\n{action.reference};=1+1;Tanger\n".encode(), "retour.csv")
    change_set = returned(partner_a, file, "retour.csv")
    ChangeSet.objects.update(mapping={"sheet": "retour", "columns": COLUMNS})
    change_set.refresh_from_db()
    propose(change_set, action, "places", "Tanger", "Oujda")
    book = opened(change_set)
    sheet = book.worksheets[1]
    assert [cell.value for cell in sheet[2]] == [action.reference, "=1+1", "Tanger"]
    assert sheet["B2"].data_type == "s"


def test_what_the_table_holds_is_told_only_of_the_senders_own_actions(opened, partner_b, change_set):
    private = make_action(lead=partner_b, places="Caché")
    row = make_row_change(change_set, action=private, title="Ligne du classeur")
    row.cells.create(column="places", base="Fès", proposed="Tanger")
    text = str([[cell.value for cell in row] for sheet in opened(change_set) for row in sheet.iter_rows()])
    assert "Ligne du classeur" in text
    assert "Caché" not in text
    assert private.reference not in text


# The screens ------------------------------------------------------------------------------------


def test_verdict_is_downloaded(as_user, alice, action, change_set):
    propose(change_set, action, "places", "Tanger", "Oujda")
    response = as_user(alice).get(reverse("actions:verdict", args=[change_set.pk]))
    assert response.headers["Content-Type"] == verdicts.XLSX
    assert openpyxl.load_workbook(BytesIO(response.content)).sheetnames[1:] == ["Tableau", "Brouillon"]


def test_without_a_file_there_is_no_verdict(as_user, secretary):
    assert as_user(secretary).get(reverse("actions:verdict", args=[make_change_set().pk])).status_code == 404


def test_verdict_leaves_by_mail(as_user, secretary, partner_a, action, change_set):
    make_contact(partner_a, email="contact@example.org")
    propose(change_set, action, "places", "Tanger", "Oujda")
    address = reverse("actions:send_verdict", args=[change_set.pk])
    client = as_user(secretary)
    form = client.get(address).context["form"]
    assert form["to"].value() == "nadia@example.org"
    assert form.known == ["contact@example.org"]
    data = {"to": "nadia@example.org", "subject": "Verdict", "body": "Bonjour"}
    assert client.post(address, data).url == change_set.get_absolute_url()
    mail = Mail.objects.get()
    assert (mail.to, mail.subject, mail.created_by) == ("nadia@example.org", "Verdict", secretary)
    (attachment,) = mail.attachments.all()
    assert attachment.name.endswith(".xlsx")
    assert openpyxl.load_workbook(BytesIO(bytes(attachment.content)))


def test_a_letter_that_could_not_leave_is_refused(as_user, secretary, change_set):
    address = reverse("actions:send_verdict", args=[change_set.pk])
    response = as_user(secretary).post(address, {"to": "nobody", "subject": "a\nb", "body": ""})
    assert set(response.context["form"].errors) == {"to", "subject", "body"}
    assert not Mail.objects.exists()
