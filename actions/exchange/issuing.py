"""Workbooks leave through here: each is in the ledger, with what it said, and can be written again as it was."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actions.exchange import workbook
from actions.exchange.marks import Marks
from actions.models import Edition, IssuedWorkbook, JointAction
from actions.snapshots import FrozenTable, LiveTable, Recorder, take
from partners import permissions
from partners.models import User

WorkbookError = workbook.WorkbookError


def issue(
    *, by, file=None, table=None, edition=None, partner=None, compared_with=None, description="", due=None
) -> IssuedWorkbook:
    """Enter in the ledger a workbook of `edition`, or of `table`: a StoredTable, whose rows are kept as they stand.

    With a binary `file` it is written as well, in the pass that keeps the rows; nothing is in the ledger if it could
    not be written (`WorkbookError`). `by` is who makes it, None for a command. For a `partner` its own rows are open
    and the others locked. Cells that changed since the edition `compared_with` are marked. `description` says which
    filters chose the rows, one a line; `due` is the day by which it is to be sent back.
    """
    issued = IssuedWorkbook(
        edition=edition,
        partner=partner,
        compared_with=compared_with,
        description=description,
        due=due,
        made_by=by,
    )
    if edition:
        issued.snapshot = edition.snapshot
    elif file and not compared_with:
        # Nobody needs to know the rows before they are written.
        recorder = Recorder(table)
        _write(issued, recorder, file)
        with transaction.atomic():
            issued.snapshot = recorder.keep()
            issued.save()
        return issued
    else:
        issued.snapshot = take(table)
    if file:
        write(issued, file)
    issued.save()
    return issued


def extract(actions, *, by, file, description=""):
    """Issue to `by`, who may see them, these `actions` as they stand: a focal point fills in those of the partner."""
    partner = by.partner if by and permissions.partner_of(by) else None
    lines = "\n".join(filter(None, [partner and _scope(partner), description]))
    return issue(by=by, file=file, table=LiveTable(actions, user=by), partner=partner, description=lines)


def _scope(partner):
    return _("The joint actions in which %(partner)s takes part") % {"partner": partner}


@transaction.atomic
def extract_own(*, by, file):
    """Issue to `by`, who speaks for a partner, its actions as they stand: once a day as long as nothing changed."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # one at a time
    live = LiveTable(JointAction.objects.visible_to(by), user=by)
    said = {"snapshot": take(live), "partner": by.partner, "description": _scope(by.partner), "edition": None}
    own = IssuedWorkbook.objects.visible_to(by).filter(made_by=by, made_at__date=timezone.localdate(), **said)
    issued = own.with_contents().first() or IssuedWorkbook(made_by=by, **said)
    write(issued, file)
    if issued.pk is None:
        issued.save()
    return issued


@transaction.atomic
def of_edition(edition, *, by, file):
    """Write to `file` the workbook of `edition` that `by`, who may read it, was sent or made, or else a new one."""
    list(Edition.objects.visible_to(by).select_for_update().filter(pk=edition.pk))  # one at a time
    partner = by.partner if permissions.partner_of(by) else None
    known = IssuedWorkbook.objects.visible_to(by).with_contents().filter(edition=edition)
    issued = known.fit_for(partner).first()
    if issued is None:
        before = Edition.objects.visible_to(by).filter(number__lt=edition.number).first()
        return issue(by=by, file=file, edition=edition, partner=partner, compared_with=before)
    write(issued, file)
    return issued


def write(issued, file):
    """Write a workbook of the ledger to the binary `file`: the same, however often and whatever changed meanwhile."""
    _write(issued, FrozenTable(issued.snapshot), file)


def _write(issued, table, file):
    with translation.override(settings.LANGUAGE_CODE):
        earlier = issued.compared_with
        marks = earlier and Marks.since(earlier, table, is_whole=bool(issued.edition))
        workbook.write(file, issued, table, marks)


def file_name(issued):
    """``tableau-des-actions-communes-edition-3-2008-12-24-oim.xlsx``."""
    with translation.override(settings.LANGUAGE_CODE):
        parts = [_("table-of-joint-actions")]
        if issued.edition:
            parts.append(_("edition-%(number)s") % {"number": issued.edition.number})
        parts.append(timezone.localdate(issued.made_at).isoformat())
        if issued.partner:
            parts.append(slugify(issued.partner))
        return f"{'-'.join(parts)}.xlsx"
