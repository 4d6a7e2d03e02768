"""Every address of the application."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from gtm import desk, views
from gtm.pictures import views as pictures
from meetings.views import feeds
from partners.views import invitations, notifications

# Only the account pages that this application offers: no sign-up but by invitation, no change of address by oneself.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("invitation/<str:token>/", invitations.accept, name="account_invitation"),
    path("notifications/", notifications.preferences, name="account_notifications"),
    path("calendar/", feeds.address, name="calendar_address"),
    path("calendar/revoke/", feeds.revoke, name="revoke_calendar_address"),
    path("unsubscribe/<str:token>/", notifications.unsubscribe, name="account_unsubscribe"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

handler400 = "gtm.views.bad_request"

urlpatterns = [
    path("", desk.home, name="home"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/coordination/", pictures.coordinate, name="coordination"),
    *(
        path(f"pictures/<slug:name>.{kind}", pictures.file, {"kind": kind}, name=f"picture_{kind}")
        for kind in pictures.KINDS
    ),
    path("actions/", include("actions.urls")),
    path("requests/", include("actions.urls_requests")),
    path("partners/", include("partners.urls")),
    path("meetings/", include("meetings.urls")),
    path("calendar/<str:token>.ics", feeds.feed, name="calendar_feed"),
    path("accounts/", include(account_urls)),
    path("accounts/", include("gtm.two_factor.urls")),
    *([path("accounts/", include("gtm.openid.urls"))] if settings.OIDC_SERVER_URL else []),
    path("admin/", admin.site.urls),
    path("health/", views.health, name="health"),
]
