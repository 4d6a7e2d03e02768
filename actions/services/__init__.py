"""Writes to the table: each one locks what it touches, checks it, saves it and tells the ledger."""

from actions.services.confirming import ChangedSinceError, confirm, confirm_all, confirm_edition
from actions.services.copying import duplicate
from actions.services.editions import AlreadyFrozenError, NothingChangedError, freeze
from actions.services.references import assign_references
from actions.services.reports import StaleError, may_keep, withdraw, write
from actions.services.saving import ANY, MONEY, Change, Conflict, Outcome, Refusal, archive, change_status, create, save
from actions.services.undoing import AlreadyUndoneError, undo

__all__ = [
    "ANY",
    "MONEY",
    "AlreadyFrozenError",
    "AlreadyUndoneError",
    "Change",
    "ChangedSinceError",
    "Conflict",
    "NothingChangedError",
    "Outcome",
    "Refusal",
    "StaleError",
    "archive",
    "assign_references",
    "change_status",
    "confirm",
    "confirm_all",
    "confirm_edition",
    "create",
    "duplicate",
    "freeze",
    "may_keep",
    "save",
    "undo",
    "withdraw",
    "write",
]
