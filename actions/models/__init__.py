"""The table of joint actions."""

from actions.models.action import FormerReference, JointAction, Participation
from actions.models.history import CellEdit, Edit
from actions.models.reference import Axis, Orientation, Region, Theme

__all__ = [
    "Axis",
    "CellEdit",
    "Edit",
    "FormerReference",
    "JointAction",
    "Orientation",
    "Participation",
    "Region",
    "Theme",
]
