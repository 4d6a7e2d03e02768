"""Review of what senders propose: a person decides, and what was accepted is applied in one transaction.

Nothing decides by itself, and nothing is decided twice: a verdict may be changed until it is applied, and what was
applied is taken back with its edit (`services.undo`), after which the change set may be opened again.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actions.columns import BY_NAME
from actions.models import CellChange, ChangeSet, Edit, JointAction, RowChange, Verdict
from actions.permissions import may_edit_actions
from actions.proposals import Proposals, Standing
from actions.services.saving import Change, create_all, save
from actions.snapshots import FrozenTable, LiveTable
from actions.stored import Loader

BATCH = 1000
SMALL = 500  # cells and rows that are applied while the person waits
State = ChangeSet.State
Kind = RowChange.Kind


class NotOpenError(Exception):
    """The change set is in a state in which this cannot be done; the text says so."""

    def __init__(self, change_set):
        said = _("Nothing was done: the state of this change set is now “%(state)s”.")
        super().__init__(said % {"state": change_set.get_state_display()})


@dataclass
class Decision:
    """What became of a wish to decide: how many proposals were decided, and the cells that were changed meanwhile."""

    decided: int
    stale: set[int]


@dataclass
class Applied:
    """What one go applied, and how much of what was accepted waits again, each with the sentence that says why."""

    edit: Edit | None = None
    done: int = 0
    hindered: int = 0
    closed: bool = False


# Deciding ---------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, by, cells=(), rows=(), verdict, comment="", seen=None):
    """Give the `verdict` on proposed `cells` and `rows`, by their keys; PENDING takes an earlier one back.

    `seen` {cell: stored value} is what the person saw in the table: a cell that holds something else by now is left
    undecided. Accepting a cell refuses what other open change sets propose for it, and accepts what is equal.
    """
    touched = RowChange.objects.filter(pk__in=rows) | RowChange.objects.filter(cells__in=cells)
    touched = _locked_rows(by, touched)
    proposals = [one for row in Proposals(touched) for one in row.cells if one.cell.pk in set(cells)]
    if verdict == Verdict.ACCEPTED:
        proposals = [one for one in proposals if one.may_be_accepted]
    proposals = [one for one in proposals if not one.cell.edit_id]
    stale = {one.cell.pk for one in proposals if seen and seen.get(one.cell.pk, one.current) != one.current}
    wanted = [one for one in proposals if one.cell.pk not in stale]
    _write(by, wanted, verdict, comment)
    decided = len(wanted) + sum(_decide_row(by, row, verdict, comment) for row in touched.filter(pk__in=rows))
    return Decision(decided, stale)


@transaction.atomic
def accept_clean(*, by, change_set):
    """Accept every cell that nothing speaks against; return how many."""
    rows = _locked_rows(by, RowChange.objects.filter(change_set=change_set))
    clean = [one for row in Proposals(rows) for one in row.cells if one.standing == Standing.CLEAN]
    _write(by, clean, Verdict.ACCEPTED, "")
    return len(clean)


def _locked_rows(by, rows):
    """`rows` of open change sets; these stay locked, with all that propose something for the same actions."""
    if not may_edit_actions(by):
        raise PermissionDenied
    rows = RowChange.objects.visible_to(by).filter(pk__in=rows.values("pk"))
    actions = rows.exclude(action=None).values("action")
    rivals = ChangeSet.objects.filter(state=State.OPEN, rows__action__in=actions)
    own = ChangeSet.objects.filter(rows__in=rows.values("pk"))
    locked = ChangeSet.objects.filter(pk__in=rivals.values("pk")) | ChangeSet.objects.filter(pk__in=own.values("pk"))
    for change_set in locked.order_by("pk").select_for_update(of=("self",)):
        if change_set.state != State.OPEN:
            raise NotOpenError(change_set)
    return rows


def _write(by, proposals, verdict, comment):
    """Note the verdict on each; what is accepted settles its rivals."""
    overruled = {}
    if verdict == Verdict.ACCEPTED:
        for one in proposals:
            if one.cell.pk not in overruled:
                overruled |= {rival.pk: (rival, one) for rival in one.rivals}
    proposals = [one for one in proposals if one.cell.pk not in overruled]
    told = _told(by, verdict, comment)
    as_seen_by_sender = [one.cell.pk for one in proposals if not one.is_changed_since]
    for keys in _batches(as_seen_by_sender):
        CellChange.objects.filter(pk__in=keys).update(seen=F("base"), **told)
    for one in proposals:
        if one.is_changed_since:
            CellChange.objects.filter(pk=one.cell.pk).update(seen=one.current, **told)
    for rival, one in overruled.values():
        if rival.proposed == one.cell.proposed:
            told = _told(by, Verdict.ACCEPTED, rival.comment)
        else:
            told = _told(by, Verdict.REFUSED, _("Another proposal was accepted for this cell."))
        CellChange.objects.filter(pk=rival.pk).update(seen=one.current, **told)


def _told(by, verdict, comment):
    who, when = (None, None) if verdict == Verdict.PENDING else (by, timezone.now())
    return {"verdict": verdict, "decided_by": who, "decided_at": when, "comment": comment[:500], "obstacle": ""}


def _batches(keys):
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


# Rows without cells -----------------------------------------------------------------------------


def _decide_row(by, row, verdict, comment):
    """Decide on a whole row; return whether there was something to decide."""
    if row.kind not in {Kind.NEW, Kind.LOOKALIKE, Kind.SLID} or row.edit_id:
        return False
    if verdict == Verdict.ACCEPTED and row.kind == Kind.SLID:
        _unfold(row, row.action, _as_sent(row))
    elif verdict == Verdict.ACCEPTED:
        row.kind = Kind.NEW
    RowChange.objects.filter(pk=row.pk).update(kind=row.kind, **_told(by, verdict, comment))
    return True


@transaction.atomic
def identify(*, by, row, action):
    """Take a row without a key for `action`: what it says otherwise becomes cells to decide."""
    (row,) = _locked_rows(by, RowChange.objects.filter(pk=row.pk))
    if row.kind not in {Kind.LOOKALIKE, Kind.NEW} or row.edit_id:
        return
    # Whoever adds a row leaves cells empty without wishing to empty anything.
    row.values = {name: value for name, value in row.values.items() if value not in (None, [])}
    row.action = action
    _unfold(row, action, {})
    told = _told(by, Verdict.PENDING, row.comment)
    RowChange.objects.filter(pk=row.pk).update(kind=row.kind, action=action, **told)


def _unfold(row, action, base):
    """Make cells of a row's values, compared with `base` {column: stored value} and with what `action` holds now."""
    table = LiveTable(JointAction.objects.filter(pk=action.pk))
    (now,) = table
    current = dict(zip(table.head.columns, now.values, strict=True))
    partner = row.change_set.partner
    takes_part = partner is None or action.participations.filter(partner=partner).exists()
    CellChange.objects.bulk_create(
        CellChange(
            row=row,
            column=name,
            base=base.get(name),
            proposed=None if name in row.errors else value,
            written=value if name in row.errors else "",
            is_suggestion=partner is not None and not (takes_part and BY_NAME[name].partner_may_edit),
            doubt=_("The contents of this row had slid against its key.") if row.kind == Kind.SLID else "",
            error=row.errors.get(name, ""),
        )
        for name, value in row.values.items()
        if BY_NAME[name].is_editable and value not in (current[name], base.get(name, current[name]))
    )
    row.kind = Kind.CHANGED


