"""What waits for the secretariat: each thing a count, with the address of the list behind it."""

from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions import quality
from actions.models import ChangeSet, PartnerRequest, Transmission
from meetings.models import Decision, Engagement
from partners.models import Mail

EDITIONS = 3  # whose register is named


class Line(NamedTuple):
    """A count in words, and the list behind it; it is `urgent` where somebody is late."""

    number: int
    label: str
    url: str
    urgent: bool = False


class Section(NamedTuple):
    """What waits of one kind, and what is said where nothing does."""

    title: str
    lines: list[Line]
    calm: str

    @classmethod
    def of(cls, title, calm, *lines):
        return cls(title, [line for line in lines if line.number], calm)


def waiting(user, state):
    """[Section] of what waits for `user`, who keeps the table of which `state` tells."""
    return [
        _change_sets(user),
        _requests(user),
        _decisions(user),
        _actions(state),
        _transmissions(user),
        _mails(user),
        _dialogue(user),
        _quality(user),
    ]


def _change_sets(user):
    states, url = ChangeSet.State, reverse("actions:change_sets")
    found = ChangeSet.objects.visible_to(user).order_by().values_list("state").annotate(Count("pk"))
    counts = dict(found.filter(state__in=[states.OPEN, states.MAPPING]))
    review, mapping = counts.get(states.OPEN, 0), counts.get(states.MAPPING, 0)
    return Section.of(
        _("Proposals"),
        _("No proposal waits for a review."),
        Line(review, ngettext("proposal to review", "proposals to review", review), f"{url}?state={states.OPEN}"),
        Line(
            mapping,
            ngettext("workbook whose columns are to confirm", "workbooks whose columns are to confirm", mapping),
            f"{url}?state={states.MAPPING}",
        ),
    )


def _requests(user):
    requests, url = PartnerRequest.objects.visible_to(user), reverse("requests:list")
    submitted, deferred = PartnerRequest.State.SUBMITTED, PartnerRequest.State.DEFERRED
    found = requests.aggregate(
        late=Count("pk", filter=requests.late_condition()),
        submitted=Count("pk", filter=Q(state=submitted)),
        deferred=Count("pk", filter=Q(state=deferred)),
    )
    return Section.of(
        _("Requests"),
        _("No request waits for an answer."),
        Line(
            found["late"], ngettext("answer is late", "answers are late", found["late"]), f"{url}?late=yes", urgent=True
        ),
        Line(
            found["submitted"],
            ngettext("request to answer", "requests to answer", found["submitted"]),
            f"{url}?state={submitted}",
        ),
        Line(
            found["deferred"],
            ngettext("request put off", "requests put off", found["deferred"]),
            f"{url}?state={deferred}",
        ),
    )


def _decisions(user):
    decisions, url = Decision.objects.visible_to(user), reverse("meetings:decisions")
    found = decisions.aggregate(
        late=Count("pk", filter=decisions.late_condition()),
        soon=Count("pk", filter=decisions.soon_condition()),
        open=Count("pk", filter=Q(status__in=Decision.Status.open())),
    )
    return Section.of(
        _("Decisions"),
        _("No decision is still to be done."),
        Line(
            found["late"],
            ngettext("decision is late", "decisions are late", found["late"]),
            f"{url}?late=yes",
            urgent=True,
        ),
        Line(found["soon"], ngettext("due within 30 days", "due within 30 days", found["soon"]), f"{url}?late=soon"),
        Line(
            found["open"],
            ngettext("still to be done in all", "still to be done in all", found["open"]),
            f"{url}?state=to-do",
        ),
    )


def _actions(state):
    return Section.of(
        _("Actions"),
        _("No action is late or about to end."),
        Line(state.late, ngettext("action is late", "actions are late", state.late), state.late_url, urgent=True),
        Line(state.soon, ngettext("ends within 30 days", "end within 30 days", state.soon), state.soon_url),
    )


def _transmissions(user):
    overdue = Count("pk", filter=Q(due__lt=timezone.localdate()))
    found = Transmission.objects.visible_to(user).unanswered().order_by("-edition__number")
    lines = []
    for edition, silent, late in found.values_list("edition__number").annotate(silent=Count("pk"), late=overdue)[
        :EDITIONS
    ]:
        url, words = reverse("actions:register", args=[edition]), {"number": edition}
        said = ngettext("answer to edition %(number)s is overdue", "answers to edition %(number)s are overdue", late)
        lines.append(Line(late, said % words, url, urgent=True))
        said = ngettext(
            "partner still to answer edition %(number)s", "partners still to answer edition %(number)s", silent
        )
        lines.append(Line(silent, said % words, url))
    return Section.of(_("Transmissions"), _("Everybody has answered what was sent."), *lines)


def _mails(user):
    states, url = Mail.State, reverse("partners:mails")
    undecided = Mail.objects.visible_to(user).undecided()
    counts = dict(undecided.order_by().values_list("state").annotate(Count("pk")))
    failed, doubtful = counts.get(states.FAILED, 0), counts.get(states.DOUBTFUL, 0)
    return Section.of(
        _("Mails"),
        _("No mail needs a decision."),
        Line(
            failed,
            ngettext("mail did not leave", "mails did not leave", failed),
            f"{url}?state={states.FAILED}",
            urgent=True,
        ),
        Line(
            doubtful, ngettext("mail may have left", "mails may have left", doubtful), f"{url}?state={states.DOUBTFUL}"
        ),
    )


def _dialogue(user):
    engagements, url = Engagement.objects.visible_to(user).open(), reverse("meetings:dialogue")
    found = engagements.aggregate(late=Count("pk", filter=engagements.late_condition()), open=Count("pk"))
    return Section.of(
        _("Dialogue"),
        _("No exchange waits to be followed up."),
        Line(
            found["late"],
            ngettext("follow-up is late", "follow-ups are late", found["late"]),
            f"{url}?follow_up=late",
            urgent=True,
        ),
        Line(
            found["open"],
            ngettext("exchange to be followed up", "exchanges to be followed up", found["open"]),
            f"{url}?follow_up=open",
        ),
    )


def _quality(user):
    number = quality.number(user)
    return Section.of(
        _("Quality check"),
        _("The table is in order."),
        Line(
            number,
            ngettext("point over which a reader would stumble", "points over which a reader would stumble", number),
            reverse("actions:quality"),
        ),
    )
