"""Forms of the table's screens, one module each."""

from actions.forms.action import ActionForm
from actions.forms.layout import DateInput, LayoutForm
from actions.forms.mapping import HeadingsForm, MappingForm
from actions.forms.parts import MilestoneForm, ReportForm

__all__ = ["ActionForm", "DateInput", "HeadingsForm", "LayoutForm", "MappingForm", "MilestoneForm", "ReportForm"]
