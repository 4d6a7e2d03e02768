"""Nothing opens without a log-in, except what `settings.PUBLIC_URL_NAMES` lists."""

from django.conf import settings
from django.contrib.auth import middleware
from django_htmx.http import HttpResponseClientRedirect


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Send anonymous visitors to the log-in page.

    Unlike Django's own, a view cannot exempt itself: the list of public URLs is the only way out.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.user.is_authenticated or request.resolver_match.view_name in settings.PUBLIC_URL_NAMES:
            return None
        response = self.handle_no_permission(request, view_func)
        # htmx would swap the log-in page into the middle of the table.
        return HttpResponseClientRedirect(response.url) if request.htmx else response
