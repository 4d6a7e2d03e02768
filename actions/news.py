"""What happened that concerns a person, in sentences: what her digest tells.

Only what she may see, in a fixed number of queries; never what stays in the secretariat, what was withdrawn or what she
did herself; to the secretariat, what others did. Each action, proposal or request is one sentence.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import formats
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actions.columns import BY_NAME
from actions.models import (
    CallForProposals,
    CellChange,
    CellEdit,
    ChangeSet,
    Comment,
    Confirmation,
    Document,
    Edition,
    JointAction,
    Milestone,
    ProgressReport,
    RequestEvent,
    RowChange,
    Verb,
    Verdict,
)
from actions.permissions import may_edit_actions, reads_everything
from partners.models import User

INTERNAL = [column.name for column in BY_NAME.values() if column.secretariat_only]
NAMED = 3  # changed values of an action that are named; of more, fewer and how many others
LONGEST = 80  # characters of a title


@dataclass(frozen=True)
class Period:
    """The time of which a person is told: from `since` on, and before `until`."""

    user: User
    since: datetime
    until: datetime

    def of(self, rows, at, by):
        """Those of `rows` whose field `at` lies in it, unless `by` says that she, or her colleague, did it."""
        others = rows.filter(**{f"{at}__gte": self.since, f"{at}__lt": self.until})
        # The secretariat is told what partners did, not what its members did side by side.
        own = User.objects.secretariat().values("pk") if may_edit_actions(self.user) else [self.user.pk]
        return others.exclude(**{f"{by}__in": own})


def news(user, since, until):
    """[(heading, [(sentence, path)])] of what happened from `since` on and before `until`; [] if nothing did."""
    period = Period(user, since, until)
    found = [
        (_("Actions"), [*_actions(period), *_confirmed(period)]),
        (_("Proposed changes"), [*_received(period), *_decided(period)]),
        (_("Requests"), _requests(period)),
        (_("Editions and calls for proposals"), [*_editions(period), *_calls(period)]),
    ]
    return [(heading, items) for heading, items in found if items]


def _line(subject, pieces):
    said = pgettext("between pieces of news", "; ").join(pieces)
    return _("%(subject)s: %(news)s") % {"subject": subject, "news": said}


def _named(key, title):
    return f"{key} {Truncator(title).chars(LONGEST)}".strip()


# Actions ----------------------------------------------------------------------------------------


@dataclass
class Told:
    """What became of an action."""

    is_new: bool = False
    headings: list = field(default_factory=list)  # of changed values
    parts: Counter = field(default_factory=Counter)  # {column of milestones or documents: how many}
    reports: Counter = field(default_factory=Counter)  # {partner, or None of the secretariat: how many}
    comments: int = 0

    def pieces(self):
        if self.is_new:
            yield _("new action")
        elif self.headings:
            yield _("changed: %(names)s") % {"names": _list(self.headings)}
        if number := self.parts["milestones"]:
            yield ngettext("%(number)s milestone", "%(number)s milestones", number) % {"number": number}
        for partner, number in self.reports.items():
            said = ngettext("a progress report (%(who)s)", "%(number)s progress reports (%(who)s)", number)
            yield said % {"number": number, "who": partner or _("the secretariat")}
        if number := self.parts["documents"]:
            yield ngettext("%(number)s document", "%(number)s documents", number) % {"number": number}
        if number := self.comments:
            yield ngettext("%(number)s comment", "%(number)s comments", number) % {"number": number}


def _list(headings):
    """``end, status and 3 other values``"""
    if (others := len(headings) - NAMED + 1) > 1:
        rest = ngettext("%(number)s other value", "%(number)s other values", others) % {"number": others}
        headings = [*headings[: NAMED - 1], rest]
    return get_text_list([str(heading) for heading in headings], _("and"))


def _actions(period):
    user = period.user
    comments = Comment.objects.visible_to(user).live().filter(is_internal=False, action__archived_at=None)
    cells, comments = _cells(period), period.of(comments, "at", "author")
    actions = JointAction.objects.visible_to(user)
    if reads_everything(user) and not may_edit_actions(user):
        number = actions.filter(Q(pk__in=cells.values("action")) | Q(pk__in=comments.values("action"))).count()
        said = ngettext(
            "%(number)s action was changed, reported on or commented on",
            "%(number)s actions were changed, reported on or commented on",
            number,
        )
        return [(said % {"number": number}, reverse("actions:table"))] if number else []

    told = defaultdict(Told)
    for cell in _net(cells):
        _note(told[cell.action_id], cell)
    for action, number in comments.order_by().values_list("action").annotate(Count("pk")):
        told[action].comments = number
    actions = actions.filter(pk__in=told).in_table_order()
    return [
        (_line(_named(action.reference, action.title), told[action.pk].pieces()), action.get_absolute_url())
        for action in actions
    ]


def _cells(period):
    """What others changed, of live actions and without milestones, reports and documents that were withdrawn."""
    user = period.user
    reports = ProgressReport.objects.visible_to(user).live()
    live = {
        "milestones": Milestone.objects.visible_to(user).live(),
        "reports": reports,
        "documents": Document.objects.visible_to(user).live().filter(report__in=reports),
    }
    shown = Q(part=0)
    for column, parts in live.items():
        shown |= Q(column=column, part__in=parts.order_by().values("pk"))
    cells = CellEdit.objects.visible_to(user).exclude(column__in=INTERNAL).filter(shown, action__archived_at=None)
    return period.of(cells, "edit__at", "edit__author")


def _net(cells):
    """The last change of each cell, without those that hold again what they held before."""
    first, last = {}, {}
    for cell in cells.select_related("edit__author__partner").order_by("pk"):
        place = cell.action_id, cell.column, cell.part
        first.setdefault(place, cell.before)
        last[place] = cell
    return [cell for place, cell in last.items() if cell.after != first[place]]


def _note(told, cell):
    if cell.column == "reference" and cell.before is None:
        told.is_new = True
    elif cell.column == "reports":
        told.reports[cell.edit.author.partner] += 1
    elif cell.part:
        told.parts[cell.column] += 1
    else:
        told.headings.append(BY_NAME[cell.column].heading)


def _confirmed(period):
    """How many actions each partner confirmed, which the secretariat waits for."""
    if not may_edit_actions(period.user):
        return []
    found = Confirmation.objects.visible_to(period.user).filter(action__archived_at=None)
    found = period.of(found, "at", "author").select_related("partner").order_by("partner__name", "partner")
    lines = []
    for partner, ones in groupby(found, attrgetter("partner")):
        number = len({one.action_id for one in ones})
        said = ngettext("%(number)s action confirmed", "%(number)s actions confirmed", number) % {"number": number}
        lines.append((_line(partner, [said]), f"{reverse('actions:table')}?partner={partner.slug}"))
    return lines


# Proposed changes -------------------------------------------------------------------------------


def _called(change_set):
    if change_set.source == ChangeSet.Source.PROPOSAL:
        return str(change_set)
    return _("%(source)s “%(name)s”") % {"source": change_set.get_source_display(), "name": change_set}


def _received(period):
    """What came in and was not taken back since."""
    found = period.of(ChangeSet.objects.visible_to(period.user), "received_at", "received_by")
    for change_set in found.select_related("partner").order_by("received_at", "pk"):
        if not change_set.withdrawn_by:
            sender = change_set.partner or change_set.sender or "–"
            yield _line(sender, [_called(change_set)]), change_set.get_absolute_url()


def _decided(period):
    """The verdicts on what was proposed, counted for each change set."""
    cells = period.of(CellChange.objects.visible_to(period.user), "decided_at", "decided_by")
    rows = period.of(RowChange.objects.visible_to(period.user), "decided_at", "decided_by")
    # A row of cells is decided cell by cell.
    pairs = [(cells, "row__change_set"), (rows.exclude(kind=RowChange.Kind.CHANGED), "change_set")]
    counts = defaultdict(Counter)
    for found, key in pairs:
        for change_set, verdict, number in found.order_by().values_list(key, "verdict").annotate(Count("pk")):
            counts[change_set][verdict] += number
    for change_set in ChangeSet.objects.visible_to(period.user).filter(pk__in=counts).order_by("received_at", "pk"):
        accepted, refused = (counts[change_set.pk][verdict] for verdict in (Verdict.ACCEPTED, Verdict.REFUSED))
        pieces = []
        if accepted:
            pieces.append(ngettext("%(number)s accepted", "%(number)s accepted", accepted) % {"number": accepted})
        if refused:
            pieces.append(ngettext("%(number)s refused", "%(number)s refused", refused) % {"number": refused})
        yield _line(_called(change_set), pieces), change_set.get_absolute_url()


# Requests, editions, calls ----------------------------------------------------------------------


def _requests(period):
    """What was done with each request; of drafts nothing is told."""
    found = RequestEvent.objects.visible_to(period.user).exclude(verb__in=[Verb.WRITE, Verb.NOTE])
    found = period.of(found.filter(request__submitted_at__isnull=False), "at", "author")
    found = found.select_related("request__partner", "author__partner").order_by("request", "at", "pk")
    lines = []
    for request, events in groupby(found, attrgetter("request")):
        subject = f"{_named(request.number, request.title)} ({request.partner})"
        pieces = dict.fromkeys(_done(event) for event in events)
        lines.append((_line(subject, pieces), request.get_absolute_url()))
    return lines


def _done(event):
    if event.verb == Verb.OPINE:
        return _("opinion (%(agency)s)") % {"agency": event.author.partner}
    label = event.get_verb_display()
    return label[:1].lower() + label[1:]


def _editions(period):
    """Those that were handed to somebody for the first time."""
    found = Edition.objects.visible_to(period.user).annotate(circulated_at=Min("transmissions__sent_at"))
    for edition in period.of(found, "circulated_at", "frozen_by").order_by("number"):
        yield _line(edition, [_("circulated")]), edition.get_absolute_url()


def _calls(period):
    found = period.of(CallForProposals.objects.visible_to(period.user), "sent_at", "author")
    for call in found.order_by("sent_at", "pk"):
        said = _("requests are awaited until %(date)s") % {"date": formats.date_format(call.deadline, "DATE_FORMAT")}
        yield _line(_named(call.reference, call.title), [said]), call.get_absolute_url()
