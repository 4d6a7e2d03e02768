"""Rows of the table, in the words of its users. Imports no model: models take their managers from here."""

from actions.querysets.action import ActionQuerySet
from actions.querysets.calls import CallDocumentQuerySet, CallQuerySet, LetterTemplateQuerySet
from actions.querysets.changes import CellChangeQuerySet, ChangeSetQuerySet, RowChangeQuerySet
from actions.querysets.editions import EditionQuerySet, IssuedWorkbookQuerySet, TransmissionQuerySet
from actions.querysets.history import CellEditQuerySet, EditQuerySet
from actions.querysets.reference import ReferenceQuerySet
from actions.querysets.reports import DocumentQuerySet, PartQuerySet
from actions.querysets.requests import (
    OfRequestQuerySet,
    OpinionQuerySet,
    RequestDocumentQuerySet,
    RequestEventQuerySet,
    RequestQuerySet,
)
from actions.querysets.talk import CommentQuerySet, ConfirmationQuerySet, OfActionQuerySet
from actions.querysets.views import SavedViewQuerySet

__all__ = [
    "ActionQuerySet",
    "CallDocumentQuerySet",
    "CallQuerySet",
    "CellChangeQuerySet",
    "CellEditQuerySet",
    "ChangeSetQuerySet",
    "CommentQuerySet",
    "ConfirmationQuerySet",
    "DocumentQuerySet",
    "EditQuerySet",
    "EditionQuerySet",
    "IssuedWorkbookQuerySet",
    "LetterTemplateQuerySet",
    "OfActionQuerySet",
    "OfRequestQuerySet",
    "OpinionQuerySet",
    "PartQuerySet",
    "ReferenceQuerySet",
    "RequestDocumentQuerySet",
    "RequestEventQuerySet",
    "RequestQuerySet",
    "RowChangeQuerySet",
    "SavedViewQuerySet",
    "TransmissionQuerySet",
]
