"""Mail: what goes into the outbox, what becomes of it there, and the worker that empties it; and invitations."""

from partners.services.invitations import ClosedInvitationError, accept, invite, opened_by, revoke
from partners.services.mail import AlreadyMovedError, cancel, link, mark_as_sent, post, resend

__all__ = [
    "AlreadyMovedError",
    "ClosedInvitationError",
    "accept",
    "cancel",
    "invite",
    "link",
    "mark_as_sent",
    "opened_by",
    "post",
    "resend",
    "revoke",
]
