"""Saves from a page that is no longer true: only what the person changed is written, and only over what she saw."""


class StaleError(Exception):
    """Somebody else changed `names` of `row`, which is as the database holds it, after the person opened the page."""

    def __init__(self, row, names):
        super().__init__(names)
        self.row, self.names = row, names


def plain(values):
    """`values` as a page carries them: texts, numbers, and lists of keys in order."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value):
    if isinstance(value, list | tuple | set):
        return sorted(one.pk for one in value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "pk", value)


def changed(row, *, now, then, seen):
    """Those of `then`, {name: value}, that say otherwise than `seen`, a `plain` one, and than `now`, what `row` says.

    StaleError where `now` says neither.
    """
    now, said = plain(now), plain(then)
    touched = [name for name in then if said[name] != seen.get(name) and said[name] != now[name]]
    if stale := [name for name in touched if now[name] != seen.get(name)]:
        raise StaleError(row, stale)
    return {name: then[name] for name in touched}
