"""What the secretariat does for people who cannot log in any more."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import User
from partners.permissions import may_remove_two_factor
from partners.services.mail import post


def hold_account(user):
    """Let whoever else changes how this person logs in wait for the end of the transaction."""
    return User.objects.select_for_update(of=["self"], no_key=True).get(pk=user.pk)


@transaction.atomic
def remove_two_factor(*, by, person):
    """Let somebody who lost the phone log in by password alone; return whether there was anything to take away.

    It ends the sessions of that person, of which one may be open on the phone, and tells her by mail.
    """
    if not may_remove_two_factor(by, person):
        raise PermissionDenied
    hold_account(person)
    count, _per_model = Authenticator.objects.filter(user=person).delete()
    if not count:
        return False
    end_sessions(person)
    post(
        by=by,
        to=person.email,
        to_name=person.name,
        reply_to=by.email,
        subject=_("Two-factor authentication was taken away from your account"),
        body=render_to_string("partners/accounts/two_factor_removed.txt", {"by": by}),
    )
    return True


def end_sessions(person):
    """Log somebody out everywhere. A session does not say whose it is: all are looked at."""
    alive = Session.objects.filter(expire_date__gte=timezone.now()).iterator()
    hers = [session.pk for session in alive if session.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(pk__in=hers).delete()
