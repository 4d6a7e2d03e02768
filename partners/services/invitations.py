"""Inviting a focal point: a mail with a link that works once, and the account that it opens."""

from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Invitation, Partner, User
from partners.models.invitations import digest
from partners.permissions import INVITED_ROLE, may_invite
from partners.services.mail import cancel, link, post


class ClosedInvitationError(Exception):
    """The invitation was used, revoked or has expired meanwhile."""


@transaction.atomic
def invite(*, by, partner, email):
    """Send somebody a link to open an account for `partner`, in place of any former one; return the invitation."""
    if not may_invite(by):
        raise PermissionDenied
    # One after the other, so that the later of two revokes the earlier.
    partner = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    for former in Invitation.objects.pending().filter(email__iexact=email).select_related("mail"):
        revoke(by=by, invitation=former)
    token = token_urlsafe(32)
    invitation = Invitation(partner=partner, email=email, token_digest=digest(token))
    invitation.full_clean(exclude=["mail"])
    said = {
        "partner": partner,
        "by": by,
        "link": link(reverse("account_invitation", args=[token])),
        "expires_at": invitation.expires_at,
    }
    invitation.mail = post(
        by=by,
        to=invitation.email,
        reply_to=by.email,
        subject=_("Your access to the table of joint actions"),
        body=render_to_string("partners/invitations/mail.txt", said),
    )
    invitation.save()
    return invitation


@transaction.atomic
def revoke(*, by, invitation):
    """Let the link of a pending invitation lead nowhere from now on; a mail that still waits does not leave."""
    if not may_invite(by):
        raise PermissionDenied
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if not pending.update(revoked_at=timezone.now()):
        raise ClosedInvitationError
    if invitation.mail.may_be_cancelled:
        cancel(by=by, mail=invitation.mail)


@transaction.atomic
def accept(*, invitation, name, password):
    """Open the account that an invitation promised, and return it; of two who try at once one gets it."""
    # The row is held until the account is there: PostgreSQL lets the second one wait, SQLite lets nobody in.
    held = Invitation.objects.open().filter(pk=invitation.pk).select_for_update(of=["self"]).first()
    if held is None or User.objects.filter(email__iexact=held.email).exists():
        raise ClosedInvitationError
    held.account = User.objects.create_user(held.email, password, name=name, role=INVITED_ROLE, partner=held.partner)
    held.accepted_at = timezone.now()
    held.save(update_fields=["account", "accepted_at"])
    return held.account


def opened_by(token):
    """The invitation that this link opens now, or None: a wrong, used, revoked or late one all say nothing."""
    return Invitation.objects.open().select_related("partner").filter(token_digest=digest(token)).first()
