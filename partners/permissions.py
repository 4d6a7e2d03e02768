"""Who may do what. The only file that names the roles: everything else asks it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in the application."""

    SECRETARIAT = "secretariat", _("Secretariat")
    FOCAL_POINT = "focal_point", _("Focal point")
    READER = "reader", _("Reader")


# A focal point without a partner would be a person who speaks for nobody.
ROLES_WITH_PARTNER = [Role.FOCAL_POINT]
# Whom `createsuperuser` makes.
SUPERUSER_ROLE = Role.SECRETARIAT
# Who accepts an invitation becomes this.
INVITED_ROLE = Role.FOCAL_POINT


def _has_role(user, *roles):
    return user.is_authenticated and user.is_active and user.role in roles


def is_secretariat(user):
    """Keeps the table: sees and changes everything."""
    return _has_role(user, Role.SECRETARIAT)


def reads_everything(user):
    """Sees every live row of every partner, though not always the internal notes."""
    return _has_role(user, Role.SECRETARIAT, Role.READER)


def partner_of(user):
    """The id of the partner this person speaks for, or None."""
    return user.partner_id if _has_role(user, Role.FOCAL_POINT) else None


def speaks_beside(user, other):
    """Speaks for the partner for which `other` speaks, or did before the account was closed."""
    return other.role in ROLES_WITH_PARTNER and other.partner_id == partner_of(user)


def may_read_internal_notes(user):
    """Internal notes never leave the secretariat."""
    return is_secretariat(user)


def may_edit(user):
    """May change reference data, actions and meetings."""
    return is_secretariat(user)


def may_send_mail(user):
    """Writes to the partners, and sees what was written."""
    return is_secretariat(user)


def may_invite(user):
    """Asks people to open an account for their partner."""
    return is_secretariat(user)


def must_use_two_factor(user):
    """Logs in with a code as well as with a password, where the installation asks for it."""
    return settings.TWO_FACTOR_REQUIRED and is_secretariat(user)


def may_remove_two_factor(user, person):
    """Takes away the second factor of a colleague or of a focal point who lost the phone; never one's own."""
    return is_secretariat(user) and user != person