def _as_sent(row):
    """{column: stored value} of what the sender was sent of the row's action."""
    workbook = row.change_set.workbook
    if workbook is None:
        return {}
    table = FrozenTable(workbook.snapshot)
    sent = next((one.values for one in table if one.key == row.action_id), None)
    return dict(zip(table.head.columns, sent, strict=True)) if sent else {}


# Applying ---------------------------------------------------------------------------------------


def accepted(change_set):
    """What was accepted and is to be applied: cells, and new rows."""
    waiting = {"verdict": Verdict.ACCEPTED, "edit": None}
    cells = CellChange.objects.filter(row__change_set=change_set, **waiting)
    return cells, RowChange.objects.filter(change_set=change_set, kind=Kind.NEW, **waiting)


def is_large(change_set):
    return sum(found.count() for found in accepted(change_set)) > SMALL


@transaction.atomic
def reserve(*, by, change_set):
    """Nobody decides any more until `apply`, which whoever calls this asks for, has come to its end."""
    change_set = _locked(by, change_set, State.OPEN, State.APPLYING)
    ChangeSet.objects.filter(pk=change_set.pk).update(state=State.APPLYING, progress=0)


def release(change_set):
    """Let people decide again after an `apply` that failed."""
    ChangeSet.objects.filter(pk=change_set.pk, state=State.APPLYING).update(state=State.OPEN)


@transaction.atomic
def apply(*, by, change_set):
    """Write what was accepted, as one Edit; close the change set if nothing waits any more. Return Applied.

    A cell that was changed after the verdict and one that breaks a rule wait again, each with the reason; what was
    applied once is not applied again.
    """
    change_set = _locked(by, change_set, State.OPEN, State.APPLYING)
    cells, rows = accepted(change_set)
    cells, rows = list(cells.select_related("row")), list(rows)
    outcome = Applied()
    if cells or rows:
        words = {"file": change_set, "sender": change_set.sender or change_set.partner or "–"}
        reason = (_("%(file)s, from %(sender)s") % words)[:300]
        is_proposal = change_set.source == ChangeSet.Source.PROPOSAL
        channel = Edit.Channel.FORM if is_proposal else Edit.Channel.RETURN
        edit = Edit.objects.create(author=by, channel=channel, reason=reason, change_set=change_set)
        hindered = _save(by, edit, cells)
        done = [cell.pk for cell in cells if cell.pk not in hindered]
        for keys in _batches(done):
            CellChange.objects.filter(pk__in=keys).update(edit=edit, obstacle="")
        _wait_again(CellChange, hindered)
        created, refused = _create(by, edit, rows)
        _wait_again(RowChange, refused)
        outcome = Applied(edit, len(done) + created, len(hindered) + len(refused))
        if not outcome.done:
            edit.delete()
            outcome.edit = None
    outcome.closed = not _is_waiting(change_set)
    _settle(change_set, outcome.closed)
    return outcome


