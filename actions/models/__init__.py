"""The table of joint actions."""

from actions.models.action import FormerReference, JointAction, Participation
from actions.models.calls import CallDocument, CallForProposals, LetterTemplate
from actions.models.changes import CellChange, ChangeSet, Remark, RememberedMapping, RowChange, Verdict
from actions.models.editions import Edition, IssuedWorkbook, Snapshot, Transmission
from actions.models.history import CellEdit, Edit
from actions.models.reference import Axis, Orientation, Region, Theme
from actions.models.reports import Document, Milestone, ProgressReport
from actions.models.requests import (
    TRANSITIONS,
    Opinion,
    PartnerRequest,
    RequestDocument,
    RequestEvent,
    Transition,
    Verb,
)
from actions.models.talk import Comment, Confirmation
from actions.models.views import DefaultView, SavedView

__all__ = [
    "TRANSITIONS",
    "Axis",
    "CallDocument",
    "CallForProposals",
    "CellChange",
    "CellEdit",
    "ChangeSet",
    "Comment",
    "Confirmation",
    "DefaultView",
    "Document",
    "Edit",
    "Edition",
    "FormerReference",
    "IssuedWorkbook",
    "JointAction",
    "LetterTemplate",
    "Milestone",
    "Opinion",
    "Orientation",
    "Participation",
    "PartnerRequest",
    "ProgressReport",
    "Region",
    "Remark",
    "RememberedMapping",
    "RequestDocument",
    "RequestEvent",
    "RowChange",
    "SavedView",
    "Snapshot",
    "Theme",
    "Transition",
    "Transmission",
    "Verb",
    "Verdict",
]
