"""Forms of the table's screens, one module each."""

from actions.forms.action import ActionForm
from actions.forms.comment import CommentForm
from actions.forms.layout import DateInput, LayoutForm
from actions.forms.mapping import HeadingsForm, MappingForm
from actions.forms.parts import MilestoneForm, ReportForm
from actions.forms.proposal import ProposalForm
from actions.forms.returns import FilesForm, UploadForm
from actions.forms.transmission import AnswerForm, HandOverForm, PostponeForm, TransmitForm
from actions.forms.verdict import VerdictForm

__all__ = [
    "ActionForm",
    "AnswerForm",
    "CommentForm",
    "DateInput",
    "FilesForm",
    "HandOverForm",
    "HeadingsForm",
    "LayoutForm",
    "MappingForm",
    "MilestoneForm",
    "PostponeForm",
    "ProposalForm",
    "ReportForm",
    "TransmitForm",
    "UploadForm",
    "VerdictForm",
]
