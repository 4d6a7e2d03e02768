"""What tests of the second factor do: a telephone, and the pages that ask for its code."""

import re
import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from tests.gtm.accounts import PASSWORD, log_in

CODE = "/accounts/login/code/"
CONFIRM = "/accounts/confirm/"
INDEX = "/accounts/two-factor/"
ACTIVATE = f"{INDEX}activate/"
DEACTIVATE = f"{INDEX}deactivate/"
CODES = f"{INDEX}codes/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret=SECRET, steps=0):
    """What the telephone shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD + steps))


def equip(user):
    """Switch the second factor on; return the recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def has_totp(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def confirm(client, password=PASSWORD):
    """Type the password once more, as what matters to an account asks for."""
    return client.post(CONFIRM, {"password": password, "next": INDEX})


def shown_secret(page):
    """The secret on the page that switches the second factor on."""
    return re.search(r'<code class="secret"[^>]*>([^<]+)</code>', page)[1].replace(" ", "")


def send_code(client, value, **extra):
    return client.post(CODE, {"code": value}, **extra)


def log_in_with_code(client, value=None, **extra):
    """Both steps; return the answer to the second."""
    log_in(client, **extra)
    return send_code(client, code() if value is None else value, **extra)
