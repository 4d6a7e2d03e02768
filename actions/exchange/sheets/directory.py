"""The partners: who they are, and in how many actions they take which part."""

from django.utils.translation import gettext as _


def add(book, tally, partners):
    book.create_sheet(_("Partners"))
