"""The table exported by the admin and imported again: equal, without internal notes, text as text."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from actions.columns import circulated_columns
from actions.models import JointAction, Orientation, Participation, Region
from partners.models import Partner
from tests import factories
from tests.uploads import FORMATS, faults, preview, rows_of, url

pytestmark = pytest.mark.django_db
HOSTILE = ["=1+1", "==1+1", "+212", "-x", "@a", "'", "'=1", "007", "<b>x</b>", "a;b", "سلام", "une\r\ndeux", "  bord  "]


@pytest.fixture
def client(as_user, secretary):
    return as_user(secretary)


def export(client, extension="xlsx", **query):
    address = url(JointAction, "export") + ("?" + "&".join(f"{key}={value}" for key, value in query.items()))
    return client.post(address, {"format": FORMATS.index(extension), "resource": "0"})


@pytest.fixture
def table(partner_a, partner_b):
    """Two actions with every field filled, one with none, and hostile texts."""
    full = {
        "description": "longue\n" * 3,
        "status": "ongoing",
        "progress": 40,
        "start": date(2008, 12, 24),
        "end": date(2009, 6, 30),
        "budget": Decimal("1250000.50"),
        "currency": "MAD",
        "funding_secured": False,
        "internal_notes": "SECRET",
        "orientations": [Orientation.objects.create(number=1, title="Une")],
        "themes": [factories.make_theme("Genre ; migration"), factories.make_theme("Retour")],
        "regions": [Region.objects.create(code="MA-04", name="Rabat-Salé-Kénitra")],
    }
    action = factories.make_action(lead=partner_a, partners=[partner_b], **full)
    factories.take_part(action, partner_a, Participation.Role.FUNDING)
    factories.make_action(budget=0, currency="EUR", progress=0, funding_secured=True)
    factories.make_action()
    for text in HOSTILE:
        factories.make_action(title=text, places=text, remarks=text)
    Partner.objects.filter(pk=partner_b.pk).archive()


def digest():
    """Everything that an import of actions may touch."""
    many = [
        sorted(getattr(JointAction, field).through.objects.values_list())
        for field in ("orientations", "themes", "regions")
    ]
    return list(JointAction.objects.order_by("pk").values()), sorted(Participation.objects.values_list()), many


@pytest.mark.parametrize("extension", FORMATS)
def test_untouched_table_changes_nothing(client, table, extension):
    before = digest()
    page = preview(client, JointAction, export(client, extension).content, extension)
    assert "confirm_form" in page.context, faults(page)
    assert page.context["result"].totals["skip"] == JointAction.objects.count() == len(HOSTILE) + 3
    client.post(url(JointAction, "process_import"), page.context["confirm_form"].initial)
    assert digest() == before


@pytest.mark.parametrize("extension", FORMATS)
def test_internal_notes_never_leave(client, table, extension):
    data = export(client, extension).content
    text = str(rows_of(data)) if extension == "xlsx" else data.decode("utf-8-sig")
    assert "1250000.5" in text or "1 250 000,50" in " ".join(text.split())
    assert "SECRET" not in text


def test_columns_are_those_of_the_table_without_its_origin(client, table):
    headings = rows_of(export(client).content)[0]
    assert [heading.lower() for heading in headings] == [
        str(column.heading).lower() for column in circulated_columns() if column.name != "origin"
    ]


def test_export_follows_the_filters_of_the_list(client, table):
    gone = factories.make_action(title="Archivée", archived_at=timezone.now())
    assert [row[2] for row in rows_of(export(client, status__exact="ongoing").content)[1:]] == [
        JointAction.objects.get(status="ongoing").title
    ]
    assert gone.title not in str(rows_of(export(client).content))
    assert gone.title in str(rows_of(export(client, archived="all").content))


def test_file_is_named_for_what_it_holds_and_when(client, table):
    assert export(client)["Content-Disposition"] == (
        f'attachment; filename="actions-communes-{timezone.localdate():%Y-%m-%d}.xlsx"'
    )


@pytest.mark.parametrize("size", [3, 30])
def test_export_takes_the_same_queries_at_any_size(client, django_assert_num_queries, size):
    for number in range(size):
        factories.make_action(lead=factories.make_partner(f"P{number}"))
    ContentType.objects.clear_cache()
    with django_assert_num_queries(11):
        export(client)


def test_text_too_long_for_a_cell_is_named(client):
    factories.make_action()
    JointAction.objects.update(remarks="x" * 40_000)  # no form would take it
    page = export(client)
    assert [str(message) for message in page.context["messages"]] == [
        "La ligne 2 contient un texte trop long pour une cellule Excel : exportez en CSV.".replace(" :", "\u00a0:")
    ]
