"""How secrets of the second factor are kept, and who may do without it."""

from base64 import urlsafe_b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.permissions import must_use_two_factor


class TwoFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed in the database: a stolen backup, without the key of the installation, opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("The secretariat cannot log in without a code: it stays switched on."),
    }

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(
                _(
                    "Codes of this account cannot be checked any more, since the key of the installation has changed. "
                    "Ask the secretariat to take the second factor away."
                )
            ) from error

    def can_delete_authenticator(self, authenticator):
        return not must_use_two_factor(authenticator.user)


def _box():
    """What seals with the key of the installation, and opens with its former ones, too."""
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret):
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gtm two-factor").derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
