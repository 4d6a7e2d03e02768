"""Nothing opens without a log-in, except what `settings.PUBLIC_URL_NAMES` lists; and refusals speak."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import middleware
from django.core.exceptions import DisallowedHost
from django.core.handlers.exception import response_for_exception
from django.middleware.security import SecurityMiddleware
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import HttpResponseClientRedirect

from partners.permissions import must_use_two_factor


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Send anonymous visitors to the log-in page.

    Unlike Django's own, a view cannot exempt itself: the list of public URLs is the only way out.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        # The public ones first: the health check must answer when there is no database to find the user in.
        if request.resolver_match.view_name in settings.PUBLIC_URL_NAMES or request.user.is_authenticated:
            return None
        response = self.handle_no_permission(request, view_func)
        # htmx would swap the log-in page into the middle of the table.
        return HttpResponseClientRedirect(response.url) if request.htmx else response

    def get_login_url(self, view_func):
        """The one log-in page: the admin's own would turn away whoever comes back from it."""
        return settings.LOGIN_URL


class TwoFactorRequiredMiddleware(MiddlewareMixin):
    """Whoever must use a second factor and has none reaches nothing but the pages that switch it on."""

    OPEN = {"mfa_index", "mfa_activate_totp", "account_reauthenticate", "account_logout"}

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.resolver_match.view_name in settings.PUBLIC_URL_NAMES | self.OPEN:
            return None
        if not must_use_two_factor(request.user) or is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return None
        response = redirect("mfa_index")
        return HttpResponseClientRedirect(response.url) if request.htmx else response


def unknown_host(get_response):
    """Refuse an unknown host before Django's own way to HTTPS does, which leaves out the headers that go with it."""
    headers = SecurityMiddleware(get_response)

    def middleware(request):
        try:
            request.get_host()
        except DisallowedHost as error:
            return headers.process_response(request, response_for_exception(request, error))
        return get_response(request)

    return middleware


def method_not_allowed(get_response):
    """Say in words what Django leaves an empty page for: status 405."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response

    return middleware
