"""Proposals: what a partner would change of an action of its own, kept for the secretariat to review.

Nothing of the table is written here: a proposal goes through the door by which returned workbooks come in.
"""

import json
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.columns import BY_NAME, PROPOSABLE
from actions.models import CellChange, ChangeSet, JointAction, Remark, RowChange, Verdict
from actions.permissions import may_propose, may_withdraw_proposal
from actions.services import returns
from actions.services.saving import MONEY

# Fields that rules bind, each to another or to none.
RULED = {"start": "end", "end": "start", "budget": "currency", "currency": "budget", "progress": "progress"}
LONGEST = CellChange._meta.get_field("doubt").max_length


@transaction.atomic
def propose(*, by, action, cells, message="", token=None):
    """Propose `cells` {column name: (stored value that was seen, stored value proposed)}; return the ChangeSet.

    What is not the sender's to change is kept as a suggestion. Raises ValidationError where nothing would change. The
    same form sent twice, which its `token` tells, is one proposal.
    """
    action = JointAction.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=action.pk).first()
    names = {column.name for column in PROPOSABLE}
    if action is None or not may_propose(by, action) or not cells.keys() <= names:
        raise PermissionDenied
    digest = _digest(token, cells, message) if token else ""
    earlier = ChangeSet.objects.filter(source=ChangeSet.Source.PROPOSAL, partner=by.partner, digest=digest)
    if token and (known := earlier.first()):
        return known
    current = returns.current({action.pk})[action.pk]
    news = _news(cells, current)
    if not news:
        raise ValidationError(_("Nothing is proposed: every field says what the table says."))
    change_set = ChangeSet.objects.create(
        source=ChangeSet.Source.PROPOSAL,
        state=ChangeSet.State.OPEN,
        partner=by.partner,
        sender=str(by),
        name=action.reference,
        digest=digest,
        received_by=by,
        progress=100,
    )
    row = RowChange.objects.create(
        change_set=change_set, kind=RowChange.Kind.CHANGED, action=action, title=action.title
    )
    doubts = warnings({name: proposed for name, (_base, proposed) in news.items()}, current)
    CellChange.objects.bulk_create(
        CellChange(
            row=row,
            column=name,
            base=base,
            proposed=proposed,
            is_suggestion=not BY_NAME[name].partner_may_edit,
            doubt=doubts.get(name, "")[:LONGEST],
        )
        for name, (base, proposed) in news.items()
    )
    if message:
        Remark.objects.create(change_set=change_set, action=action, author=str(by)[:150], text=message)
    return change_set


def _digest(token, cells, message):
    """What tells a form from any other; what is sent again with other contents is another proposal."""
    return sha256(json.dumps([str(token), cells, message], sort_keys=True).encode()).hexdigest()


def _news(cells, current):
    """The cells that say something else than was seen there, and than the table says by now.

    An amount and its currency are one matter.
    """
    news = {name for name, (base, proposed) in cells.items() if proposed not in (base, current[name])}
    if news & MONEY:
        news |= MONEY & cells.keys()
    return {name: pair for name, pair in cells.items() if name in news}


class AlreadyDecidedError(Exception):
    """Something of the proposal was decided, or it is closed: the text says so."""


@transaction.atomic
def withdraw(*, by, change_set):
    """Take back a proposal of which nothing was decided yet; it stays where it is, and says who did."""
    change_set = ChangeSet.objects.visible_to(by).select_for_update(of=("self",)).get(pk=change_set.pk)
    if not may_withdraw_proposal(by, change_set):
        raise PermissionDenied
    if change_set.withdrawn_by:
        return
    if change_set.state != ChangeSet.State.OPEN or is_decided(change_set):
        raise AlreadyDecidedError(
            _("The secretariat has begun to decide on this proposal: it can no longer be withdrawn.")
        )
    change_set.report = change_set.report | {"withdrawn_by": str(by)}
    change_set.state, change_set.closed_at = ChangeSet.State.CLOSED, timezone.now()
    change_set.save(update_fields=["report", "state", "closed_at"])


def is_decided(change_set):
    """Whether there is a verdict on something of a change set."""
    return CellChange.objects.filter(row__change_set=change_set).exclude(verdict=Verdict.PENDING, edit=None).exists()


def warnings(proposed, current):
    """{column name: sentence} of the rules that a row would break which holds `proposed` beside what is `current`.

    Either may be mended until it is applied: nothing is refused here.
    """
    values = current | proposed
    action = JointAction(**{name: BY_NAME[name].load(values[name]) for name in RULED})
    # A rule over two fields speaks beside the one that was changed.
    said = {name if name in proposed else RULED[name]: str(text) for name, text in action.faults().items()}
    before, after = current["status"], values["status"]
    if "status" in proposed and after not in {before, *JointAction.Status(before).successors}:
        words = {"before": BY_NAME["status"].format(before), "after": BY_NAME["status"].format(after)}
        said["status"] = _("An action cannot pass from “%(before)s” to “%(after)s”.") % words
    return said
