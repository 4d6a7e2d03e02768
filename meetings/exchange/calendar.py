"""Meetings as calendars read them (iCalendar, RFC 5545): a feed, a file, and what goes with a mail (iTIP, RFC 5546)."""

import re
from datetime import date, timedelta
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from meetings.services.answering import answer_link
from partners.services import link

PRODID = "-//GTM//Table of joint actions//FR"
# What no text of a calendar may hold, or what some readers take for the end of a line.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
READ_AGAIN = timedelta(hours=6)  # what a calendar is asked to wait before it reads the feed once more


class Attached(NamedTuple):
    """A file as the outbox takes it."""

    name: str
    content: bytes
    content_type: str


class Text(vText):
    r"""A text that stays what it is: icalendar takes ``\N`` for a line break, as in ``C:\Notes``."""

    def to_ical(self):
        kept = CONTROLS.sub(" ", self.replace("\r\n", "\n").replace("\r", "\n"))
        for said, written in (("\\", "\\\\"), (";", r"\;"), (",", r"\,"), ("\n", r"\n")):
            kept = kept.replace(said, written)
        return kept.encode()


def feed(meetings):
    """Those meetings for somebody's calendar, which reads them again and again."""
    calendar = _calendar("PUBLISH", [_event(meeting, link(meeting.get_absolute_url())) for meeting in meetings])
    for name in ("name", "x-wr-calname"):  # the standard's, and that of those who came before it
        calendar.add(name, Text(_("Meetings of the Thematic Group on Migration")))
    calendar.add("refresh-interval", READ_AGAIN, {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_AGAIN))
    return calendar.to_ical()


def file(meeting):
    """One meeting, to be opened by whoever sees it."""
    return _calendar("PUBLISH", [_event(meeting, link(meeting.get_absolute_url()))]).to_ical()


def summons(attendee, *, is_removed=False):
    """What goes with a mail to this person, the only one whom it names: asks her, or takes back that she was asked."""
    meeting = attendee.meeting
    event = _event(meeting, answer_link(attendee))
    is_request = not (is_removed or meeting.is_cancelled)
    if is_removed and not meeting.is_cancelled:
        # The meeting is held without her: RFC 5546, 3.2.5.
        del event["status"]
    event.add("attendee", _addressee(attendee, is_request))
    method = "REQUEST" if is_request else "CANCEL"
    content = _calendar(method, [event]).to_ical()
    # Django adds the character set, UTF-8.
    return Attached(f"{meeting.slug}.ics", content, f"text/calendar; method={method}")


def _calendar(method, events):
    calendar = Calendar()
    for name, value in (("prodid", PRODID), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    for event in events:
        calendar.add_component(event)
    years = [event.start.year for event in events]
    if years:
        # Morocco moves its clocks around Ramadan, by decree: no rule says when, only the days of each year do.
        calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 1, 1))
    return calendar


def _event(meeting, address):
    """A meeting; its UID is the same for life, and SEQUENCE says which of two versions is the later."""
    event = Event()
    event.add("uid", f"meeting-{meeting.slug}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("dtstamp", timezone.now())
    if meeting.begins:
        event.add("dtstart", meeting.begins)
        if meeting.ends:
            event.add("dtend", meeting.ends)
    else:
        event.add("dtstart", meeting.date)
        event.add("dtend", meeting.date + timedelta(days=1))  # the first day that is no longer of it
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    title = _("Cancelled: %(title)s") % {"title": meeting.title} if meeting.is_cancelled else meeting.title
    event.add("summary", Text(title))
    if meeting.place:
        event.add("location", Text(meeting.place))
    event.add("description", Text("\n\n".join(_description(meeting, address))))
    event.add("url", address)
    event.add("organizer", _organizer())
    return event


def _description(meeting, address):
    if meeting.is_cancelled and meeting.cancel_reason:
        yield meeting.cancel_reason
    if items := list(meeting.agenda.all()):
        yield "\n".join([_("Agenda"), *(f"{number}. {item.title}" for number, item in enumerate(items, start=1))])
    yield address


def _organizer():
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = _mailto(address)
    organizer.params["cn"] = name or _("Secretariat of the GTM")
    return organizer


def _addressee(attendee, is_request):
    addressee = _mailto(attendee.email)
    said = {"cn": CONTROLS.sub(" ", attendee.name), "role": "REQ-PARTICIPANT", "partstat": attendee.answer.upper()}
    addressee.params.update(said | {"rsvp": "TRUE" if is_request else "FALSE"})
    return addressee


def _mailto(address):
    return vCalAddress("mailto:" + quote(address, safe="@!#$&'*+/=?^_`{|}~.-"))
