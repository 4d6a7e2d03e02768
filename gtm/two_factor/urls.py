"""The addresses of the second factor, under ``accounts/``: only what this application offers of django-allauth."""

from allauth.account.views import reauthenticate as confirm_by_password
from allauth.mfa.base.views import ReauthenticateView
from django.urls import path
from django.views.decorators.cache import never_cache

from gtm.two_factor import views

DOWNLOAD = {"template": "mfa/recovery_codes/download.txt", "content_type": "text/plain; charset=utf-8"}

urlpatterns = [
    path("login/code/", never_cache(views.CodeView.as_view()), name="mfa_authenticate"),
    path("confirm/", confirm_by_password, name="account_reauthenticate"),
    path("confirm/code/", ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("two-factor/", views.TwoFactorView.as_view(), name="mfa_index"),
    path("two-factor/activate/", never_cache(views.ActivateView.as_view()), name="mfa_activate_totp"),
    path("two-factor/deactivate/", views.DeactivateView.as_view(), name="mfa_deactivate_totp"),
    path("two-factor/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("two-factor/codes/download/", views.recovery_codes, DOWNLOAD, name="mfa_download_recovery_codes"),
    path("two-factor/codes/new/", views.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
]
