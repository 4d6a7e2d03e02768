"""The addresses of an installation whose settings name a provider of OpenID Connect."""

from django.urls import include, path

from gtm.urls import handler400, urlpatterns

__all__ = ["handler400"]

urlpatterns = [*urlpatterns, path("accounts/", include("gtm.openid.urls"))]
