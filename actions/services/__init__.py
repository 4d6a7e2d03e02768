"""Writes to the table: each one locks what it touches, checks it, saves it and tells the ledger."""

from actions.services.copying import duplicate
from actions.services.editions import AlreadyFrozenError, NothingChangedError, freeze
from actions.services.references import assign_references
from actions.services.reports import StaleError, withdraw, write
from actions.services.saving import ANY, MONEY, Change, Conflict, Outcome, Refusal, archive, change_status, create, save
from actions.services.undoing import AlreadyUndoneError, undo

__all__ = [
    "ANY",
    "MONEY",
    "AlreadyFrozenError",
    "AlreadyUndoneError",
    "Change",
    "Conflict",
    "NothingChangedError",
    "Outcome",
    "Refusal",
    "StaleError",
    "archive",
    "assign_references",
    "change_status",
    "create",
    "duplicate",
    "freeze",
    "save",
    "undo",
    "withdraw",
    "write",
]
