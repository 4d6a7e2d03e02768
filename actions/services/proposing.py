"""Proposals: what a partner would change of an action of its own, kept for the secretariat to review.

Nothing of the table is written here: a proposal goes through the door by which returned workbooks come in.
"""

from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actions.columns import BY_NAME, PROPOSABLE
from actions.models import CellChange, ChangeSet, JointAction, Remark, RowChange
from actions.permissions import may_propose
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
    digest = sha256(str(token).encode()).hexdigest() if token else ""
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


def _news(cells, current):
    """The cells that say something else than was seen there, and than the table says by now.

    An amount and its currency are one matter.
    """
    news = {name for name, (base, proposed) in cells.items() if proposed not in (base, current[name])}
    if news & MONEY:
        news |= MONEY & cells.keys()
    return {name: pair for name, pair in cells.items() if name in news}


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
