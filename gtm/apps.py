"""The project itself as an application: its commands, its admin site and its home page."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class GtmConfig(AppConfig):
    name = "gtm"


class GtmAdminConfig(AdminConfig):
    default_site = "gtm.admin_site.GtmAdminSite"
