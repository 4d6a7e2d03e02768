"""What is open, and may therefore be talked about at a meeting: proposed from the database, kind by kind."""

from dataclasses import dataclass, field
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.comparing import compare
from actions.models import ChangeSet, Edition, JointAction, PartnerRequest, ProgressReport, RowChange
from actions.proposals import Proposals, Standing
from actions.snapshots import FrozenTable, LiveTable
from meetings.models import AgendaItem, Decision, Meeting

Kind = AgendaItem.Kind
FEW = 50  # rows that are offered at a time: nobody talks about more under one item
# What an item of each kind is linked to: the name of the field.
LINKED = {
    Kind.DECISIONS: "decisions",
    Kind.LATE: "actions",
    Kind.SILENT: "actions",
    Kind.REQUESTS: "requests",
    Kind.CONFLICTS: "change_sets",
}


@dataclass
class Offer:
    """What is open of one kind: the first `rows` of the `count` that are not on the agenda, and how many are `on_it`.

    `sentence` says what there are no rows for; `url` leads to all of them where a page shows them.
    """

    kind: Kind
    rows: list = field(default_factory=list)
    count: int = 0
    on_it: int = 0
    sentence: str = ""
    url: str = ""

    @property
    def more(self):
        """How many rows are left out."""
        return 0 if self.sentence else self.count - len(self.rows)


def offers(meeting, user):
    """[Offer] of each kind of which something is open; of what this person may see."""
    found = [
        _rows(meeting, Kind.DECISIONS, _decisions(meeting, user), reverse("meetings:decisions")),
        _rows(meeting, Kind.LATE, _late(user), f"{reverse('actions:table')}?late=yes"),
        _rows(meeting, Kind.SILENT, _silent(meeting, user)),
        _rows(meeting, Kind.REQUESTS, _requests(user), reverse("requests:list")),
        _rows(meeting, Kind.CONFLICTS, _conflicts(user), f"{reverse('actions:change_sets')}?state=open"),
        _changes(meeting, user),
    ]
    return [offer for offer in found if offer.count or offer.on_it]


def rows(kind, user):
    """The rows to which an item of this kind may be linked, by this person."""
    linked = LINKED.get(kind)
    return AgendaItem._meta.get_field(linked).related_model.objects.visible_to(user) if linked else None


def _rows(meeting, kind, found: QuerySet, url=""):
    waiting = found.exclude(agenda_items__meeting=meeting)
    count = waiting.count()
    return Offer(kind, list(waiting[:FEW]) if count else [], count, found.count() - count, url=url)


def _decisions(meeting, user):
    visible = Decision.objects.visible_to(user).carried_over_to(meeting)
    return visible.select_related("meeting").most_urgent_first()


def _late(user):
    return JointAction.objects.visible_to(user).live().late().order_by("end", "pk")


def _silent(meeting, user):
    """Actions that should have begun, without a report since the last meeting; without any, if there was none."""
    reports = ProgressReport.objects.visible_to(user).live().filter(action=OuterRef("pk"))
    if before := last_meeting(meeting, user):
        reports = reports.filter(date__gte=before.date)
    under_way = JointAction.objects.visible_to(user).live().filter(status__in=JointAction.Status.carried_out())
    return under_way.exclude(start__gt=timezone.localdate()).filter(~Exists(reports)).in_table_order()


def last_meeting(meeting, user):
    """The one that was held last before `meeting`, of its series if there is one; or None."""
    held = Meeting.objects.visible_to(user).live().filter(cancelled_at=None, date__lt=meeting.date)
    held = held.filter(date__lte=timezone.localdate()).order_by("-date", "-pk")
    return (held.filter(series=meeting.series_id).first() if meeting.series_id else None) or held.first()


def _requests(user):
    pending = PartnerRequest.objects.visible_to(user).filter(state__in=PartnerRequest.State.open())
    return pending.select_related("partner").order_by("submitted_at", "pk")


def _conflicts(user):
    """Open change sets of which a cell is in conflict with the table or with another one."""
    waiting = ChangeSet.objects.visible_to(user).filter(state=ChangeSet.State.OPEN)
    counts = Proposals(RowChange.objects.visible_to(user).filter(change_set__in=waiting)).counts()
    keys = [key for key, found in counts.items() if found[Standing.CONFLICT]]
    return waiting.filter(pk__in=keys).select_related("partner", "workbook__edition").order_by("received_at", "pk")


# Changes since the last edition -----------------------------------------------------------------


def _changes(meeting, user):
    """How much of the table the last edition does not say; there are no rows to tick."""
    edition = Edition.objects.visible_to(user).select_related("snapshot").first()
    if edition is None:
        return Offer(Kind.CHANGES)
    found = compare(FrozenTable(edition.snapshot), LiveTable(JointAction.objects.visible_to(user).live()))
    if not found:
        return Offer(Kind.CHANGES)
    on_it = int(AgendaItem.objects.visible_to(user).filter(meeting=meeting, kind=Kind.CHANGES).exists())
    url = f"{reverse('actions:compare')}?old={edition.number}&new=live"
    return Offer(Kind.CHANGES, count=1 - on_it, on_it=on_it, sentence=_told(edition, found), url=url)


def _told(edition, found):
    """What changed, in a sentence."""
    counted = [
        (found.cell_count, partial(ngettext, "%(number)s cell changed", "%(number)s cells changed")),
        (len(found.added), partial(ngettext, "%(number)s action added", "%(number)s actions added")),
        (len(found.removed), partial(ngettext, "%(number)s action removed", "%(number)s actions removed")),
    ]
    told = [words(number) % {"number": formats.number_format(number)} for number, words in counted if number]
    since = formats.date_format(timezone.localdate(edition.frozen_at), "DATE_FORMAT")
    words = {"number": edition.number, "date": since, "changes": ", ".join(told)}
    return _("Since edition %(number)s (%(date)s): %(changes)s.") % words
