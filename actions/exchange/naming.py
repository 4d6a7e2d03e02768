"""What partners, axes and other rows are called: by any name, and never by one that is only like it."""

from collections import defaultdict
from difflib import get_close_matches

from django.utils.translation import gettext as _

from actions.columns import COLUMNS
from gtm.lib.search import normalise
from partners.models import Partner

MOST = 100  # names in a cell
SHORT, LIKENESS = 3, 0.75
GUESSES = 1_000  # unknown names that are compared with all others, each in a millisecond
# {model: what gives all that a row of it may be called}, as the columns declare it
CALLED = {column.rows: column.cell().names for column in COLUMNS if column.rows}


class Names:
    """What the rows of a model are called: today, and on the day when the workbook left."""

    def __init__(self, model, table):
        self.model = model
        self.keys = defaultdict(set)  # {normalised name: natural keys}
        self.shown = {}  # {natural key: name of today}
        self._guesses = {}  # {normalised unknown name: natural key or None}
        self.proper = set()  # (normalised name, natural key) of the names that stand in the table itself
        then = defaultdict(set)
        for key, names, others in _of_then(model, table):
            self._add(then, key, names, others)
        for key, shown, names, others in _of_today(model):
            self.shown[key] = shown
            self._add(self.keys, key, names, others)
        # The sender wrote in the words of that day.
        self.keys |= then

    def _add(self, index, key, names, others):
        for name in map(normalise, filter(None, names)):
            index[name].add(key)
            self.proper.add((name, key))
        for name in map(normalise, filter(None, others)):
            index[name].add(key)

    def read(self, text, *, single):
        """The natural keys that `text` names, one a line or between semicolons, or the `single` one; and a doubt.

        Raises ValueError with a sentence for the person.
        """
        names = [text] if single else list(self._split(text))
        if len(names) > MOST:
            raise ValueError(_("More than %(number)s names stand in one cell.") % {"number": MOST})
        found, doubts, errors = {}, [], []
        for name in names:
            try:
                key = self._key(name.strip())
            except ValueError as error:
                errors.append(str(error))
                continue
            found[key] = None
            if (normalise(name), key) not in self.proper:
                words = {"written": name.strip(), "understood": self.shown.get(key, key)}
                doubts.append(_("“%(written)s” was understood as %(understood)s.") % words)
        if errors:
            raise ValueError(" ".join(errors))
        return next(iter(found)) if single else sorted(found), " ".join(doubts)

    def _split(self, text):
        for line in text.splitlines():
            # A name may hold a semicolon itself.
            yield from [line] if normalise(line) in self.keys else filter(str.strip, line.split(";"))

    def _key(self, name):
        keys = self.keys.get(normalise(name), ())
        if len(keys) == 1:
            return next(iter(keys))
        words = {"value": name, "rows": self.model._meta.verbose_name_plural}
        if keys:
            raise ValueError(_("“%(value)s” stands for more than one of the %(rows)s.") % words)
        if near := self._near(normalise(name)):
            words["near"] = self.shown.get(near, near)
            raise ValueError(_("“%(value)s” is not among the %(rows)s: was “%(near)s” meant?") % words)
        raise ValueError(_("“%(value)s” is not among the %(rows)s.") % words)

    def _near(self, name):
        """The key whose name is spelt much like `name`, or None; short names are near to each other by nature."""
        if name not in self._guesses and len(self._guesses) < GUESSES:
            names = get_close_matches(name, self.keys, 1, LIKENESS) if len(name) > SHORT else []
            keys = self.keys[names[0]] if names else ()
            self._guesses[name] = next(iter(keys)) if len(keys) == 1 else None
        return self._guesses.get(name)


def _of_then(model, table):
    """(natural key, names, other names) as the head of `table` has them."""
    if table is None:
        return
    for key, shown in table.head.names.get(model._meta.model_name, {}).items():
        yield key, [shown], []
    if model is Partner:
        for key, acronym, name, _kind, _involvement, others in table.head.partners:
            yield key, [acronym, name], others


def _of_today(model):
    """(natural key, what it is called on screen, names, other names)"""
    for row in model.objects.with_names():
        key = str(row.natural_key()[0])
        if model is Partner:
            yield key, str(row), [row.acronym, row.name, row.full_name], [alias.name for alias in row.aliases.all()]
        else:
            yield key, str(row), CALLED[model](row), []
