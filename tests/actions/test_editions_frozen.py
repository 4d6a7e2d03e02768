"""An edition never changes: not through the models, not by SQL, not in the admin; and a change would be seen."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from actions import services
from actions.models import Edition, IssuedWorkbook, JointAction, RequestEvent, Snapshot
from actions.snapshots import FrozenTable
from gtm.lib.frozen import Frozen, FrozenError, thawed
from tests import factories

FROZEN = [Snapshot, Edition, IssuedWorkbook, RequestEvent]

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(secretary, partner_a):
    factories.make_action(lead=partner_a)
    edition = services.freeze(by=secretary, remarks="Première")
    IssuedWorkbook.objects.create(snapshot=edition.snapshot, edition=edition)
    factories.make_request_event(factories.make_request(partner_a, secretary), secretary)
    return edition


def contents():
    return [list(model.objects.values_list()) for model in FROZEN]


# Through the models -----------------------------------------------------------------------------


@pytest.mark.parametrize("model", FROZEN)
@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["pk"]),
        lambda row: row.delete(),
        lambda row: type(row).objects.update(id=9),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
        lambda row: type(row)._base_manager.update(id=models.F("id") + 1),
        lambda row: type(row)._base_manager.all().delete(),
        lambda row: type(row).objects.bulk_update([row], [type(row)._meta.fields[1].name]),
        lambda row: type(row).objects.update_or_create(pk=row.pk, defaults={"id": 9}),
        lambda row: type(row).objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["pk"], update_fields=[type(row)._meta.fields[1].name]
        ),
    ],
)
def test_models_refuse(edition, model, change):
    before = contents()
    with pytest.raises(FrozenError, match="freeze a new edition"), transaction.atomic():
        change(model.objects.get())
    assert contents() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: edition.snapshot.editions.update(number=9),
        lambda edition: edition.workbooks.clear(),
        lambda edition: edition.workbooks.set([]),
        lambda edition: edition.workbooks.remove(edition.workbooks.get()),
        lambda edition: edition.workbooks.all().delete(),
        lambda edition: edition.frozen_by.editions.add(edition),
    ],
)
def test_related_managers_refuse(edition, change):
    before = contents()
    with pytest.raises(FrozenError), transaction.atomic():
        change(edition)
    assert contents() == before


@pytest.mark.parametrize("model", FROZEN)
@pytest.mark.parametrize(
    "change",
    [
        # A row under a key that is taken would be an update.
        lambda row: type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.fields}).save(),
        lambda row: models.QuerySet(type(row)).update(id=9),
        lambda row: models.QuerySet(type(row)).filter(pk=row.pk).delete(),
        lambda row: type(row).objects.all()._raw_delete("default"),
        lambda row: row.save_base(raw=True),
    ],
)
def test_database_refuses_what_goes_around_the_models(edition, model, change):
    before = contents()
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        change(model.objects.get())
    assert contents() == before


# By SQL -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", FROZEN)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_database_refuses(edition, model, statement):
    before = contents()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=model._meta.db_table))
    assert contents() == before


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_database_refuses_to_be_emptied(edition):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE actions_snapshot CASCADE")
    assert Edition.objects.count() == 1


def triggers():
    """The names of the triggers that the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


def test_every_frozen_model_has_its_triggers_after_all_migrations():
    """A later migration that rebuilds one of these tables on SQLite must freeze it again."""
    frozen = Frozen.__subclasses__()
    assert set(frozen) >= set(FROZEN)
    endings = ["_update", "_delete"] if connection.vendor == "sqlite" else [""]
    assert triggers() >= {f"{model._meta.db_table}_frozen{ending}" for model in frozen for ending in endings}


def test_triggers_are_lifted_for_a_moment_only(edition):
    with thawed(connection, Edition), connection.cursor() as cursor:
        cursor.execute("UPDATE actions_edition SET number = 2")
    assert Edition.objects.get().number == 2
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE actions_edition SET number = 3")


# In the admin -----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", FROZEN)
def test_admin_only_shows(as_user, secretary, edition, model):
    client, before = as_user(secretary), contents()
    row, name = model.objects.get(), f"admin:actions_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    sent = {"number": 9, "remarks": "Autre", "description": "Autre", "post": "yes"}
    for page, args in [("add", []), ("change", [row.pk]), ("delete", [row.pk])]:
        assert client.post(reverse(f"{name}_{page}", args=args), sent).status_code == 403
    client.post(reverse(f"{name}_changelist"), {"action": "delete_selected", "_selected_action": [row.pk]} | sent)
    assert contents() == before


# A change would be seen -------------------------------------------------------------------------


def check():
    output = StringIO()
    call_command("check_editions", stdout=output)
    return output.getvalue()


def spoil(**values):
    """Change a snapshot as only somebody with the keys of the database can."""
    with thawed(connection, Snapshot):
        models.QuerySet(Snapshot).update(**values)


def test_what_was_frozen_is_intact(edition):
    assert edition.is_intact
    assert "2" in check()


@pytest.mark.parametrize(
    "values",
    [
        lambda snapshot: {"content": bytes(snapshot.content)[:-3]},
        lambda snapshot: {"content": b"nothing"},
        lambda snapshot: {"digest": "0" * 64},
        lambda snapshot: {"size": 7},
    ],
)
def test_tampered_edition_is_named(edition, values):
    spoil(**values(edition.snapshot))
    assert not Edition.objects.get().is_intact
    with pytest.raises(CommandError, match=f"1; {edition.workbooks.get().identity}"):
        check()


def test_edition_with_other_rows_is_named(edition, secretary):
    JointAction.objects.update(title="Autre")
    other = services.freeze(by=secretary)
    models_of_other = bytes(other.snapshot.content)
    with thawed(connection, Snapshot):
        models.QuerySet(Snapshot).filter(pk=edition.snapshot_id).update(content=models_of_other)
    assert [row.values[2] for row in FrozenTable(Edition.objects.get(number=1).snapshot)] == ["Autre"]
    assert [row.is_intact for row in Edition.objects.order_by("number")] == [False, True]


def test_nothing_to_check_is_no_success():
    assert "SUCCESS" not in check()
    assert "0" not in check()
