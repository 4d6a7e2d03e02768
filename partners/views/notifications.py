"""How often one is told by mail what happened, and the link in each digest that puts an end to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.forms import NotificationsForm
from partners.models import Notifications
from partners.services import notifications as services


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    """Choose how often the digest comes."""
    form = NotificationsForm(request.POST or None, initial={"frequency": services.frequency_of(request.user)})
    if request.method == "POST" and form.is_valid():
        services.choose(by=request.user, frequency=form.cleaned_data["frequency"])
        messages.success(request, _("Your choice is kept."))
        return redirect("account_notifications")
    return render(
        request, "partners/notifications/preferences.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """What the link in a digest opens, whoever is logged in or nobody: only its button ends the digest."""
    person = services.person_behind(token)
    if person is None:
        return render(request, "partners/notifications/wrong_link.html", status=404)
    if is_done := request.method == "POST":
        services.choose(by=person, frequency=Notifications.Frequency.NEVER)
    return render(request, "partners/notifications/unsubscribe.html", {"is_done": is_done})
