"""The people of the directory: those who log in, and those whom one writes to."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from gtm.lib.models import Archivable, one_line
from partners.models.directory import Partner
from partners.permissions import ROLES_WITH_PARTNER, Role, is_secretariat
from partners.querysets import ContactQuerySet, UserManager


class User(AbstractBaseUser):
    """A person who logs in with an e-mail address, for the secretariat, for a partner or to read."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, validators=[one_line])  # it stands in the head of mails
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=Role,
        help_text=_(
            "The secretariat sees and changes everything. A focal point sees what concerns his or her partner. "
            "A reader sees everything but the internal notes, and changes nothing."
        ),
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("partner")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick to close the account at once; the person's work stays.")
    )
    date_joined = models.DateTimeField(_("created on"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Another account already has this e-mail address."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=ROLES_WITH_PARTNER) | Q(partner__isnull=False),
                name="user_focal_point_has_partner",
                violation_error_message=_("A focal point needs a partner."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def natural_key(self):
        return (self.email,)

    def clean(self):
        """Keep the address as the log-in page looks it up: in lower case."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self):
        return self.name

    @property
    def is_staff(self):
        """Whether the admin screens open for this person."""
        return is_secretariat(self)

    def has_perm(self, perm, obj=None):
        return is_secretariat(self)

    def has_module_perms(self, app_label):
        return is_secretariat(self)


class Contact(Archivable):
    """A person of a partner to whom one writes, and who need not log in. Known to the secretariat only."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contacts", verbose_name=_("partner"))
    name = models.CharField(_("name"), max_length=150, validators=[one_line])
    function = models.CharField(_("function"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"))

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "partner",
                Lower("email"),
                name="contact_email_unique",
                violation_error_message=_("This partner already has a contact with this e-mail address."),
            ),
        ]

    def __str__(self):
        return f"{self.name} <{self.email}>"
