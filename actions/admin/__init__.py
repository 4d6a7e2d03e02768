"""The table in the admin: its actions, what they are classified by, their history, and views of the table."""

from actions.admin import action, calls, circulation, history, reference, requests, talk, views  # noqa: F401
