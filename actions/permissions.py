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


def may_propose(user, action):
    """May propose changes of an action, and is heard on it: whoever speaks for a partner that takes part in it."""
    partner = permissions.partner_of(user)
    if partner is None or action.is_archived:
        return False
    return any(participation.partner_id == partner for participation in action.participations.all())


def may_ask(user):
    """May write a request: whoever speaks for a partner."""
    return permissions.partner_of(user) is not None


def speaks_for_requester(user, request):
    """Speaks for the partner whose request it is."""
    return request.partner_id == permissions.partner_of(user)


def speaks_for_agency(user, request):
    """Speaks for one of those to whom the request is addressed."""
    partner = permissions.partner_of(user)
    return partner is not None and any(agency.pk == partner for agency in request.agencies.all())


def may_answer_request(user, request):
    """Answers requests for the group: the secretariat."""
    return permissions.is_secretariat(user)
