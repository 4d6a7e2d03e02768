"""Whom the provider of an organisation may log in: people who have an account here already, by a verified address."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from partners.models import User


def refusal(request, sentence):
    """Back to the log-in page, which says why."""
    messages.error(request, sentence)
    return redirect("account_login")


class OpenIDAdapter(DefaultSocialAccountAdapter):
    """The address decides anew at each log-in: nothing of the provider is kept, and nobody opens an account."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Log in the person whose address the provider vouches for; a second factor is asked for after this, too."""
        person = None
        if sociallogin.state.get("process") == AuthProcess.LOGIN and (email := vouched_for(sociallogin)):
            person = User.objects.filter(email__iexact=email).first()
        if person is None:
            said = _("No account here has the address that the other log-in vouches for. Ask the secretariat.")
            raise ImmediateHttpResponse(refusal(request, said))
        sociallogin.user = person

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        said = _("The other log-in did not succeed. Try again, or use your password.")
        if error == AuthError.CANCELLED:
            said = _("You stopped the other log-in.")
        raise ImmediateHttpResponse(refusal(request, said))


def vouched_for(sociallogin):
    """The address of the person whom the signed answer names, if the provider has verified it; otherwise None."""
    answer = sociallogin.account.extra_data
    identity, told = answer.get("id_token") or {}, answer.get("userinfo") or {}
    if not identity.get("sub") or told.get("sub") != identity["sub"] or told.get("email_verified") is not True:
        return None
    return told.get("email")
