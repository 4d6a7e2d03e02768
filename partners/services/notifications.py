"""What a person wants to be told by mail, how far she was told, and the link that puts an end to it."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from partners.models import Notifications, User
from partners.services.mail import link

# A person who was never told anything is not told of more than this.
FIRST = timedelta(days=1)


def frequency_of(user):
    """What she chose, or else what everybody gets."""
    chosen = Notifications.objects.filter(user=user).values_list("frequency", flat=True).first()
    return chosen or Notifications.Frequency.DAILY


def hold(user):
    """Her row, made if she has none, and locked until the transaction ends."""
    began = max(user.date_joined, timezone.now() - FIRST)
    found, _is_new = Notifications.objects.get_or_create(user=user, defaults={"told_until": began})
    return Notifications.objects.select_for_update(of=("self",)).get(pk=found.pk)


@transaction.atomic
def choose(*, by, frequency):
    """Receive the digest so often from now on; of the time in which one wanted none, nothing is told later."""
    held = hold(by)
    if held.frequency == Notifications.Frequency.NEVER != frequency:
        held.told_until = timezone.now()
    held.frequency = frequency
    held.full_clean()
    held.save()
    return held


@transaction.atomic
def tell(*, notifications, until, day=None):
    """Note that this person, whose row is held, knows what happened before `until`; `day` is that of a digest."""
    notifications.told_until = until
    notifications.last_digest_on = day or notifications.last_digest_on
    notifications.save(update_fields=["told_until", "last_digest_on"])


def unsubscribe_link(user):
    """Where this person, logged in or not, puts an end to the digest."""
    return link(reverse("account_unsubscribe", args=[_signer().sign(user.pk)]))


def person_behind(token):
    """Whose link ends in `token`, or None."""
    try:
        return User.objects.filter(pk=int(_signer().unsign(token))).first()
    except (BadSignature, ValueError):
        return None


def _signer():
    return Signer(salt="partners.unsubscribe", sep=".")
