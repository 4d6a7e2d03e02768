"""How people log in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the secretariat; links in mail never come from the request's Host header."""

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # Failures count per account and address together: whoever guesses is refused, the victim elsewhere is not.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def get_reset_password_from_key_url(self, key):
        url = super().get_reset_password_from_key_url(key)
        return self.request.build_absolute_uri(url).replace(
            self.request.build_absolute_uri("/").rstrip("/"), settings.PUBLIC_URL, 1
        )
