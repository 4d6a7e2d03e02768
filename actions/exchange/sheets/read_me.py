"""The cover: what the workbook is, of which moment, and how to read it."""

from django.utils.translation import gettext as _


def fill(sheet, tally, description):
    sheet.title = _("Read me")
