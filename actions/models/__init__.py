"""The table of joint actions."""

from actions.models.action import FormerReference, JointAction, Participation
from actions.models.history import CellEdit, Edit
from actions.models.reference import Axis, Orientation, Region, Theme
from actions.models.reports import Document, Milestone, ProgressReport
from actions.models.views import DefaultView, SavedView

__all__ = [
    "Axis",
    "CellEdit",
    "DefaultView",
    "Document",
    "Edit",
    "FormerReference",
    "JointAction",
    "Milestone",
    "Orientation",
    "Participation",
    "ProgressReport",
    "Region",
    "SavedView",
    "Theme",
]
