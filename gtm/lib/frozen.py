"""Rows that are written once: the models refuse to change or delete them, and so does the database.

A model inherits `Frozen` and takes its manager from `FrozenQuerySet`; its last migration runs `Freeze`. Rows that are
frozen only once something is settled have `FreezeWhile`, and models that say so before the database does.

SQLite rebuilds a table whose fields a migration alters, and drops its triggers: such a migration runs the operation
again. It does not rebuild a table that triggers of others look at: a migration that alters one runs `Release` of each
before and `FreezeWhile` after.
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


# Some fields, for some of the time --------------------------------------------------------------

KEEP = {
    "sqlite": [
        "CREATE TRIGGER {table}_kept_update BEFORE UPDATE ON {table} WHEN ({old} OR {new}) AND ({differs})"
        " BEGIN SELECT RAISE(ABORT, '{message}'); END",
        "CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} WHEN {old}"
        " BEGIN SELECT RAISE(ABORT, '{message}'); END",
        "CREATE TRIGGER {table}_kept_insert BEFORE INSERT ON {table} WHEN {new}"
        " BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ],
    # The row that decides is locked before it is looked at: whoever settles it waits, or is waited for.
    "postgresql": [
        "CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}"
        " IF {old} OR {new} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER {table}_kept_update BEFORE UPDATE ON {table}"
        " FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {table}_kept()",
        "CREATE TRIGGER {table}_kept BEFORE INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
    ],
}
RELEASE = {
    "sqlite": [f"DROP TRIGGER {{table}}_kept_{verb}" for verb in ("update", "delete", "insert")],
    "postgresql": [
        "DROP TRIGGER {table}_kept_update ON {table}",
        "DROP TRIGGER {table}_kept ON {table}",
        "DROP FUNCTION {table}_kept()",
    ],
}


@contextmanager
def released(connection):
    """Lift what `FreezeWhile` made on SQLite for as long as it takes; on PostgreSQL nothing hinders a TRUNCATE."""
    kept = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_kept_%'")
            kept = cursor.fetchall()
        for name, _sql in kept:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _name, sql in kept:
                cursor.execute(sql)


class FreezeWhile(Operation):
    """The migration that has the database refuse to change `fields` of a row while it is settled, or to delete it.

    It is settled while its field `state` is `value`; or that of the row to which its key `through` leads, and then
    none is added to it either.
    """

    category = OperationCategory.SQL
    reduces_to_sql = True
    reversible = True

    def __init__(self, name, fields, *, state, value, through=""):
        self.name, self.fields, self.state, self.value, self.through = name, fields, state, value, through

    def state_forwards(self, app_label, state):
        """The models stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._change(KEEP, app_label, schema_editor, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._change(RELEASE, app_label, schema_editor, from_state)

    def _change(self, statements, app_label, schema_editor, state):
        model, connection = state.apps.get_model(app_label, self.name), schema_editor.connection
        if not self.allow_migrate_model(connection.alias, model):
            return
        words = self._words(model, "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM")
        with connection.cursor() as cursor:
            for statement in statements[connection.vendor]:
                cursor.execute(statement.format(**words))

    def _words(self, model, unlike):
        """What stands in the places of the statements."""
        find = model._meta.get_field
        columns = [find(name).column for name in [*self.fields, *filter(None, [self.through])]]
        words = {
            "table": model._meta.db_table,
            "message": MESSAGE,
            "differs": " OR ".join(f"OLD.{column} {unlike} NEW.{column}" for column in columns),
            "lock": "",
        }
        if not self.through:
            # A new row, and one that is settled by this very statement, are free.
            return words | {"old": f"OLD.{self.state} = '{self.value}'", "new": "FALSE"}
        key = find(self.through)
        of = f"FROM {key.related_model._meta.db_table} WHERE id"
        settled = f"EXISTS (SELECT 1 {of} = {{}}.{key.column} AND {self.state} = '{self.value}')"
        keys = f"(OLD.{key.column}, NEW.{key.column})"
        return words | {
            "old": settled.format("OLD"),
            "new": settled.format("NEW"),
            "lock": f"PERFORM 1 {of} IN {keys} ORDER BY id FOR SHARE;",
        }

    def describe(self):
        return f"Freeze {', '.join(self.fields)} of {self.name} while {self.state} is {self.value}"


class Release(FreezeWhile):
    """The migration that lifts a `FreezeWhile` of the same arguments."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._change(RELEASE, app_label, schema_editor, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._change(KEEP, app_label, schema_editor, from_state)

    def describe(self):
        return f"Release {self.name}"
