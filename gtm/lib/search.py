"""Search that ignores accents, case and Arabic vowel signs, on any database.

A model keeps the normalised form of its searchable text in a `SearchField`; a query is normalised the same way
and looked up with a plain ``LIKE``.
"""

import unicodedata

from django.db import models

# What Unicode decomposition leaves apart although readers see one letter; tatweel only stretches a word.
FOLDED = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ى": "ي", "ة": "ه", "ـ": None})
MARKS = {"Mn", "Cf"}


def normalise(text):
    """Fold `text` to what is compared: no case, accents, harakat or hamza seats, ASCII digits, single spaces.

    >>> normalise("  Santé  de l’Œuvre ")
    "sante de l'oeuvre"
    """
    decomposed = unicodedata.normalize("NFKD", str(text))
    kept = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in decomposed
        if unicodedata.category(char) not in MARKS
    )
    return " ".join(kept.casefold().translate(FOLDED).split())


class SearchField(models.TextField):
    """The normalised text of the fields named in `sources`, recomputed at each save of the row.

    It follows its sources as ``auto_now`` follows the clock, so admin, imports and services need not remember it.
    A write that bypasses `Model.save` (``QuerySet.update``, ``bulk_update``) must set it itself.
    """

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = tuple(sources)
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "default"):
            kwargs.pop(fixed, None)
        # `sources` is no matter of the schema.
        return name, path, args, kwargs

    def pre_save(self, instance, add):
        value = normalise(" ".join(str(getattr(instance, source) or "") for source in self.sources))
        setattr(instance, self.attname, value)
        return value


def words(query):
    """The normalised words of what a person typed, each of which must be found."""
    return normalise(query).split()
