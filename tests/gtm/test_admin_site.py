"""The way in and out of the admin, and what only the secretariat does there."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from actions.models import JointAction
from partners.models import Partner
from tests import factories
from tests.uploads import FORMATS, faults, preview, said, url, xlsx

pytestmark = pytest.mark.django_db
EXCHANGED = [
    "partners.Partner",
    "partners.PartnerAlias",
    "actions.Orientation",
    "actions.Axis",
    "actions.Theme",
    "actions.Region",
    "actions.JointAction",
]


def test_visitor_logs_in_and_comes_back(client):
    factories.make_secretary(password="chaise-bleue-42")
    page = client.get("/admin/partners/partner/")
    assert page.url == f"{reverse('account_login')}?next=/admin/partners/partner/"
    credentials = {"login": "secretary@example.org", "password": "chaise-bleue-42"}
    assert client.post(page.url, credentials).url == "/admin/partners/partner/"


def test_header_leads_back_to_the_table(as_user, secretary):
    page = as_user(secretary).get("/admin/").content.decode()
    assert f'<a href="{reverse("actions:table")}">Retour à l’application</a>' in page


@pytest.mark.parametrize("page", ["import", "export", "process_import"])
@pytest.mark.parametrize("model", EXCHANGED)
def test_only_the_secretariat_imports_and_exports(as_user, alice, reader, model, page):
    for person in (alice, reader):
        assert as_user(person).post(url(apps.get_model(model), page), follow=True).status_code == 403


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("model", EXCHANGED)
def test_real_data_is_imported_as_exported_without_a_change(as_user, secretary, model, extension):
    call_command("load_reference", stdout=StringIO())
    model, client = apps.get_model(model), as_user(secretary)
    data = client.post(url(model, "export"), {"format": FORMATS.index(extension), "resource": "0"}).content
    page = preview(client, model, data, extension)
    assert "confirm_form" in page.context, faults(page)
    totals = page.context["result"].totals
    assert totals["skip"] == model.objects.count() > 0
    assert (totals["new"], totals["update"]) == (0, 0)
    assert "Le fichier ne change rien." in page.content.decode()


@pytest.mark.parametrize("model", EXCHANGED)
def test_no_export_carries_what_stays_inside(model):
    model = apps.get_model(model)
    [resource] = admin.site.get_model_admin(model).get_resource_classes(request=None)
    assert not {"internal_notes", "is_synthetic", "search_text", "key", "archived_at"} & set(resource().fields)


@pytest.mark.parametrize(
    "tampered",
    [{"format": "7"}, {"format": "x"}, {"import_file_name": "../../etc/passwd"}, {"resource": "9"}, {}],
)
def test_tampered_confirmation_saves_nothing_and_does_not_fail(as_user, secretary, tampered):
    client = as_user(secretary)
    page = preview(client, Partner, xlsx(["Adresse", "Nom", "Catégorie"], ["a", "A", "Média"]))
    sent = page.context["confirm_form"].initial | tampered
    answer = client.post(url(Partner, "process_import"), sent, follow=True)
    assert answer.status_code == 200
    assert Partner.objects.exists() == ("format" not in tampered and "import_file_name" not in tampered)


def test_upload_that_is_no_longer_kept_is_told(as_user, secretary):
    answer = as_user(secretary).post(
        url(Partner, "process_import"),
        {"import_file_name": "gone", "original_file_name": "x.xlsx", "format": "0"},
        follow=True,
    )
    assert said(answer) == ["Le fichier de l’aperçu n’est plus conservé : envoyez-le de nouveau."]


def test_unreadable_file_is_refused_beside_its_field(as_user, secretary):
    (sentence,) = faults(preview(as_user(secretary), JointAction, b"not a workbook"))
    assert ".xlsx" in sentence


def test_file_beyond_20_megabytes_is_refused_beside_its_field(as_user, secretary):
    assert faults(preview(as_user(secretary), JointAction, b"x" * (20 * 2**20 + 1))) == ["Le fichier dépasse 20 Mo."]
