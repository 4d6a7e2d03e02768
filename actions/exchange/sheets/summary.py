"""The table in figures and pictures."""

from django.utils.translation import gettext as _


def add(book, tally):
    book.create_sheet(_("Summary"))
