"""Meetings, in the words of their users. Imports no model: models take their managers from here."""

from meetings.querysets.agenda import AgendaItemQuerySet
from meetings.querysets.decisions import DecisionQuerySet, FollowUpQuerySet
from meetings.querysets.engagements import EngagementQuerySet
from meetings.querysets.meetings import SEARCHED, MeetingPartQuerySet, MeetingQuerySet, OfMeetingQuerySet
from meetings.querysets.minutes import MinutesTemplateQuerySet, OfVersionQuerySet, VersionQuerySet
from meetings.querysets.people import AttendeeQuerySet, CalendarAddressQuerySet
from meetings.querysets.series import OfSeriesQuerySet, SeriesQuerySet

__all__ = [
    "SEARCHED",
    "AgendaItemQuerySet",
    "AttendeeQuerySet",
    "CalendarAddressQuerySet",
    "DecisionQuerySet",
    "EngagementQuerySet",
    "FollowUpQuerySet",
    "MeetingPartQuerySet",
    "MeetingQuerySet",
    "MinutesTemplateQuerySet",
    "OfMeetingQuerySet",
    "OfSeriesQuerySet",
    "OfVersionQuerySet",
    "SeriesQuerySet",
    "VersionQuerySet",
]
