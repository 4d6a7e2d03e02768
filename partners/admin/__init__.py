"""The directory, the outbox and the accounts in the admin."""

from partners.admin import accounts, directory

__all__ = ["accounts", "directory"]
