"""The table as a workbook to be read, filtered, printed and circulated."""

from django.utils.translation import gettext as _
from openpyxl import Workbook

from actions.columns import circulated_columns
from actions.exchange.sheets import directory, read_me, summary
from actions.exchange.sheets.table import CannotWrite, TableSheet
from actions.exchange.tally import Tally
from gtm.lib import excel
from partners.models import Partner

__all__ = ["CannotWrite", "write_table"]

CHUNK = 500


def write_table(file, actions, *, user=None, description=""):
    """Write `actions` to the binary `file`, which need not be seekable, as the workbook that the group circulates.

    `user` is the person it is made for, who finds in it the partners and origins that he or she may see; without one,
    those that everyone may. `description` says which filters chose the actions, one a line.
    Raises `CannotWrite`, whose text is for the person, if a row does not fit into a workbook.
    """
    partners = Partner.objects.visible_to(user) if user else Partner.objects.live()
    book = Workbook()
    cover = book.active
    table = TableSheet(book, circulated_columns())
    tally = Tally()
    for action in actions.for_table(user=user).in_table_order().iterator(CHUNK):
        table.append(action)
        tally.add(action)
    read_me.fill(cover, tally, description)
    directory.add(book, tally, partners)
    summary.add(book, tally)
    table.finish()
    book.properties.title = _("Table of joint actions")
    book.properties.creator = _("Thematic group on migration")
    excel.save(book, file, table.rows)
