"""Meetings as calendars read them: read again with icalendar, and line by line without it."""

import email
import re
from datetime import UTC, date, datetime, time

import pytest
from django.core import mail as django_mail
from icalendar import Calendar

from meetings.exchange import calendar
from meetings.models import AgendaItem
from partners.services import post
from tests import factories

HOURS = {"starts_at": time(10), "ends_at": time(12, 30)}
HOSTILE = [
    "=1+1",
    "<script>alert(1)</script>",
    "C:\\Notes\\New; a, b",
    "a\r\nATTENDEE:mailto:eve@example.org",
    "a\nEND:VEVENT\nBEGIN:VALARM",
    "a\rb\u2028c\x85d\x0be\x01f",
    "é" * 200,
    "الهجرة" * 30,
    "\\n and \\N",
]


def unfolded(content):
    """The content lines: none longer than 75 octets, each ended by CR LF and nothing else."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert not [line for line in lines if len(line) > 75 or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)]
    assert not any(control in content.decode() for control in "\x85\u2028\u2029")
    return re.sub(rb"\r\n[ \t]", b"", content).decode().removesuffix("\r\n").split("\r\n")


def values(content, name):
    """What follows the colon of each line of this name, as it is written."""
    return [line.partition(":")[2] for line in unfolded(content) if re.match(rf"{name}[;:]", line)]


def event_of(content):
    (event,) = Calendar.from_ical(content).events
    return event


@pytest.fixture
def meeting(db):
    return factories.make_meeting(slug="march", date=date(2027, 3, 20), place="Rabat", **HOURS)


def test_file_has_what_the_standard_requires(settings, meeting):
    AgendaItem.objects.create(meeting=meeting, number=2, title="Last")
    AgendaItem.objects.create(meeting=meeting, number=1, title="First")
    content = calendar.file(meeting)
    lines = unfolded(content)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    for name in ("PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE"):
        # A time zone has its DTSTART, too, and comes before the meeting.
        assert len(values(content.partition(b"BEGIN:VEVENT")[2], name) or values(content, name)) == 1, name
    assert values(content, "VERSION") == ["2.0"]
    assert values(content, "METHOD") == ["PUBLISH"]
    assert values(content, "UID") == ["meeting-march@" + settings.PUBLIC_URL.partition("://")[2].partition(":")[0]]
    assert re.fullmatch(r"\d{8}T\d{6}Z", values(content, "DTSTAMP")[0])
    assert "DTSTART;TZID=Africa/Casablanca:20270320T100000" in lines
    assert "TZID:Africa/Casablanca" in lines
    assert values(content, "STATUS") == ["CONFIRMED"]
    assert values(content, "ORGANIZER") == ["mailto:" + settings.DEFAULT_FROM_EMAIL]
    assert values(content, "ATTENDEE") == []
    said = event_of(content)["description"]
    assert said.index("First") < said.index("Last") < said.index(settings.PUBLIC_URL + "/meetings/march/")


@pytest.mark.parametrize(
    ("day", "hour"),
    [(date(2027, 2, 6), 9), (date(2027, 2, 20), 10), (date(2027, 3, 13), 10), (date(2027, 3, 20), 9)],
)
def test_hour_is_right_before_in_and_after_ramadan(meeting, day, hour):
    meeting.date = day
    content = calendar.file(meeting)
    assert event_of(content).start.astimezone(UTC) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert instant(content) == datetime(day.year, day.month, day.day, hour)


def instant(content):
    """When the meeting begins in UTC by what its own time zone says, read without icalendar."""
    zone, _, event = content.decode().partition("BEGIN:VEVENT")
    begins = datetime.strptime(re.search(r"DTSTART;TZID=[\w/]+:(\w+)", event)[1], "%Y%m%dT%H%M%S")
    rules = re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)(.*?)END:(?:STANDARD|DAYLIGHT)", zone, re.DOTALL)
    onsets = []
    for rule in rules:
        offset = datetime.strptime(re.search(r"TZOFFSETTO:(\S+)", rule)[1], "%z").utcoffset()
        days = re.findall(r"DTSTART:(\S+)", rule) + ",".join(re.findall(r"RDATE:(\S+)", rule)).split(",")
        onsets += [(datetime.strptime(one, "%Y%m%dT%H%M%S"), offset) for one in days if one]
    return begins - max(one for one in onsets if one[0] <= begins)[1]


def test_meeting_without_hours_takes_the_whole_day(meeting):
    meeting.starts_at = meeting.ends_at = None
    lines = unfolded(calendar.file(meeting))
    assert {"DTSTART;VALUE=DATE:20270320", "DTEND;VALUE=DATE:20270321"} <= {*lines}
    assert "BEGIN:VTIMEZONE" not in lines


def test_meeting_without_an_end_has_none(meeting):
    meeting.ends_at = None
    assert values(calendar.file(meeting), "DTEND") == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text(meeting, text):
    meeting.title = meeting.place = text
    AgendaItem(meeting=meeting, number=1, title=text).save()
    attendee = factories.make_attendee(meeting, name=text[:150], email='"a b"@example.org')
    content = calendar.summons(attendee).content
    kept = re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]", " ", text.replace("\r\n", "\n").replace("\r", "\n")
    )
    event = event_of(content)
    assert event["location"] == kept
    assert event["summary"] == kept
    assert f"1. {kept}" in event["description"]
    assert len(values(content, "ATTENDEE")) == 1
    assert unescaped(values(content, "LOCATION")[0]) == kept
    assert values(content, "ATTENDEE")[0].endswith("mailto:%22a%20b%22@example.org")


def unescaped(written):
    r"""A TEXT by RFC 5545, 3.3.11: no bare comma or semicolon; ``\n`` is a line break."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", written)
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), written)


