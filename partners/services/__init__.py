"""Mail: what goes into the outbox, what becomes of it there, and the worker that empties it."""

from partners.services.mail import AlreadyMovedError, cancel, link, mark_as_sent, post, resend

__all__ = ["AlreadyMovedError", "cancel", "link", "mark_as_sent", "post", "resend"]
