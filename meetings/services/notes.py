"""The notes of a meeting that is being held: each verb locks the meeting, so that those who write together take turns.

A note is a statement, a debate point or a decision. What a field of it says is compared as text, which is what the
page shows: a field that says something else than the person saw stays as it is, and she is told.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from actions import services as actions
from actions.models import Edit, JointAction
from meetings.models import DebatePoint, Decision, Statement
from meetings.services import reminders, writing
from meetings.services.attending import locked
from partners import services as mail
from partners.models import Mail

PARTS = {"statement": Statement, "point": DebatePoint, "decision": Decision}
FIELDS = {
    "statement": ["kind", "speaker", "speaker_function", "partner", "text"],
    "point": ["text", "partners", "themes", "actions"],
    "decision": ["text", "responsible", "partners", "due", "actions"],
}
LISTS = {"partners", "themes", "actions"}
SEPARATOR = "; "
ASIDE = 10_000  # added to the numbers of those that change places


class GoneError(Exception):
    """The note is not there: somebody removed it."""


class KeptError(Exception):
    """A sentence that says what depends on a note, which therefore stays."""


class Conflict(NamedTuple):
    """A field that was not saved, since it says something else meanwhile; `who` and `when`, if they are known."""

    value: str
    who: str
    when: str

    @property
    def said(self):
        """A sentence that goes before what the field says now."""
        if not self.who:
            return _("Somebody changed this meanwhile. It now says:")
        at = date_format(localtime(datetime.fromisoformat(self.when)), "TIME_FORMAT")
        return _("%(who)s changed this at %(at)s. It now says:") % {"who": self.who, "at": at}


class Saved(NamedTuple):
    """A note as it is now, and {field: Conflict} of what was not saved."""

    note: Statement | DebatePoint | Decision
    conflicts: dict


def part_of(note):
    return next(part for part, model in PARTS.items() if isinstance(note, model))


def ref_of(note):
    """What a page calls a note: the key with which it was begun, or else its number in the database."""
    return str(note.key or note.pk)


def again(note):
    """The note as the database holds it, after it was written."""
    return type(note).objects.get(pk=note.pk)


def said(note):
    """{field: text} of what a note says."""
    return {name: as_text(_held(note, name)) for name in FIELDS[part_of(note)]}


def as_text(value):
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case list():
            return SEPARATOR.join(sorted(map(called, value)))
    return str(value)


def called(row):
    return row.reference if isinstance(row, JointAction) else str(row)


def _held(note, name):
    return list(getattr(note, name).all()) if name in LISTS else getattr(note, name)


# Writing ----------------------------------------------------------------------------------------


@transaction.atomic
def save(*, by, meeting, part, note, values, seen, is_new=False, after=None):
    """Write `values` {field: value} into a note of which the person saw `seen` {field: [texts]}; return what was Saved.

    What was seen is what the page got, and whatever she sent since without having had an answer. A note that is new
    is begun, at the end or behind the note `after` (the first one if that is empty); begun twice it is one note. Of
    lists each name is added and taken out by itself: there nobody is in anybody's way.
    """
    meeting = locked(by, meeting)
    found = find(meeting, part, note)
    if found is None:
        if not is_new:
            raise GoneError
        return Saved(_begin(by, meeting, part, note, values, after), {})
    now, changed, conflicts = said(found), {}, {}
    for name, value in values.items():
        wanted, bases = as_text(value), set(seen[name])
        if name in LISTS:
            value = _merged(_held(found, name), value, {one for base in bases for one in base.split(SEPARATOR)})
            wanted = as_text(value)
        elif bases == {wanted}:
            continue
        elif now[name] not in bases | {wanted}:
            conflicts[name] = Conflict(now[name], *writing.last(found, name))
            continue
        if wanted != now[name]:
            changed[name] = value
    if changed:
        _write(by, found, changed)
    return Saved(found, conflicts)


def _begin(by, meeting, part, key, values, after):
    """A note that was not there."""
    rows = list(PARTS[part].objects.filter(meeting=meeting))
    found = PARTS[part](meeting=meeting, key=UUID(key), number=rows[-1].number + 1 if rows else 1)
    _write(by, found, values)
    refs = [ref_of(row) for row in rows]
    if after == "" or after in refs:
        rows.insert(refs.index(after) + 1 if after else 0, found)
        _renumber(by, rows)
    return found


def _merged(now, wanted, seen):
    """The rows that are there `now`, without those that the person took out, and with those that she added."""
    names = {called(row) for row in wanted}
    kept = [row for row in now if called(row) in names or called(row) not in seen]
    return kept + [row for row in wanted if called(row) not in seen and row not in now]


def _write(by, note, values):
    for name, value in values.items():
        if name not in LISTS:
            setattr(note, name, value)
    note.full_clean()
    note.save()
    for name in LISTS & values.keys():
        getattr(note, name).set(values[name])
    writing.keep_last(by, note, values)
    if isinstance(note, Decision):
        reminders.plan(by=by, decision=note)


@transaction.atomic
def place(*, by, meeting, part, note, to, seen):
    """Give a note the number `to`; nothing is done if it no longer has the number `seen`."""
    meeting = locked(by, meeting)
    rows = list(PARTS[part].objects.filter(meeting=meeting))
    found = next((row for row in rows if ref_of(row) == note and row.number == seen), None)
    if found:
        rows.remove(found)
        rows.insert(max(to - 1, 0), found)
        _renumber(by, rows)


def _renumber(by, rows):
    """Number `rows` from one on, in their order."""
    moved = [(row, number) for number, row in enumerate(rows, start=1) if row.number != number]
    if not moved:
        return
    # Two never have the same number, not even while they change places.
    objects = type(moved[0][0]).objects
    objects.filter(pk__in=[row.pk for row, _number in moved]).update(number=F("number") + ASIDE)
    for row, number in moved:
        row.number = number
        objects.filter(pk=row.pk).update(number=number)
        if isinstance(row, Decision):
            reminders.plan(by=by, decision=row)


@transaction.atomic
def remove(*, by, meeting, part, note):
    """Remove a note on which nothing depends, or KeptError; the others move up."""
    meeting = locked(by, meeting)
    found = find(meeting, part, note)
    if found is None:
        return
    if reason := _kept_by(found):
        raise KeptError(reason)
    if isinstance(found, Decision):
        for waiting in found.mails.filter(state__in=Mail.State.cancellable()):
            mail.cancel(by=by, mail=waiting)
    found.delete()
    _renumber(by, list(PARTS[part].objects.filter(meeting=meeting)))


def _kept_by(note):
    """A sentence that says what depends on a note, or nothing."""
    if isinstance(note, Decision):
        if note.follow_ups.exists():
            return _("There are follow-ups of this decision: it stays. On its own page it can be dropped.")
        if note.agenda_items.exists():
            return _("This decision stands on an agenda: it stays.")
        if note.mails.exclude(state__in=[*Mail.State.cancellable(), Mail.State.CANCELLED]).exists():
            return _("Mails about this decision have left: it stays. On its own page it can be dropped.")
    if not isinstance(note, Statement) and note.actions.exists():
        return _("Joint actions are linked to this note: take them out of it first.")
    return ""


@transaction.atomic
def make_action(*, by, meeting, note, title, axis, lead=None):
    """Add a joint action that a debate point led to, and link the two; the same title again is the same action."""
    meeting = locked(by, meeting)
    point = find(meeting, "point", note)
    if point is None:
        raise GoneError
    if there := point.actions.filter(title=title).first():
        return there
    values = {"title": title, "axis": axis, "lead": [lead] if lead else []}
    action = actions.create(by=by, channel=Edit.Channel.FORM, values=values, reason=str(point))
    point.actions.add(action)
    return action


def find(meeting, part, note):
    """The note that a page calls `note`, or None."""
    named = {"pk": note} if note.isdigit() else {"key": note}
    return PARTS[part].objects.select_related("meeting").filter(meeting=meeting, **named).first()