def test_invitation_asks_its_addressee_and_names_nobody_else(meeting):
    factories.make_attendee(meeting, email="other@example.org")
    attendee = factories.make_attendee(meeting, name="Amina B, x", email="amina@example.org", answer="tentative")
    made = calendar.summons(attendee)
    assert (made.name, made.content_type) == ("march.ics", "text/calendar; method=REQUEST")
    assert values(made.content, "METHOD") == ["REQUEST"]
    (asked,) = [line for line in unfolded(made.content) if line.startswith("ATTENDEE")]
    assert asked.endswith(":mailto:amina@example.org")
    assert {'CN="Amina B, x"', "RSVP=TRUE", "PARTSTAT=TENTATIVE"} <= {*asked.partition(":")[0].split(";")}
    assert "other@example.org" not in made.content.decode()


def test_cancelled_meeting_is_cancelled_under_the_same_uid(meeting):
    attendee = factories.make_attendee(meeting)
    before = event_of(calendar.summons(attendee).content)
    meeting.cancelled_at, meeting.cancel_reason, meeting.sequence = datetime(2027, 1, 1, tzinfo=UTC), "Strike", 4
    made = calendar.summons(attendee)
    after = event_of(made.content)
    assert made.content_type == "text/calendar; method=CANCEL"
    assert (values(made.content, "METHOD"), after["status"], after["sequence"]) == (["CANCEL"], "CANCELLED", 4)
    assert after["uid"] == before["uid"]
    assert "Strike" in after["description"]


def test_whoever_is_removed_is_told_by_the_standard(meeting):
    content = calendar.summons(factories.make_attendee(meeting), is_removed=True).content
    assert values(content, "METHOD") == ["CANCEL"]
    assert values(content, "STATUS") == []  # the meeting itself is held


def test_mail_carries_the_invitation_as_calendars_want_it(secretary, meeting, settings):
    attendee = factories.make_attendee(meeting, name="Ámina", email="amina@example.org")
    made = calendar.summons(attendee)
    letter = post(by=secretary, to="amina@example.org", subject="x", body="y", attachments=[made])
    django_mail.get_connection().send_messages([letter.as_message()])
    sent = email.message_from_bytes(django_mail.outbox[0].message().as_bytes(linesep="\r\n"))
    (part,) = [part for part in sent.walk() if part.get_content_type() == "text/calendar"]
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert part.get_all("Content-Type") == [part["Content-Type"]]
    assert part.get_filename() == "march.ics"
    assert part.get_payload(decode=True).replace(b"\r\n", b"\n") == made.content.replace(b"\r\n", b"\n")
    assert sent["From"] == settings.DEFAULT_FROM_EMAIL
