"""Forms of the table's screens, one module each."""

from actions.forms.action import ActionForm
from actions.forms.layout import DateInput, LayoutForm
from actions.forms.mapping import HeadingsForm, MappingForm
from actions.forms.parts import MilestoneForm, ReportForm
from actions.forms.returns import UploadForm
from actions.forms.transmission import AnswerForm, HandOverForm, PostponeForm, TransmitForm
from actions.forms.verdict import VerdictForm

__all__ = [
    "ActionForm",
    "AnswerForm",
    "DateInput",
    "HandOverForm",
    "HeadingsForm",
    "LayoutForm",
    "MappingForm",
    "MilestoneForm",
    "PostponeForm",
    "ReportForm",
    "TransmitForm",
    "UploadForm",
    "VerdictForm",
]
