"""Meetings that come back, what each is made of, and what it leaves behind."""

from meetings.models.agenda import AgendaItem
from meetings.models.decisions import Decision, FollowUp, evidence_path
from meetings.models.engagements import Engagement
from meetings.models.meeting import Attendance, Meeting
from meetings.models.minutes import MinutesMail, MinutesRemark, MinutesTemplate, MinutesVersion
from meetings.models.parts import DebatePoint, MeetingPart, Statement
from meetings.models.people import Attendee, CalendarAddress
from meetings.models.series import MeetingSeries, SeriesException

__all__ = [
    "AgendaItem",
    "Attendance",
    "Attendee",
    "CalendarAddress",
    "DebatePoint",
    "Decision",
    "Engagement",
    "FollowUp",
    "Meeting",
    "MeetingPart",
    "MeetingSeries",
    "MinutesMail",
    "MinutesRemark",
    "MinutesTemplate",
    "MinutesVersion",
    "SeriesException",
    "Statement",
    "evidence_path",
]
