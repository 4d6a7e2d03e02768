"""What became of decisions, in sentences: what the digest tells of them beside `actions.news`."""

from itertools import groupby

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.news import LONGEST, Period
from meetings.models import FollowUp


def news(user, since, until):
    """[(heading, [(sentence, path)])] of the decisions that were followed up from `since` on and before `until`."""
    notes = FollowUp.objects.visible_to(user).filter(decision__meeting__archived_at=None)
    notes = Period(user, since, until).of(notes, "at", "author").select_related("decision__meeting")
    notes = sorted(notes, key=lambda note: (note.decision.meeting.date, note.decision.number, note.decision_id))
    items = [_told(decision, len(list(ones))) for decision, ones in groupby(notes, key=lambda note: note.decision)]
    return [(_("Decisions"), items)] if items else []


def _told(decision, number):
    said = ngettext(
        "%(decision)s, “%(text)s”: %(number)s follow-up, now “%(state)s”",
        "%(decision)s, “%(text)s”: %(number)s follow-ups, now “%(state)s”",
        number,
    )
    words = {
        "decision": decision,
        "text": Truncator(decision.text).chars(LONGEST),
        "number": number,
        "state": decision.get_status_display(),
    }
    return said % words, decision.get_absolute_url()
