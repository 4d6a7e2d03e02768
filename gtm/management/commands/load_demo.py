"""`manage.py load_demo`: the accounts of a demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Partner, User
from partners.permissions import Role

PASSWORD = "demonstration-gtm"  # noqa: S105 -- printed on purpose; the command refuses to run elsewhere

# E-mail address, name, role, partner's slug.
ACCOUNTS = [
    ("secretariat@gtm.example", "Secrétariat du GTM", Role.SECRETARIAT, None),
    ("emploi@gtm.example", "Point focal, Ministère de l'Emploi", Role.FOCAL_POINT, "emploi"),
    ("lecteur@gtm.example", "Lecteur", Role.READER, None),
]


class Command(BaseCommand):
    help = "Create the demonstration accounts that are missing, and print them. Only where DEMO=1."

    @transaction.atomic
    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(_("Demonstration accounts are for a demonstration only: set DEMO=1."))
        self.stdout.write(_("Demonstration accounts at %(address)s") % {"address": settings.PUBLIC_URL})
        for email, name, role, slug in ACCOUNTS:
            user = self.account(email, name=name, role=role, slug=slug)
            password = PASSWORD if user.check_password(PASSWORD) else _("(changed)")
            self.stdout.write(f"  {user.get_role_display():<14} {email:<26} {password}")

    def account(self, email, *, name, role, slug):
        """The account with this address, created if there is none."""
        try:
            return User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            partner = Partner.objects.filter(slug=slug).first()
            if slug and not partner:
                raise CommandError(
                    _("Partner “%(slug)s” does not exist: run load_reference first.") % {"slug": slug}
                ) from None
            return User.objects.create_user(email, PASSWORD, name=name, role=role, partner=partner)
