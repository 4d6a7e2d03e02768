"""Milestones, progress reports and documents: written and withdrawn, and told to the ledger."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.columns import BY_NAME
from actions.models import CellEdit, ChangeSet, Document, Edit, JointAction, Milestone, ProgressReport
from actions.permissions import may_change_report, may_edit_actions, may_keep_milestones
from actions.services.proposing import propose
from actions.services.saving import Change, save

CHANNEL = Edit.Channel.FORM


class StaleError(Exception):
    """A part was changed since the person saw it: the text says by whom, `current` what it says now."""

    def __init__(self, part):
        self.current = str(part)
        told = part.action.history.filter(column=part.column, part=part.pk, after=self.current).with_authors().first()
        author = told.edit.author if told else _("Somebody")
        said = _("%(author)s changed this after you opened it. It now says: “%(text)s”. Save again to replace it.")
        super().__init__(said % {"author": author, "text": self.current})


class Written(NamedTuple):
    """What became of a report: told to the ledger, and what it proposes of the table."""

    edit: Edit | None = None
    proposal: ChangeSet | None = None


def may_keep(user, part):
    """Whether this person may write and withdraw `part`."""
    return may_keep_milestones(user) if isinstance(part, Milestone) else may_change_report(user, part)


@transaction.atomic
def write(*, by, part, seen="", documents=(), reason=""):
    """Save a new or changed milestone or report, with `documents` [(file, Type)]; return what was Written.

    `seen` is what the person saw of a part that was there before; StaleError if it was changed since. A new
    percentage becomes the progress of the action, unless a later report gives another; that of a partner's report is
    proposed to the secretariat.
    """
    before = _locked(by, part)
    if before and str(before) != seen:
        raise StaleError(before)
    part.full_clean()
    part.save()
    told = [] if before and str(before) == str(part) else [(part, before and str(before), str(part))]
    for file, kind in documents:
        document = Document.objects.create(
            report=part, file=file, name=file.name, content_type=kind.content_type, size=file.size, added_by=by
        )
        told.append((document, None, str(document)))
    written = Written()
    if isinstance(part, ProgressReport) and (before is None or before.percentage != part.percentage):
        written = _carry_over(by, part, reason)
    return Written(_tell(by, part.action, told, reason, written.edit), written.proposal)


@transaction.atomic
def withdraw(*, by, part, withdrawn=True, reason=""):
    """Put a milestone, a report or a document away, or bring it back; a file stays where it is."""
    before = _locked(by, part)
    if before.is_archived == withdrawn:
        return
    part.archived_at = timezone.now() if withdrawn else None
    part.save(update_fields=["archived_at"])
    told = (str(part), None) if withdrawn else (None, str(part))
    _tell(by, part.action, [(part, *told)], reason)


def _locked(by, part):
    """The part as the database holds it, or None if it is new; its action stays locked until the transaction ends."""
    JointAction.objects.select_for_update(of=("self",)).get(pk=part.action.pk)
    if not may_keep(by, part):
        raise PermissionDenied
    return type(part).objects.filter(pk=part.pk).first()


def _carry_over(by, report, reason):
    """Give the action the percentage of its latest report, or propose it."""
    later = report.action.reports.live().exclude(percentage=None).exclude(pk=report.pk)
    if report.percentage is None or later.filter(date__gt=report.date).exists():
        return Written()
    if not may_edit_actions(by):
        return Written(proposal=_propose(by, report))
    change = Change(report.action_id, BY_NAME["progress"], report.percentage)
    outcome = save(by=by, channel=CHANNEL, changes=[change], reason=reason)
    if outcome.refusals:
        raise ValidationError(outcome.refusals[0].message)
    return Written(edit=outcome.edit)


def _propose(by, report):
    """Propose the percentage of a partner's report, unless the table says it already; return the ChangeSet, or None."""
    current = JointAction.objects.filter(pk=report.action_id).values_list("progress", flat=True).get()
    if report.percentage == current:
        return None
    return propose(
        by=by,
        action=report.action,
        cells={"progress": (current, report.percentage)},
        message=_("Progress report: %(report)s") % {"report": report},
    )


def _tell(by, action, told, reason, edit=None):
    """Tell the ledger [(part, before, after)], in the Edit that the same act made already or in one of its own.

    Returns the Edit, or None if there was nothing to tell.
    """
    if told:
        edit = edit or Edit.objects.create(author=by, channel=CHANNEL, reason=reason)
        CellEdit.objects.bulk_create(
            CellEdit(edit=edit, action=action, column=part.column, part=part.pk, before=before, after=after)
            for part, before, after in told
        )
    return edit
