"""The pages of the second factor: those of django-allauth, which two clicks at once do not confuse."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partners.permissions import must_use_two_factor
from partners.services import hold_account


class OneAtATime:
    """Of two requests of a person that write, the second waits and meets what the first has done."""

    has_totp = False  # whether this page is for those who have switched it on

    def dispatch(self, request, *args, **kwargs):
        if request.method != "POST":
            return self.meet(request, *args, **kwargs)
        with transaction.atomic():
            hold_account(request.user)
            return self.meet(request, *args, **kwargs)

    def meet(self, request, *args, **kwargs):
        """Go on, unless what is asked for is done already."""
        if self.has_totp != _has_totp(request.user):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)


def _has_totp(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


class TwoFactorView(IndexView):
    """Whether it is on, and what can be done about it."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_required": must_use_two_factor(self.request.user)}


class ActivateView(OneAtATime, ActivateTOTPView):
    """The secret, as an image and as text, and a field for the first code."""


class DeactivateView(OneAtATime, DeactivateTOTPView):
    """Asks whether one means it."""

    has_totp = True


class NewCodesView(OneAtATime, GenerateRecoveryCodesView):
    """Other recovery codes, in place of the former ones."""

    has_totp = True

    def form_valid(self, form):
        # As django-allauth does, whose own lock PostgreSQL refuses: it would hold the partner as well.
        user = self.request.user
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(user)
        get_account_adapter().send_notification_mail("mfa/email/recovery_codes_generated", user)
        return redirect(self.get_success_url())


class CodeView(AuthenticateView):
    """The second step of logging in."""

    def _build_forms(self):
        # Only codes are offered here: whatever else is posted is a code that is missing.
        self.webauthn_form = None
        posted = self.request.POST if self.request.method == "POST" else None
        self.auth_form = self.get_form_class()(user=self.stage.login.user, data=posted)
        return self.auth_form


@require_safe
@never_cache
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request, template="mfa/recovery_codes/index.html", content_type=None):
    """The codes that are left; unlike django-allauth's page, it does not write down that it was looked at."""
    kept = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if kept is None:
        raise Http404(_("You have no recovery codes: switch two-factor authentication on first."))
    return render(request, template, {"codes": kept.wrap().get_unused_codes()}, content_type)
