"""The digest: one mail a day at most that sums up what happened and concerns a person."""

import logging
import re
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import ngettext

from actions.news import news
from gtm.lib.models import LINE_BREAK
from meetings.news import news as news_of_decisions
from partners.models import User
from partners.services import link, notifications, post

logger = logging.getLogger(__name__)

# What was done is dated when it begins, and seen when it is committed. What is younger than this waits for the next
# digest, so that whatever took less time between the two is told, and once; what took longer would be left out. Nothing
# here does: a request is cut off after 30 seconds, and 30,000 cells are written in 15.
SETTLED = timedelta(minutes=10)
LINES = 50  # of a digest; the others are counted
LINE_BREAKS = re.compile(f"{LINE_BREAK}+")


def send():
    """Post the digests that are due; return Counter(posted=…, failed=…)."""
    came = Counter()
    for person in recipients().order_by("pk"):
        try:
            came["posted"] += send_to(person)
        except Exception:  # one person's digest must not keep the others from theirs
            logger.exception("The digest of user %s was not posted; the next run tries again.", person.pk)
            came["failed"] += 1
    return came


def recipients():
    """The people of an open account, unless their partner was put away."""
    return User.objects.filter(Q(partner=None) | Q(partner__archived_at=None), is_active=True)


@transaction.atomic(durable=True)
def send_to(person):
    """Post her digest, unless none is due or there is nothing to tell; return whether it was posted.

    Her row is locked: of several runs one tells her, and one that is killed has told and noted nothing.
    """
    held = notifications.hold(person)
    today, until = timezone.localdate(), timezone.now() - SETTLED
    if not held.wants_digest(today) or until <= held.told_until:
        return False
    period = (person, held.told_until, until)
    sections = [*news(*period), *news_of_decisions(*period)]
    if sections:
        post(
            by=None,
            to=person.email,
            to_name=one_line(person.name),
            subject=subject(sections, today),
            body=body(person, sections, held.told_until),
            unsubscribe=notifications.unsubscribe_link(person),
        )
    notifications.tell(notifications=held, until=until, day=today if sections else None)
    return bool(sections)


def subject(sections, day):
    number = sum(len(items) for _heading, items in sections)
    said = ngettext(
        "Joint actions, %(date)s: %(number)s news item", "Joint actions, %(date)s: %(number)s news items", number
    )
    return said % {"date": formats.date_format(day, "DATE_FORMAT"), "number": number}


def body(person, sections, since):
    """The text of the mail: links stand on lines of their own, which no title can begin."""
    shown, room = [], LINES
    for heading, items in sections:
        if kept := [(one_line(sentence), link(path)) for sentence, path in items[:room]]:
            shown.append((heading, kept))
        room -= len(kept)
    words = {
        "name": one_line(person.name or person.email),
        "since": since,
        "sections": shown,
        "more": sum(len(items) for _heading, items in sections) - LINES + room,
        "home": link(reverse("home")),
        "preferences": link(reverse("account_notifications")),
        "unsubscribe": notifications.unsubscribe_link(person),
    }
    return render_to_string("partners/notifications/digest.txt", words).strip()


def one_line(text):
    return LINE_BREAKS.sub(" ", str(text)).strip()
