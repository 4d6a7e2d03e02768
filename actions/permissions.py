"""Who may see and change what of the table. The roles themselves are named in `partners.permissions` only."""

from partners import permissions

may_edit_actions = permissions.may_edit
may_read_internal_notes = permissions.may_read_internal_notes
reads_everything = permissions.reads_everything


def speaks_for_partner(user):
    """Has actions of his or her own: whoever speaks for a partner."""
    return permissions.partner_of(user) is not None


def speaks_for_participant(user, action):
    """Speaks for a partner that takes part in a live action."""
    partner = permissions.partner_of(user)
    if partner is None or action.is_archived:
        return False
    return any(participation.partner_id == partner for participation in action.participations.all())


# Heard on an action, and asked whether what it says still holds.
may_propose = may_confirm = speaks_for_participant


def may_report(user, action):
    """May add progress reports: the secretariat, and whoever speaks for a partner that takes part."""
    return may_edit_actions(user) or speaks_for_participant(user, action)


def may_change_report(user, part):
    """May change and withdraw a report or document: the secretariat; partners those that their own people wrote."""
    own = speaks_for_participant(user, part.action) and permissions.speaks_beside(user, part.author)
    return may_edit_actions(user) or own


may_keep_milestones = may_edit_actions


def speaks_for_addressee(user, transmission):
    """Speaks for the partner to whom an edition was sent."""
    return transmission.partner_id == permissions.partner_of(user)


def may_answer_transmission(user, transmission):
    """May say what came of an edition that was sent: the secretariat, and whoever speaks for its addressee."""
    return may_edit_actions(user) or speaks_for_addressee(user, transmission)


def may_follow_changes(user):
    """Has change sets to look at: the secretariat, and whoever speaks for a partner."""
    return permissions.is_secretariat(user) or permissions.partner_of(user) is not None


def may_withdraw_proposal(user, change_set):
    """May take back a proposal, as long as nothing of it was decided: whoever speaks for the partner that made it."""
    partner = permissions.partner_of(user)
    return change_set.source == "proposal" and partner is not None and change_set.partner_id == partner


def may_comment(user, action):
    """May say something of an action: the secretariat, and its partners."""
    return permissions.is_secretariat(user) or may_propose(user, action)


def may_withdraw_comment(user, comment):
    """May take a comment back: its author, and the secretariat."""
    return permissions.is_secretariat(user) or comment.author_id == user.pk


def may_ask(user):
    """May write a request: whoever speaks for a partner."""
    return permissions.partner_of(user) is not None


def may_call(user):
    """Writes and sends calls for proposals: the secretariat."""
    return permissions.is_secretariat(user)


def may_answer_call(user, call):
    """May write a request for an open call: whoever speaks for a partner that is invited."""
    partner = permissions.partner_of(user)
    return partner is not None and call.is_open and call.invited.filter(pk=partner).exists()


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
