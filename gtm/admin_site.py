"""The admin screens of the secretariat, behind the application's own log-in page."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from partners.once import once


class GtmAdminSite(AdminSite):
    """One log-in for the whole application: the admin has none of its own, and so no second set of rules."""

    site_title = _("GTM administration")
    site_header = _("GTM administration")
    index_title = _("Reference data and accounts")
    enable_nav_sidebar = False

    def login(self, request, extra_context=None):
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())

    def admin_view(self, view, cacheable=False):
        """Adding something twice with two clicks adds it once, here too."""
        return super().admin_view(once(view), cacheable)
