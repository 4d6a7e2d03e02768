"""What a reader of the table would stumble over: each check says what is wrong, and which cell to mend."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actions.models import Axis, Edit, JointAction, Participation
from gtm.lib.search import normalise
from partners.models import Partner

Status, Role = JointAction.Status, Participation.Role
# Words that two titles of the same action may differ by.
SMALL_WORDS = {
    *("a", "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "et"),
    *("l", "la", "le", "les", "par", "pour", "sur", "un", "une"),
}


@dataclass(frozen=True, eq=False)
class Check:
    """What stumbles: `condition` is true of the action, or names the column to mend where that is not `column`."""

    code: str
    title: str
    advice: str
    column: str
    condition: Callable[[], Q | Combinable] | None = None  # none: titles are compared in Python


class Finding(NamedTuple):
    """A row that stumbles, and the references of all that say the same."""

    pk: int
    column: str
    alike: list[str] = []


def _parts(**taking_part):
    return Participation.objects.filter(action=OuterRef("pk"), **taking_part)


def _with(**taking_part):
    return Exists(_parts(**taking_part))


def _past(field):
    return Q(**{f"{field}__lt": timezone.localdate()})


def _archived_role():
    """The role of an archived partner that does not lead, which is the name of its column."""
    return Subquery(_parts(partner__archived_at__isnull=False).exclude(role=Role.LEAD).values("role")[:1])


NOT_BEGUN = Q(status__in=[Status.PROPOSED, Status.AGREED])
BEGUN = Q(status__in=[Status.ONGOING, Status.SUSPENDED])
SAME_TITLE = Check(
    "same-title",
    _("The same title twice"),
    _("Two rows say the same, give or take small words: tell them apart, or archive one."),
    "title",
)
CHECKS = [
    Check(
        "no-lead",
        _("No lead"),
        _("Nobody answers for the action: name its lead."),
        "lead",
        lambda: ~_with(role=Role.LEAD),
    ),
    Check(
        "no-partner",
        _("No partner at all"),
        _("A joint action needs partners: name those who carry it out."),
        "implementing",
        lambda: ~_with(),
    ),
    Check(
        "lead-archived",
        _("A lead that is archived"),
        _("The lead is no longer in the directory: name another one."),
        "lead",
        lambda: _with(role=Role.LEAD, partner__archived_at__isnull=False),
    ),
    Check(
        "lead-prospective",
        _("A lead that is itself still to be involved"),
        _("The directory says that the lead does not take part yet: change its entry, or name another lead."),
        "lead",
        lambda: _with(role=Role.LEAD, partner__involvement=Partner.Involvement.PROSPECTIVE),
    ),
    Check(
        "partner-archived",
        _("A partner that is archived"),
        _("The partner is no longer in the directory: replace it, or take it out."),
        "implementing",
        _archived_role,
    ),
    Check(
        "completed-below-100",
        _("Completed, but progress below 100%"),
        _("Set the progress to 100, or the status back to ongoing."),
        "progress",
        lambda: Q(status=Status.COMPLETED, progress__lt=100),
    ),
    Check(
        "open-at-100",
        _("Progress at 100%, but not completed"),
        _("Mark the action as completed, or correct its progress."),
        "status",
        lambda: Q(status__in=Status.open(), progress=100),
    ),
    Check(
        "ended-not-begun",
        _("End past, but never begun"),
        _("The action is still proposed or agreed: change its status, or put off its end."),
        "status",
        lambda: NOT_BEGUN & _past("end"),
    ),
    Check(
        "started-not-begun",
        _("Start past, but not begun"),
        _("The action is still proposed or agreed: change its status, or put off its start."),
        "status",
        lambda: NOT_BEGUN & _past("start") & ~_past("end"),
    ),
    Check(
        "late",
        _("Late"),
        _("The action is ongoing or suspended although its end is past: complete it, or put off its end."),
        "end",
        lambda: BEGUN & _past("end"),
    ),
    Check(
        "ongoing-undated",
        _("Ongoing, without any date"),
        _("Nobody can tell when it ends: give its start and end."),
        "end",
        lambda: Q(status=Status.ONGOING, start=None, end=None),
    ),
    Check(
        "ongoing-without-results",
        _("Ongoing, without expected results"),
        _("Say what the action is to achieve."),
        "expected_results",
        lambda: Q(status=Status.ONGOING, expected_results=""),
    ),
    Check(
        "unfunded",
        _("A budget without funding source"),
        _("Say where the amount comes from, or name a funding partner."),
        "funding_source",
        lambda: Q(budget__gt=0, funding_source="") & ~_with(role=Role.FUNDING),
    ),
    SAME_TITLE,
    Check(
        "copy",
        _("A title that still says “copy”"),
        _("Give the copy a title of its own."),
        "title",
        lambda: Q(title__endswith=_(" (copy)")),
    ),
    Check(
        "axis-archived",
        _("An axis that is archived"),
        _("Readers find the action under no axis: move it to another one."),
        "axis",
        lambda: Q(axis__archived_at__isnull=False),
    ),
    Check(
        "synthetic",
        _("Synthetic rows"),
        _("Made for a demonstration of scale: archive them before the table goes out."),
        "title",
        lambda: Q(is_synthetic=True),
    ),
]


def findings(user):
    """{check: [Finding]} over the live actions that `user` sees, in one query."""
    asked = {f"check_{number}": check for number, check in enumerate(CHECKS) if check.condition}
    conditions = {alias: check.condition() for alias, check in asked.items()}
    actions = JointAction.objects.visible_to(user).live().annotate(**conditions).in_table_order()
    found, titles = {check: [] for check in CHECKS}, defaultdict(list)
    for pk, reference, title, *answers in actions.values_list("pk", "reference", "title", *asked):
        titles[essence(title)].append((pk, reference))
        for check, answer in zip(asked.values(), answers, strict=True):
            if answer:
                found[check].append(Finding(pk, answer if isinstance(answer, str) else check.column))
    for rows in titles.values():
        if len(rows) > 1:
            alike = [reference for _pk, reference in rows]
            found[SAME_TITLE] += [Finding(pk, SAME_TITLE.column, alike) for pk, _reference in rows]
    return found


def number(user):
    """How many findings there are.

    Kept in the memory of the process for as long as nothing changes of what the checks look at: every change of an
    action is told to the ledger, and of partners and axes few things count.
    """
    key = (
        *Edit.objects.aggregate(last=Max("pk")).values(),
        *JointAction.objects.aggregate(last=Max("pk"), rows=Count("pk")).values(),
        *Partner.objects.order_by("pk").values_list("pk", "archived_at", "involvement"),
        *Axis.objects.order_by("pk").values_list("pk", "archived_at"),
        *(timezone.localdate(), get_language(), user.role, user.partner_id),
    )
    name = f"findings-{hashlib.sha256(repr(key).encode()).hexdigest()}"
    return caches["counts"].get_or_set(name, lambda: sum(map(len, findings(user).values())))


def essence(title):
    """What is left of a title without case, accents, signs and small words, in any order."""
    return frozenset(re.findall(r"\w+", normalise(title))) - SMALL_WORDS
