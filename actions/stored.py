"""Stored values of many cells, loaded with one query for each kind of row that they link to."""

from collections import defaultdict

from actions.columns import Kind


class Loader:
    """Loads the values of `cells`, pairs of a column and a stored value."""

    def __init__(self, cells):
        keys = defaultdict(set)
        for column, stored in cells:
            if column.rows:
                keys[column.rows].update(_keys(stored))
        self.rows = {
            model: {
                str(row.natural_key()[0]): row for row in model.objects.filter(**{f"{model.NATURAL_KEY}__in": wanted})
            }
            for model, wanted in keys.items()
        }

    def load(self, column, stored):
        """As `Column.load` does: rows that no longer exist are left out."""
        if not column.rows:
            return column.load(stored)
        known = self.rows[column.rows]
        rows = [known[key] for key in _keys(stored) if key in known]
        return rows if column.kind == Kind.LIST else next(iter(rows), None)

    def text(self, column, stored):
        """The value in words; a row that no longer exists goes by its key."""
        if not column.rows:
            return column.format(column.load(stored))
        known = self.rows[column.rows]
        return "\n".join(sorted(str(known.get(key, key)) for key in _keys(stored)))


def _keys(stored):
    return stored if isinstance(stored, list) else [] if stored is None else [stored]
