"""What a meeting is made of, and what it leaves behind: debate points and decisions that lead to joint actions."""

from meetings.models.decisions import Decision, FollowUp, evidence_path
from meetings.models.meeting import Attendance, Meeting
from meetings.models.parts import DebatePoint, MeetingPart, Statement

__all__ = [
    "Attendance",
    "DebatePoint",
    "Decision",
    "FollowUp",
    "Meeting",
    "MeetingPart",
    "Statement",
    "evidence_path",
]
