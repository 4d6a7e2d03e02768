"""Inviting somebody to speak for a partner, and taking the invitation up."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from partners import services
from partners.forms import AcceptForm, InvitationForm
from partners.models import Invitation, Partner
from partners.once import once
from partners.permissions import may_invite


@require_http_methods(["GET", "HEAD", "POST"])
@once
def invite(request, slug):
    """Ask for the address, and send the link to it."""
    if not may_invite(request.user):
        raise PermissionDenied
    partner = Partner.objects.visible_to(request.user).live().filter(slug=slug).first()
    if partner is None:
        raise Http404(_("There is no partner “%(slug)s” in the directory.") % {"slug": slug})
    form = InvitationForm(request.POST or None, instance=Invitation(partner=partner))
    if form.is_valid():
        try:
            invitation = services.invite(by=request.user, partner=partner, email=form.cleaned_data["email"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("The invitation to %(email)s is in the outbox.")
            messages.success(request, said % {"email": invitation.email})
            return redirect(partner)
    return render(request, "partners/invitations/invite.html", {"partner": partner, "form": form})


@require_POST
def revoke(request, pk):
    """Take an invitation back."""
    invitation = Invitation.objects.visible_to(request.user).select_related("partner", "mail").filter(pk=pk).first()
    if invitation is None:
        raise Http404(_("There is no such invitation that you may see."))
    try:
        services.revoke(by=request.user, invitation=invitation)
    except services.ClosedInvitationError:
        messages.error(request, _("Nothing was done: this invitation was used or revoked meanwhile."))
    else:
        messages.success(request, _("The link in the invitation leads nowhere any more."))
    return redirect(invitation.partner)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, token):
    """What the link in the mail opens: a form, and only sending it uses the link up, which a mail scanner does not."""
    if request.method == "POST" and (refusal := ratelimit.consume_or_429(request, action="reset_password_from_key")):
        return refusal
    if (invitation := services.opened_by(token)) is None:
        return render(request, "partners/invitations/closed.html", status=404)
    form = AcceptForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password1"]
        try:
            account = services.accept(invitation=invitation, name=name, password=password)
        except services.ClosedInvitationError:
            return render(request, "partners/invitations/closed.html", status=404)
        login(request, account)
        messages.success(request, _("Welcome: your account is open."))
        return redirect("home")
    return render(request, "partners/invitations/accept.html", {"invitation": invitation, "form": form})
