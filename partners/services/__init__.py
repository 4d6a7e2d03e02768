"""Mail: what goes into the outbox, what becomes of it there, and the worker that empties it; and accounts."""

from partners.services.accounts import hold_account, remove_two_factor
from partners.services.invitations import ClosedInvitationError, accept, invite, opened_by, revoke
from partners.services.mail import AlreadyMovedError, cancel, link, mark_as_sent, post, resend, rewrite

__all__ = [
    "AlreadyMovedError",
    "ClosedInvitationError",
    "accept",
    "cancel",
    "hold_account",
    "invite",
    "link",
    "mark_as_sent",
    "opened_by",
    "post",
    "remove_two_factor",
    "resend",
    "revoke",
    "rewrite",
]
