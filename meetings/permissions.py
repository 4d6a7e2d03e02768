"""Who may see and change what of the meetings. The roles themselves are named in `partners.permissions` only."""

from partners import permissions

# Decides how far a decision is, by when it is to be done and who answers for it.
may_keep_decisions = permissions.may_edit


def may_follow_up(user, decision):
    """May say what was done of a decision: the secretariat, and whoever speaks for a partner that answers for it."""
    partner = permissions.partner_of(user)
    answers = partner is not None and any(one.pk == partner for one in decision.partners.all())
    return may_keep_decisions(user) or answers


# Enters meetings, and the minutes of old ones.
may_keep_meetings = permissions.may_edit


def may_write_minutes(user, meeting):
    """Writes what the minutes say: until they are approved."""
    return may_keep_meetings(user) and not meeting.is_frozen


def may_remark(user, meeting):
    """Remarks on minutes that were sent: who was invited while they are out; for others the secretariat, to the end."""
    if may_keep_meetings(user):
        return not meeting.is_frozen
    partner = permissions.partner_of(user)
    is_out = meeting.minutes_state == meeting.MinutesState.CIRCULATED and not meeting.is_archived
    return partner is not None and is_out and meeting.attendances.filter(partner=partner).exists()


# Keeps the dialogue with those who are outside the institutions: the secretariat's own.
may_keep_dialogue = permissions.is_secretariat
