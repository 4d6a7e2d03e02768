"""Rows that are written once: the models refuse to change or delete them, and so does the database.

A model inherits `Frozen` and takes its manager from `FrozenQuerySet`; its last migration runs `Freeze`. SQLite rebuilds
a table whose fields a migration alters, and drops its triggers: such a migration runs `Freeze` again.
"""

from contextlib import contextmanager

from django.db import models
from django.db.migrations.operations.base import Operation, OperationCategory


class FrozenError(TypeError):
    """Somebody tried to change what was circulated."""

    def __str__(self):
        return "What was circulated is never changed, nor deleted: freeze a new edition instead."


class FrozenQuerySet(models.QuerySet):
    """Rows that are written once. `bulk_update`, `update_or_create` and related managers end in one of these."""

    def update(self, **fields):
        raise FrozenError

    def delete(self):
        raise FrozenError

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        if update_conflicts:
            raise FrozenError
        return super().bulk_create(objs, *args, **options)


class Frozen(models.Model):
    """A row that is written once: neither saved again nor deleted, and the database holds it to that as well."""

    class Meta:
        abstract = True
        base_manager_name = "objects"  # related managers write through it

    def save(self, **kwargs):
        if not self._state.adding:
            raise FrozenError
        super().save(**kwargs | {"force_insert": True})  # a key that is taken would be updated otherwise

    def delete(self, **kwargs):
        raise FrozenError


# The database -----------------------------------------------------------------------------------

MESSAGE = "what was circulated is never changed, nor deleted"
CREATE = {
    "sqlite": [
        "CREATE TRIGGER {table}_frozen_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
        "CREATE TRIGGER {table}_frozen_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION {table}_frozen()",
    ],
}
DROP = {
    "sqlite": ["DROP TRIGGER {table}_frozen_update", "DROP TRIGGER {table}_frozen_delete"],
    "postgresql": ["DROP TRIGGER {table}_frozen ON {table}", "DROP FUNCTION {table}_frozen()"],
}


def _run(statements, connection, table):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement.format(table=table, message=MESSAGE))


@contextmanager
def thawed(connection, *models):
    """Lift the triggers of `models` for as long as it takes: for tests, which empty the tables between each other."""
    for model in models:
        _run(DROP, connection, model._meta.db_table)
    try:
        yield
    finally:
        for model in models:
            _run(CREATE, connection, model._meta.db_table)


class Freeze(Operation):
    """The migration that has the database refuse UPDATE and DELETE on the table of a model."""

    category = OperationCategory.SQL
    reduces_to_sql = True
    reversible = True

    def __init__(self, name):
        self.name = name

    def state_forwards(self, app_label, state):
        """The models stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._change(CREATE, app_label, schema_editor, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._change(DROP, app_label, schema_editor, from_state)

    def _change(self, statements, app_label, schema_editor, state):
        model = state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            _run(statements, schema_editor.connection, model._meta.db_table)

    def describe(self):
        return f"Freeze the rows of {self.name}"
