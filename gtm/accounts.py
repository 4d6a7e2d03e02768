"""How people log in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.urls import reverse

from partners.services import link


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the secretariat; links in mail never come from the request's Host header."""

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # Failures count per account and address together: whoever guesses is refused, the victim elsewhere is not.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def get_reset_password_from_key_url(self, key):
        uidb36, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return link(path)
