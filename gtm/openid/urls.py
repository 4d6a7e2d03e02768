"""The addresses of log-in by OpenID Connect, under ``accounts/``: there are none unless a provider is set."""

from django.urls import path

from gtm.openid import views

PROVIDER = {"provider_id": "openid"}

urlpatterns = [
    path("openid/", views.begin, PROVIDER, name="openid_connect_login"),
    path("openid/callback/", views.come_back, PROVIDER, name="openid_connect_callback"),
]
