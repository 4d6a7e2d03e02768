"""How letters and slides spell, in French, what Django spells for screens."""

from django.utils import formats


def date(day):
    """``1er décembre 2026``, ``24 novembre 2026``: called while French is the active language."""
    spelt = formats.date_format(day, "DATE_FORMAT")
    return f"1er{spelt.removeprefix('1')}" if day.day == 1 else spelt