@transaction.atomic
def reopen(*, by, change_set):
    """Let what was applied and then undone be decided again; return how many cells and rows that is."""
    change_set = _locked(by, change_set, State.OPEN, State.CLOSED)
    undone = Edit.objects.filter(change_set=change_set).exclude(undone_by=None)
    told = _told(by, Verdict.PENDING, "")
    number = CellChange.objects.filter(row__change_set=change_set, edit__in=undone).update(edit=None, **told)
    rows = RowChange.objects.filter(change_set=change_set, edit__in=undone)
    number += rows.update(edit=None, action=None, **told)
    if number:
        _settle(change_set, False)
    return number


def _locked(by, change_set, *states):
    """The change set as it is now, in one of `states`, and locked until the transaction ends."""
    if not may_edit_actions(by):
        raise PermissionDenied
    found = ChangeSet.objects.visible_to(by).select_for_update(of=("self",)).get(pk=change_set.pk)
    if found.state not in states:
        raise NotOpenError(found)
    return found


def _is_waiting(change_set):
    counts = Proposals(RowChange.objects.filter(change_set=change_set)).counts()[change_set.pk]
    return any(counts[standing] for standing in Standing.waiting())


def _settle(change_set, closed):
    change_set.state = State.CLOSED if closed else State.OPEN
    change_set.closed_at = timezone.now() if closed else None
    change_set.save(update_fields=["state", "closed_at"])


def _save(by, edit, cells):
    """Save accepted cells as part of `edit`; return {cell: why it was not}."""
    values = Loader((BY_NAME[cell.column], cell.proposed) for cell in cells)
    wanted, hindered = {}, {}
    for cell in cells:
        place = cell.row.action_id, cell.column
        column = BY_NAME[cell.column]
        value = values.load(column, cell.proposed)
        if column.rows and column.store(value) != cell.proposed:
            hindered[place] = _("What it names is no longer there.")
        else:
            wanted[place] = Change(place[0], column, value, cell.seen)
    while wanted:
        outcome = save(by=by, channel=edit.channel, changes=list(wanted.values()), edit=edit)
        hindered |= {_place(conflict.change): _why(conflict) for conflict in outcome.conflicts}
        wanted = _without_blamed(wanted, outcome.refusals, hindered)
    return {cell.pk: hindered[place] for cell in cells if (place := (cell.row.action_id, cell.column)) in hindered}


def _without_blamed(wanted, refusals, hindered):
    """The changes that a cell which broke a rule held back; those that broke one join the `hindered`."""
    held_back = {}
    for refusal in refusals:
        ones = {place: change for place, change in wanted.items() if place[0] == refusal.action.pk}
        place = refusal.action.pk, refusal.column.name
        hindered |= dict.fromkeys([place] if place in ones else ones, refusal.message)
        held_back |= ones
    return {place: change for place, change in held_back.items() if place not in hindered}


def _place(change):
    return change.action, change.column.name


def _why(conflict):
    if not conflict.last:
        return _("It was changed after it was accepted.")
    words = {
        "author": conflict.last.edit.author,
        "date": formats.date_format(timezone.localtime(conflict.last.edit.at), "SHORT_DATETIME_FORMAT"),
    }
    return _("%(author)s changed it on %(date)s, after it was accepted.") % words


def _create(by, edit, rows):
    """Add the accepted rows as part of `edit`; return how many, and {row: why it was not}."""
    values = Loader((BY_NAME[name], stored) for row in rows for name, stored in row.values.items())
    given = [{name: values.load(BY_NAME[name], stored) for name, stored in row.values.items()} for row in rows]
    actions, faults = create_all(by=by, channel=edit.channel, rows=given, edit=edit)
    added = [row for place, row in enumerate(rows) if place not in faults]
    for row, action in zip(added, filter(None, actions), strict=True):
        row.action, row.edit = action, edit
    RowChange.objects.bulk_update(added, ["action", "edit"], batch_size=BATCH)
    return len(added), {rows[place].pk: _in_words(error) for place, error in faults.items()}


def _in_words(error):
    said = error.message_dict.items()
    return " ".join(f"{capfirst(BY_NAME[name].heading)} : {' '.join(sentences)}" for name, sentences in said)


def _wait_again(model, hindered):
    for key, why in hindered.items():
        model.objects.filter(pk=key).update(verdict=Verdict.PENDING, obstacle=why[:500])
