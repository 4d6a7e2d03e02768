"""What the worker does beside the server (`manage.py db_worker`)."""

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from actions.exchange import layout as layouts
from actions.exchange.plan import plan
from actions.exchange.recognise import claimed, recognise
from actions.models import ChangeSet
from actions.services import returns, review
from gtm.lib.excel.reading import WorkbookRefused, read
from partners.models import User

logger = logging.getLogger(__name__)
# A worker takes a task within a second or two, and needs minutes at most.
PATIENCE, LONGEST = timedelta(seconds=20), timedelta(minutes=15)


def worker_is_away():
    """Whether tasks wait although none is being done."""
    now = timezone.now()
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - PATIENCE)
    return waiting.exists() and not DBTaskResult.objects.running().filter(started_at__gt=now - LONGEST).exists()


def receive(**options):
    """Keep a returned file (`services.returns.receive`) and have it read; return its ChangeSet and whether it is new.

    One that nobody came to read yet is read now: who sends it again says that it should be.
    """
    change_set, is_new = returns.receive(**options)
    if change_set.state == ChangeSet.State.READING:
        transaction.on_commit(partial(read_change_set.enqueue, change_set.pk))
    return change_set, is_new


@task()
def read_change_set(pk):
    """Read the file of a change set and keep what it proposes. Twice is once; what goes wrong is told to people."""
    change_set = ChangeSet.objects.filter(pk=pk, state=ChangeSet.State.READING).first()
    if change_set is None:
        return
    try:
        with change_set.file.open() as file:
            understand(change_set, read(file, change_set.name))
    except WorkbookRefused as refusal:
        returns.refuse(change_set, str(refusal))
    except Exception:
        logger.exception("Change set %s could not be read", pk)
        returns.refuse(
            change_set,
            _("The file could not be read, and the fault is ours: it was noted. Meanwhile, enter its changes by hand."),
        )


def understand(change_set, book):
    """Take `book` for one of our workbooks, or else for the table of somebody else, and plan what it would do."""
    progress = partial(returns.tell_progress, change_set)
    progress(20)
    incoming = recognise(book, change_set.partner)
    if incoming is None:
        layout, is_known = layouts.understand(book, change_set)
        if layout is None:
            raise WorkbookRefused(_("No sheet of the file holds a table."))
        if not is_known:
            return returns.ask_for_columns(change_set)
        change_set.mapping, incoming = layout.mapping, layout.incoming()
        if claimed(book)[0]:
            incoming.problems.insert(
                0, _("The workbook says that it is ours, but the ledger does not know it: it is read as any other.")
            )
    return plan(change_set, incoming, progress)


@task()
def apply_change_set(pk, user):
    """Apply what `user` accepted of a change set that nobody decides on meanwhile. Twice is once."""
    change_set = ChangeSet.objects.filter(pk=pk, state=ChangeSet.State.APPLYING).first()
    if change_set is None:
        return
    try:
        review.apply(by=User.objects.get(pk=user), change_set=change_set)
    except Exception:
        review.release(change_set)
        raise
