"""The secret address at which somebody's calendar reads her meetings: made, replaced and revoked by herself."""

from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import CalendarAddress
from partners.models import User
from partners.models.invitations import digest

BYTES = 32  # of chance in an address: 256 bits


def draw(user):
    """A secret for this person's form, signed so that she can choose no weaker one; nothing is kept of it yet."""
    return _signer(user).sign(token_urlsafe(BYTES))


@transaction.atomic
def use(*, by, drawn):
    """Let the address with this secret, which `draw` gave, answer in place of any former one; return the secret.

    The same form sent twice is the same address.
    """
    try:
        secret = _signer(by).unsign(drawn)
    except BadSignature:
        raise ValidationError(_("This page is out of date: try again.")) from None
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # one after the other
    known = CalendarAddress.objects.visible_to(by).filter(digest=digest(secret)).first()
    if known and known.revoked_at:
        raise ValidationError(_("This address was revoked meanwhile: make another one."))
    if known is None:
        revoke(by=by)
        address = CalendarAddress(user=by, digest=digest(secret))
        address.full_clean()
        address.save()
    return secret


@transaction.atomic
def revoke(*, by):
    """Let one's address lead nowhere from now on."""
    CalendarAddress.objects.visible_to(by).filter(revoked_at=None).update(revoked_at=timezone.now())


def reader_of(secret):
    """Whose calendar reads at this address now, or None: a wrong or revoked one and a closed account say the same."""
    found = CalendarAddress.objects.in_use().filter(digest=digest(secret)).select_related("user").first()
    return found and found.user


def _signer(user):
    return Signer(salt=f"meetings.calendar.{user.pk}", sep=".")
