"""How people log in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.urls import reverse

from partners.services import link, post


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the secretariat; links in mail never come from the request's Host header."""

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # Failures count per account and address together: whoever guesses is refused, the victim elsewhere is not.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell somebody what became of her account, through the outbox: no mail server can break what she does."""
        said = {"link": link(reverse("account_reset_password"))} | (context or {})
        mail = self.render_mail(template_prefix, user.email, said)
        post(by=user, to=user.email, to_name=user.name, subject=mail.subject, body=mail.body)

    def get_reset_password_from_key_url(self, key):
        uidb36, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return link(path)
