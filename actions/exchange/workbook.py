"""The table as a workbook to be read, filtered, printed and circulated."""

from tempfile import TemporaryFile

from django.utils.translation import gettext as _

from actions.columns import circulated_columns
from actions.exchange.sheets import directory, read_me, summary
from actions.exchange.sheets.imprint import Imprint
from actions.exchange.sheets.table import TableSheet, WorkbookError
from actions.exchange.tally import Tally
from actions.models import Axis
from gtm.lib import excel
from gtm.lib.excel import dress
from partners import permissions
from partners.models import Partner

__all__ = ["WorkbookError", "write_table"]

CHUNK = 500


def write_table(file, actions, *, user=None, description=""):
    """Write `actions` to the binary `file`, which need not be seekable, as the workbook that the group circulates.

    `user` is the person it is made for, who finds in it the partners and origins that he or she may see; without one,
    those that everyone may. `description` says which filters chose the actions, one a line.
    Raises `WorkbookError`, whose text is for the person, if a row does not fit into a workbook.
    """
    partners = Partner.objects.visible_to(user) if user else Partner.objects.live()
    imprint = Imprint()
    book = dress.workbook(title=imprint.title, author=imprint.group)
    cover = book.active
    tally = Tally(axes=Axis.objects.live())
    with TemporaryFile() as scratch:
        table = TableSheet(book, circulated_columns(), scratch)
        for action in actions.for_table(user=user).in_table_order().iterator(CHUNK):
            table.append(action)
            tally.add(action)
        read_me.fill(cover, tally, imprint, _contents(user, description))
        directory.add(book, tally, imprint, partners)
        summary.add(book, tally, imprint)
        table.finish(book, imprint)
        excel.save(book, file, table.rows)


def _contents(user, description):
    """Which actions the workbook holds, in lines."""
    own = user and permissions.partner_of(user)
    scope = _("The joint actions in which %(partner)s takes part") % {"partner": user.partner} if own else ""
    return "\n".join(filter(None, [scope, description])) or _("All joint actions")
