"""Returned workbooks: received, looked up in the ledger, compared with the table as it stands, and kept for review."""

from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from actions.models import CellChange, ChangeSet, IssuedWorkbook, JointAction, Remark, RowChange, Transmission
from actions.permissions import speaks_for_addressee
from actions.services import transmission
from actions.services.confirming import confirm_edition
from actions.snapshots import LiveTable

BATCH = 500
# From so many actions on, all are read: databases take only so many parameters.
MANY = 5_000
CANDIDATES = 50  # workbooks, the latest ones
STEP = 20  # of the progress, of a hundred


@transaction.atomic
def receive(*, by, file, name, partner=None, sender="", transmission=None):
    """Keep a returned file to be read; return its ChangeSet and whether it is new.

    The same file from the same sender is the change set that is there already. `by` is None where a command reads it.
    """
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    digest = digest.hexdigest()
    earlier = ChangeSet.objects.exclude(source=ChangeSet.Source.PROPOSAL).filter(digest=digest).order_by("pk")
    # Without a partner named now, it is the one that the workbook itself named then.
    earlier = earlier.filter(partner=partner) if partner else earlier.filter(sender=sender)
    if known := earlier.first():
        return known, False
    change_set = ChangeSet(
        source=ChangeSet.Source.WORKBOOK,
        partner=partner,
        sender=sender,
        transmission=transmission,
        name=name[:255],
        digest=digest,
        received_by=by,
    )
    change_set.file.save(name, file, save=False)
    change_set.save()
    return change_set, True


def issued(identity):
    """The workbook of the ledger that says it is `identity` (text), or None."""
    try:
        return _ledger().filter(identity=UUID(identity)).first()
    except ValueError:
        return None


def candidates(partner=None):
    """The latest workbooks of the ledger, of `partner` first: what a file that lost its identity may have been."""
    latest = list(_ledger().order_by("-made_at", "-pk")[:CANDIDATES])
    return sorted(latest, key=lambda workbook: workbook.partner_id not in {None, partner and partner.pk})


def _ledger():
    return IssuedWorkbook.objects.select_related("snapshot", "partner", "edition", "compared_with__snapshot")


def current(keys):
    """{key: stored values by column} of the actions `keys` as they stand, archived ones too."""
    actions = JointAction.objects.all() if len(keys) > MANY else JointAction.objects.filter(pk__in=keys)
    table = LiveTable(actions)
    return {row.key: dict(zip(table.head.columns, row.values, strict=True)) for row in table if row.key in keys}


def standing(keys):
    """{key: whether it is archived} of the actions `keys` that exist."""
    actions = JointAction.objects.values_list("pk", "archived_at")
    if len(keys) <= MANY:
        actions = actions.filter(pk__in=keys)
    return {pk: archived_at is not None for pk, archived_at in actions if pk in keys}


def titles():
    """(key, reference, title) of the live actions, those with a former reference once more under that."""
    live = JointAction.objects.live()
    yield from live.values_list("pk", "reference", "title")
    yield from live.exclude(former_references=None).values_list("pk", "former_references__reference", "title")


@transaction.atomic
def keep(change_set, *, rows, remarks):
    """Keep what a plan found, `rows` [(RowChange, its CellChanges)], unless the same file was read meanwhile.

    A return that changes nothing is closed, and answers its transmission all the same; sent by whoever speaks for the
    addressee, it confirms what still stands as it was sent.
    """
    if not _being_read(change_set):
        return
    for part in [*(row for row, _cells in rows), *remarks]:
        part.change_set = change_set
    RowChange.objects.bulk_create([row for row, _cells in rows], BATCH)
    for row, cells in rows:
        for cell in cells:
            cell.row = row
    CellChange.objects.bulk_create([cell for _row, cells in rows for cell in cells], BATCH)
    Remark.objects.bulk_create(remarks, BATCH)
    is_empty = not (rows or remarks or change_set.report["problems"])
    change_set.state = ChangeSet.State.CLOSED if is_empty else ChangeSet.State.OPEN
    change_set.closed_at = timezone.now() if is_empty else None
    change_set.progress = 100
    change_set.transmission = change_set.transmission or _transmission(change_set)
    change_set.save()
    sent, by = change_set.transmission, change_set.received_by
    if sent and by and is_empty and speaks_for_addressee(by, sent):
        confirm_edition(by=by, transmission=sent)
    elif sent:
        answer = Transmission.Answer.NOTHING if is_empty else Transmission.Answer.RETURNED
        transmission.record(by=by, transmission=sent, answer=answer, at=change_set.received_at)


def _transmission(change_set):
    """The one that carried the workbook to this sender, the first that still waits for an answer."""
    if change_set.workbook is None:
        return None
    sent = change_set.workbook.transmissions.filter(Q(partner=change_set.partner) if change_set.partner else Q())
    return sent.order_by(F("answered_at").asc(nulls_first=True), "-sent_at").first()


@transaction.atomic
def refuse(change_set, sentence):
    """Say why a file cannot be read."""
    if _being_read(change_set):
        change_set.state, change_set.message = ChangeSet.State.REFUSED, sentence
        change_set.save(update_fields=["state", "message"])


@transaction.atomic
def ask_for_columns(change_set):
    """Let a person say what the columns of somebody else's table mean."""
    if _being_read(change_set):
        change_set.source, change_set.state = ChangeSet.Source.TABLE, ChangeSet.State.MAPPING
        change_set.save(update_fields=["source", "state"])


def _being_read(change_set):
    """Lock a change set; return whether it still waits for what is in its file."""
    reading = ChangeSet.objects.select_for_update().filter(pk=change_set.pk, state=ChangeSet.State.READING)
    return reading.values_list("pk").first() is not None


def tell_progress(change_set, percentage):
    """Let the page see how far the reading is, in steps: each is a query."""
    if percentage - change_set.progress >= STEP:
        change_set.progress = percentage
        ChangeSet.objects.filter(pk=change_set.pk).update(progress=percentage)
