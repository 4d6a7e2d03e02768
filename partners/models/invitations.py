"""Invitations to open an account, each with a link that works once."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models.directory import Partner
from partners.models.mail import Mail
from partners.models.people import User
from partners.querysets import InvitationQuerySet

VALID_FOR = timedelta(days=7)


def expiry():
    return timezone.now() + VALID_FOR


def digest(token):
    """What is kept of the secret in a link: whoever reads the table cannot open an account with it."""
    return sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """Somebody is asked to speak for a partner. Written by `partners.services` only."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="invitations", verbose_name=_("partner"))
    email = models.EmailField(
        _("e-mail address"), help_text=_("A link leaves for this address: it works once, for seven days.")
    )
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="invitation", editable=False, verbose_name=_("mail"))
    token_digest = models.CharField(_("digest of the link"), max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), default=expiry, editable=False)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="invitation",
        verbose_name=_("account"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_per_address",
                violation_error_message=_("This address has an invitation already."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, account=None)
                | Q(accepted_at__isnull=False, account__isnull=False, revoked_at=None),
                name="invitation_accepted_has_account",
                violation_error_message=_("An invitation that was accepted has an account, and was not revoked."),
            ),
        ]

    def __str__(self):
        return f"{self.email} · {self.partner}"

    def clean(self):
        """Refuse to invite for a partner that was put away, or somebody who can log in, or once could."""
        super().clean()
        self.email = self.email.lower()
        if self.partner_id and self.partner.is_archived:
            raise ValidationError(_("This partner is archived: restore it first."))
        if User.objects.filter(email__iexact=self.email).exists():
            raise ValidationError({"email": _("Another account already has this e-mail address.")})
