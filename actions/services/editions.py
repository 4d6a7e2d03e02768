"""Freezing the table: the one way in which an edition comes about."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from actions.comparing import compare
from actions.models import Axis, Edition, JointAction
from actions.permissions import may_edit_actions
from actions.snapshots import FrozenTable, LiveTable, take


class NothingChangedError(Exception):
    """Nothing has changed since the last edition; the text is for the person."""


class AlreadyFrozenError(Exception):
    """The edition that was to be frozen is there already: `edition`."""

    def __init__(self, edition):
        super().__init__(edition)
        self.edition = edition


@transaction.atomic
def freeze(*, by, remarks="", number=None, even_unchanged=False):
    """Freeze the live table as the next edition, and return it.

    `number` is the one that the person expects: whoever asks twice, or at the same time as somebody else, is told by
    `AlreadyFrozenError`. An edition in which no cell differs from the last is refused (`NothingChangedError`), unless
    it is wanted `even_unchanged`.
    """
    if not may_edit_actions(by):
        raise PermissionDenied
    _lock()
    last = Edition.objects.select_related("snapshot", "frozen_by").first()
    following = last.number + 1 if last else 1
    if last and number is not None and number < following:
        raise AlreadyFrozenError(Edition.objects.select_related("frozen_by").get(number=number))
    snapshot = take(LiveTable(JointAction.objects.live()))
    counts = _counts(last.snapshot, snapshot) if last else {"added": snapshot.size}
    if last and not any(counts.values()) and not even_unchanged:
        raise NothingChangedError(_("Nothing has changed since edition %(number)s.") % {"number": last.number})
    return Edition.objects.create(number=following, snapshot=snapshot, frozen_by=by, remarks=remarks, **counts)


def _lock():
    """Until the edition is there nobody saves a cell, adds an action or freezes another edition.

    In the order of `saving`: actions, then axes. SQLite has locked the whole database already.
    """
    for rows in (JointAction, Axis):
        list(rows.objects.select_for_update().order_by("pk").values_list("pk"))


def _counts(old, new):
    """What an edition keeps of its differences from the one before."""
    found = compare(FrozenTable(old), FrozenTable(new))
    return {
        "added": len(found.added),
        "removed": len(found.removed),
        "changed": len(found.changed),
        "cells": found.cell_count,
    }
