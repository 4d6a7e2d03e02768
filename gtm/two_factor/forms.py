"""The forms that ask for a code: each code counts once, and guesses are counted."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context, ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from partners.permissions import must_use_two_factor


def is_first_use(user, code):
    """Whether this code was not used before, for as long as the clock lets it pass: of two at once, one is first."""
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return cache.add(f"second-factor:{user.pk}:{normalize_user_code(code)}", True, timeout=lifetime)


def count_attempt(user):
    """Refuse whoever has guessed too often; return what forgets the failures, to be called after the right code.

    Counted per account and address, as failed log-ins are, so that the owner elsewhere is not locked out; and per
    account within wider bounds, since whoever is here knows the password, and six digits are few.
    """
    request = context.request
    here = f"second-factor:{user.pk}:{get_ip(request)}"
    for action, key in [("login_failed", here), ("second_factor", str(user.pk))]:
        if not ratelimit.consume(request, action=action, key=key):
            raise get_account_adapter().validation_error("too_many_login_attempts")
    return lambda: ratelimit.clear(request, action="login_failed", key=here)


class Code:
    """A field for a code, and what it takes to accept one."""

    help_text = _("The six digits that your application shows now, or one of your recovery codes.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text, field.max_length = _("Code"), self.help_text, 20
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}

    def clean_code(self):
        forget = count_attempt(self.user)
        code = self.cleaned_data["code"]
        for authenticator in Authenticator.objects.filter(user=self.user).order_by("pk"):
            if authenticator.wrap().validate_code(code) and is_first_use(self.user, code):
                authenticator.user = self.user
                self.authenticator = authenticator
                forget()
                return code
        raise get_adapter().validation_error("incorrect_code")

    def save(self):
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            self.authenticator.refresh_from_db()
            left = len(self.authenticator.wrap().get_unused_codes())
            get_adapter().send_notification_mail("mfa/email/recovery_code_used", self.user, {"left": left})


class CodeForm(Code, AuthenticateForm):
    """The second step of logging in."""


class ConfirmForm(Code, ReauthenticateForm):
    """Before something that matters to the account."""


class ActivateForm(Code, ActivateTOTPForm):
    """Proves that the application on the phone knows the secret."""

    help_text = _("The six digits that your application shows now.")

    @property
    def grouped_secret(self):
        """The secret in groups of four letters, for those who type it."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    @property
    def is_required(self):
        return must_use_two_factor(self.user)

    def clean_code(self):
        code = ActivateTOTPForm.clean_code(self)
        is_first_use(self.user, code)  # from now on it no longer is
        return code
