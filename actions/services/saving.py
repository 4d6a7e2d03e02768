"""Saving cells: the one way in which an action changes."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from operator import attrgetter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.columns import ARCHIVED, BY_NAME, EDITABLE, Column
from actions.models import CellEdit, Edit, FormerReference, JointAction, Participation
from actions.permissions import may_edit_actions
from actions.services.references import assign_references

ANY = object()
BATCH = 200
MONEY = {"budget", "currency"}


@dataclass(frozen=True)
class Change:
    """A value for a cell; `base` is the stored value that the person saw there, or ANY to replace whatever there is."""

    action: int
    column: Column
    value: object
    base: object = ANY


@dataclass(frozen=True)
class Conflict:
    """A change that was not made, since the cell was changed after the person saw it."""

    change: Change
    action: JointAction
    current: object
    last: CellEdit | None  # the change that came between


@dataclass(frozen=True)
class Refusal:
    """A change that breaks a rule; `message` is for the person."""

    action: JointAction | None
    column: Column | None
    message: str


@dataclass
class Outcome:
    """What became of the changes."""

    edit: Edit | None = None
    saved: list[CellEdit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@transaction.atomic
def save(*, by, channel, changes, reason="", edit=None, undoes=None, dry_run=False):
    """Make `changes`, and return an Outcome that says which were made, which conflict and which are refused.

    They are told as a new Edit, or as part of `edit`.

    An action whose changes break a rule keeps all its cells; the others go on. Rows stay locked until the end of the
    transaction (SQLite: the whole database), so between the comparison with `base` and the write nobody comes in.
    """
    if not may_edit_actions(by):
        raise PermissionDenied
    wanted = defaultdict(list)
    for change in changes:
        wanted[change.action].append(change)
    outcome, edited = Outcome(), {}
    actions = _locked(by, wanted)
    for key, ones in wanted.items():
        action = actions.get(key)
        if action is None:
            outcome.refusals.append(Refusal(None, None, _("This action does not exist.")))
            continue
        cells, conflicts = _compare(action, ones)
        outcome.conflicts += conflicts
        refusals = _apply(action, cells, free=undoes is not None)
        outcome.refusals += refusals
        if cells and not refusals:
            edited[action] = cells
    _name_last_edits(outcome.conflicts)
    outcome.saved = [
        CellEdit(action=action, column=change.column.name, before=before, after=change.column.store(change.value))
        for action, cells in edited.items()
        for change, before in cells
    ]
    if edited and not dry_run:
        outcome.saved += _move(edited)
        _write(edited)
        edit = edit or Edit.objects.create(author=by, channel=channel, reason=reason, undoes=undoes)
        outcome.edit = _record(edit, outcome.saved)
    return outcome


def _locked(user, wanted):
    """{key: action}, each with what the columns to be changed read."""
    columns = {change.column for changes in wanted.values() for change in changes}
    needs = {need for column in columns for need in (["axis"] if column.name == "axis" else column.needs)}
    found = JointAction.objects.visible_to(user).filter(pk__in=list(wanted)).order_by("pk")
    # A join would drop the rows whose axis was changed while this waited for the lock (PostgreSQL).
    return found.for_table(needs).select_related(None).select_for_update().in_bulk()


def _compare(action, changes):
    """Split the changes that change something into [(change, stored value before)] and conflicts."""
    cells, conflicts = [], []
    for change in changes:
        before = change.column.store(change.column.read(action))
        if change.column.store(change.value) == before:
            continue
        if change.base is not ANY and change.base != before:
            conflicts.append(Conflict(change, action, before, None))
        else:
            cells.append((change, before))
    if any(conflict.change.column.name in MONEY for conflict in conflicts):
        # An amount says nothing beside a currency that it was not meant for.
        conflicts += [Conflict(change, action, before, None) for change, before in cells if change.column.name in MONEY]
        cells = [(change, before) for change, before in cells if change.column.name not in MONEY]
    return cells, conflicts


def _apply(action, cells, free):
    """Set the fields of `action` and return the refusals; an undo is `free` to bring back an earlier status."""
    refusals = []
    for change, before in cells:
        column, value = change.column, change.value
        if column is ARCHIVED:
            action.archived_at = timezone.now() if value else None
        elif column.role == Participation.Role.LEAD and len(value) > 1:
            refusals.append(Refusal(action, column, _("An action has one lead only.")))
        elif column.name == "status" and not free and value not in JointAction.Status(before).successors:
            message = _("An action cannot pass from “%(before)s” to “%(after)s”.")
            words = {"before": column.format(before), "after": column.format(value)}
            refusals.append(Refusal(action, column, message % words))
        elif not column.rows:
            refusals += _set_field(action, column, value)
        elif column.name == "axis" and value is None:
            refusals.append(Refusal(action, column, _("An action needs an axis.")))
        elif column.name == "axis":
            action.axis = value
    changed = {change.column.name for change, _before in cells}
    for name, message in action.faults().items():
        # A rule over two fields speaks beside the one that was changed.
        blamed = name if name in changed else next(iter(changed & {"start", "currency"}), name)
        refusals.append(Refusal(action, BY_NAME[blamed], str(message)))
    return refusals


def _set_field(action, column, value):
    try:
        setattr(action, column.name, action._meta.get_field(column.name).clean(value, action))
    except ValidationError as error:
        return [Refusal(action, column, " ".join(error.messages))]
    return []


def _name_last_edits(conflicts):
    """Tell each conflict which change came between, in one query for all."""
    places = {(conflict.action.pk, name) for conflict in conflicts for name in _together(conflict.change.column)}
    history = CellEdit.objects.filter(
        action__in={action for action, _column in places}, column__in={column for _action, column in places}
    )
    latest = history.order_by().values("action", "column").annotate(last=Max("pk")).values("last")
    last = {(cell.action_id, cell.column): cell for cell in CellEdit.objects.filter(pk__in=latest).with_authors()}
    for number, conflict in enumerate(conflicts):
        found = [last.get((conflict.action.pk, name)) for name in _together(conflict.change.column)]
        conflicts[number] = replace(conflict, last=max(filter(None, found), key=attrgetter("pk"), default=None))


def _together(column):
    """The names of the columns that conflict together."""
    return MONEY if column.name in MONEY else {column.name}


def _move(edited):
    """Give the actions that changed axis the next reference there; the old one is still found."""
    moved = [action for action, cells in edited.items() if any(change.column.name == "axis" for change, _ in cells)]
    left = {action.pk: action.reference for action in moved}
    assign_references(actions=moved)
    FormerReference.objects.bulk_create(FormerReference(action_id=key, reference=left[key]) for key in left)
    return [
        CellEdit(action=action, column="reference", before=left[action.pk], after=action.reference) for action in moved
    ]


def _write(edited):
    """Write the fields and links that changed, many rows at a time."""
    fields, links = {"updated_at", "search_text"}, defaultdict(list)
    for action, cells in edited.items():
        for change, before in cells:
            if change.column.rows and change.column.name != "axis":
                links[change.column].append((action, before or [], change.value))
            else:
                fields |= {"axis", "reference"} if change.column.rows else {_field_of(change.column)}
    # Every row is there, and locked: bulk_update would do the same with a CASE for each cell, 5 to 25 times slower.
    JointAction.objects.bulk_create(
        edited, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(fields)
    )
    for column, ones in links.items():
        _write_links(column, ones)


def _field_of(column):
    return "archived_at" if column is ARCHIVED else column.name


def _write_links(column, ones):
    """Remove and add the links that changed; `ones` holds (action, stored rows before, rows after)."""
    key = column.rows.NATURAL_KEY
    if column.role:
        model, action_id, row_id, extra = Participation, "action_id", "partner_id", {"role": column.role}
    else:
        relation = JointAction._meta.get_field(column.name)
        model, extra = relation.remote_field.through, {}
        action_id, row_id = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
    removed, added = defaultdict(list), []
    for action, before, rows in ones:
        for gone in set(before) - {str(getattr(row, key)) for row in rows}:
            removed[gone].append(action.pk)
        added += [
            model(**{action_id: action.pk, row_id: row.pk}, **extra)
            for row in rows
            if str(getattr(row, key)) not in before
        ]
    for gone, actions in removed.items():
        leaving = model.objects.filter(**{f"{action_id}__in": actions}, **extra)
        leaving.filter(**{f"{row_id.removesuffix('_id')}__{key}": gone}).delete()
    model.objects.bulk_create(added, batch_size=BATCH)


def _record(edit, cells):
    for cell in cells:
        cell.edit = edit
    CellEdit.objects.bulk_create(cells, batch_size=BATCH)
    return edit


def create(*, by, channel, values, reason="", edit=None):
    """Add an action with `values` {column name: value}; it gets the next reference of its axis.

    It is told as a new Edit, or as part of `edit`. Raises ValidationError keyed by column.
    """
    (action,), faults = create_all(by=by, channel=channel, rows=[values], reason=reason, edit=edit)
    if faults:
        raise faults[0]
    return action


@transaction.atomic
def create_all(*, by, channel, rows, reason="", edit=None):
    """Add an action for each of `rows` as `create` does, all in one Edit; the others go on where one breaks a rule.

    Returns the actions, None for a row that was refused, and {its place: ValidationError keyed by column}.
    """
    if not may_edit_actions(by):
        raise PermissionDenied
    actions, faults, columns, cells = [], {}, defaultdict(list), []
    for place, values in enumerate(rows):
        try:
            actions.append(_new(values))
        except ValidationError as error:
            actions.append(None)
            faults[place] = error
    added = [action for action in actions if action]
    assign_references(actions=added)
    JointAction.objects.bulk_create(added, batch_size=BATCH)
    for action, values in zip(actions, rows, strict=True):
        if action is None:
            continue
        cells.append(CellEdit(action=action, column="reference", before=None, after=action.reference))
        for column in EDITABLE:
            stored = column.store(values.get(column.name))
            if stored not in (None, []):
                cells.append(CellEdit(action=action, column=column.name, before=None, after=stored))
                if column.rows and column.name != "axis":
                    columns[column].append((action, [], values[column.name]))
    for column, ones in columns.items():
        _write_links(column, ones)
    if added:
        _record(edit or Edit.objects.create(author=by, channel=channel, reason=reason), cells)
    return actions, faults


def _new(values):
    """An action that is not saved yet; raises ValidationError."""
    fields = {
        column.name: values[column.name]
        for column in EDITABLE
        if column.name in values and (not column.rows or column.name == "axis")
    }
    action = JointAction(**{name: value for name, value in fields.items() if value is not None})
    # What `full_clean` would ask the database of each: the axis was just read, and nothing else of a new row is unique.
    action.clean_fields(exclude=["reference", *(["axis"] if action.axis_id else [])])
    if faults := action.faults():
        raise ValidationError(faults)
    return action


def archive(*, by, channel, actions, archived=True, reason=""):
    """Put actions away, or bring them back; return the Outcome."""
    return save(
        by=by, channel=channel, changes=[Change(action.pk, ARCHIVED, archived) for action in actions], reason=reason
    )


def change_status(*, by, channel, actions, status, reason=""):
    """Set `status` on each of `actions` that may take it; return the Outcome."""
    changes = [Change(action.pk, BY_NAME["status"], status) for action in actions]
    return save(by=by, channel=channel, changes=changes, reason=reason)
