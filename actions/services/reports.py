"""Milestones, progress reports and documents: written and withdrawn, and told to the ledger."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.columns import BY_NAME
from actions.models import CellEdit, Document, Edit, JointAction, ProgressReport
from actions.permissions import may_report
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


@transaction.atomic
def write(*, by, part, seen="", documents=(), reason=""):
    """Save a new or changed milestone or report, with `documents` [(file, Type)].

    `seen` is what the person saw of a part that was there before; StaleError if it was changed since. A new
    percentage becomes the progress of the action, unless a later report gives another.
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
    edit = None
    if isinstance(part, ProgressReport) and (before is None or before.percentage != part.percentage):
        edit = _carry_over(by, part, reason)
    _tell(by, part.action, told, reason, edit)


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
    if not may_report(by, part.action):
        raise PermissionDenied
    return type(part).objects.filter(pk=part.pk).first()


def _carry_over(by, report, reason):
    """Give the action the percentage of its latest report; return the Edit, or None if nothing changed."""
    later = report.action.reports.live().exclude(percentage=None).exclude(pk=report.pk)
    if report.percentage is None or later.filter(date__gt=report.date).exists():
        return None
    change = Change(report.action_id, BY_NAME["progress"], report.percentage)
    outcome = save(by=by, channel=CHANNEL, changes=[change], reason=reason)
    if outcome.refusals:
        raise ValidationError(outcome.refusals[0].message)
    return outcome.edit


def _tell(by, action, told, reason, edit=None):
    """Tell the ledger [(part, before, after)], in the Edit that the same act made already or in one of its own."""
    if told:
        edit = edit or Edit.objects.create(author=by, channel=CHANNEL, reason=reason)
        CellEdit.objects.bulk_create(
            CellEdit(edit=edit, action=action, column=part.column, part=part.pk, before=before, after=after)
            for part, before, after in told
        )
