"""The table of joint actions."""

from actions.models.action import FormerReference, JointAction, Participation
from actions.models.changes import CellChange, ChangeSet, Remark, RememberedMapping, RowChange, Verdict
from actions.models.editions import Edition, IssuedWorkbook, Snapshot, Transmission
from actions.models.history import CellEdit, Edit
from actions.models.reference import Axis, Orientation, Region, Theme
from actions.models.reports import Document, Milestone, ProgressReport
from actions.models.views import DefaultView, SavedView

__all__ = [
    "Axis",
    "CellChange",
    "CellEdit",
    "ChangeSet",
    "DefaultView",
    "Document",
    "Edit",
    "Edition",
    "FormerReference",
    "IssuedWorkbook",
    "JointAction",
    "Milestone",
    "Orientation",
    "Participation",
    "ProgressReport",
    "Region",
    "Remark",
    "RememberedMapping",
    "RowChange",
    "SavedView",
    "Snapshot",
    "Theme",
    "Transmission",
    "Verdict",
]
