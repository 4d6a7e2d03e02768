"""What becomes of decisions: each verb locks the decision, checks what the person saw of it, writes and tells.

Whatever changes a decision is kept as a follow-up, which is never altered; its reminders follow in the same
transaction.
"""

from datetime import date
from typing import NamedTuple
from uuid import uuid4, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from actions import services as actions
from actions.columns import Kind
from actions.models import Edit
from meetings.models import Decision, FollowUp
from meetings.permissions import may_follow_up, may_keep_decisions
from meetings.services import reminders

LONGEST = 80  # characters of a value that a reason names


class StaleDecisionError(Exception):
    """A sentence that says what the decision is now; `decision` is as the database holds it."""

    def __init__(self, decision, now):
        said = _(
            "Somebody changed this decision after you opened the page. It now says: %(now)s. Save again to replace it."
        )
        super().__init__(said % {"now": now})
        self.decision = decision


class Standing(NamedTuple):
    """How far a decision is, and by when it is to be done."""

    status: str
    due: date | None

    @classmethod
    def of(cls, decision):
        return cls(decision.status, decision.due)

    def __str__(self):
        status = Decision.Status(self.status).label
        if not self.due:
            return _("“%(status)s”, without a date") % {"status": status}
        return _("“%(status)s”, due on %(due)s") % {"status": status, "due": formats.date_format(self.due)}


class Assignment(NamedTuple):
    """Who answers for a decision, in words and as partners, by when, and what it is about; keys in order."""

    responsible: str
    partners: tuple[int, ...]
    due: date | None
    actions: tuple[int, ...]

    @classmethod
    def of(cls, decision):
        keys = [tuple(sorted(row.pk for row in rows.all())) for rows in (decision.partners, decision.actions)]
        return cls(decision.responsible, keys[0], decision.due, keys[1])


@transaction.atomic
def follow_up(*, by, token, decision, text, standing=None, seen=None, file=None):
    """Keep what was done of a decision, or is said about it, and return the FollowUp.

    `standing` is where that leaves the decision, and `seen` how it stood on the page: StaleDecisionError if another
    one is there now. None leaves it. `file` is the evidence, (file, Type). The same form sent twice is one note.
    """
    decision = _locked(decision)
    if not may_follow_up(by, decision) or (standing and not may_keep_decisions(by)):
        raise PermissionDenied
    key = uuid5(token, repr((text, standing, file and (file[0].name, file[0].size))))
    if found := FollowUp.objects.filter(token=key).first():
        return found
    now = Standing.of(decision)
    standing = now if standing in (None, seen) else standing
    if standing != now and seen != now:
        raise StaleDecisionError(decision, now)
    decision.status, decision.due = standing
    if file:
        content, kind = file
        described = {"file": content, "name": content.name, "content_type": kind.content_type, "size": content.size}
    return _tell(by, decision, text, key, described if file else {})


@transaction.atomic
def assign(*, by, decision, then, seen):
    """Say who answers for a decision, by when, and which actions it is about; return the FollowUp, if any.

    `then` and `seen` are Assignments: StaleDecisionError if the decision was neither meanwhile.
    """
    if not may_keep_decisions(by):
        raise PermissionDenied
    decision = _locked(decision)
    now = Assignment.of(decision)
    if then in (now, seen):
        return None
    if seen != now:
        raise StaleDecisionError(decision, " · ".join(": ".join(words) for words in _answering(decision).items()))
    before = _answering(decision)
    decision.responsible, decision.due = then.responsible, then.due
    decision.partners.set(then.partners)
    decision.actions.set(then.actions)
    said = [
        _("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before[what], "after": after}
        for what, after in _answering(decision).items()
        if after != before[what]
    ]
    if then.actions != now.actions:
        # Which ones, only those may know who may see them.
        said.append(_("Other joint actions are linked to it."))
    return _tell(by, decision, "\n".join(said), uuid4())


def _answering(decision):
    """{heading: words} of who answers for a decision, and by when."""
    return {
        _("Responsible"): decision.responsible or "–",
        _("Partners who answer for it"): ", ".join(map(str, decision.partners.order_by("name"))) or "–",
        _("Due"): formats.date_format(decision.due) if decision.due else "–",
    }


@transaction.atomic
def change_action(*, by, decision, changes):
    """Make `changes`, of one cell of an action that is linked to a decision, in the name of it; return an Outcome.

    The history of the cell gives the decision as their reason.
    """
    if not may_keep_decisions(by):
        raise PermissionDenied
    decision = _locked(decision)
    if not changes:
        return actions.Outcome()
    if not decision.actions.filter(pk=changes[0].action).exists():
        raise ValidationError(_("This action is no longer linked to the decision: link it first."))
    return actions.save(by=by, channel=Edit.Channel.FORM, changes=changes, reason=reason(decision, changes))


def reason(decision, changes):
    """What the history of a cell says of changes that a decision made."""
    column = changes[0].column
    value = " ".join(filter(None, map(_in_words, changes)))
    words = {
        "column": column.heading,
        "value": Truncator(" ".join(value.split())).chars(LONGEST),
        "number": decision.number,
        "date": formats.date_format(decision.meeting.date, "DATE_FORMAT"),
    }
    if not value:
        return _("%(column)s emptied by decision %(number)s of %(date)s") % words
    if column.name == "end":
        return _("end moved to %(value)s by decision %(number)s of %(date)s") % words
    if column.kind == Kind.DATE:
        return _("%(column)s moved to %(value)s by decision %(number)s of %(date)s") % words
    if column.name == "progress":
        return _("progress brought to %(value)s by decision %(number)s of %(date)s") % words
    return _("%(column)s: “%(value)s”, by decision %(number)s of %(date)s") % words


def _in_words(change):
    if change.column.kind == Kind.DATE and change.value:
        return formats.date_format(change.value, "DATE_FORMAT")
    return change.column.format(change.value)


def _locked(decision):
    """The decision as the database holds it, locked until the transaction ends."""
    return Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision.pk)


def _tell(by, decision, text, token, described=None):
    """Save a decision that was changed, and what became of it."""
    decision.full_clean()
    decision.save()
    note = FollowUp(
        token=token,
        decision=decision,
        author=by,
        text=text,
        status=decision.status,
        due=decision.due,
        **described or {},
    )
    note.full_clean()
    note.save()
    reminders.plan(by=by, decision=decision)
    return note
