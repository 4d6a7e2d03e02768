"""Who may see and change what of the table. The roles themselves are named in `partners.permissions` only."""

from partners import permissions

may_edit_actions = permissions.may_edit
may_read_internal_notes = permissions.may_read_internal_notes
reads_everything = permissions.reads_everything


def may_report(user, action):
    """May keep the milestones and progress reports of an action that he or she sees: the secretariat, for now."""
    return may_edit_actions(user)


def may_follow_changes(user):
    """Has change sets to look at: the secretariat, and whoever speaks for a partner."""
    return permissions.is_secretariat(user) or permissions.partner_of(user) is not None
