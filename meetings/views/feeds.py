"""The meetings in one's own calendar: one as a file, and all as a feed at a secret address."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.lib.downloads import sent
from gtm.lib.files import HARMLESS
from meetings.exchange import calendar
from meetings.models import CalendarAddress, Meeting
from meetings.services import calendars as services
from partners.services import link

TYPE = "text/calendar; charset=utf-8"
PAST = timedelta(days=365)  # how long a meeting stays in the feed


@require_safe
def ics(request, slug):
    """One meeting, to be opened in a calendar."""
    meeting = Meeting.objects.visible_to(request.user).filter(slug=slug).first()
    if meeting is None:
        raise Http404(_("There is no meeting “%(slug)s” that you may see.") % {"slug": slug})
    return sent(f"{meeting.slug}.ics", calendar.file(meeting), TYPE)


@never_cache
@require_safe
def feed(request, token):
    """What the holder of the address may see at this moment, whoever asks."""
    user = services.reader_of(token)
    if user is None:
        raise Http404(_("There is no calendar at this address."))
    shown = Meeting.objects.visible_to(user).live().filter(date__gte=timezone.localdate() - PAST)
    content = calendar.feed(shown.prefetch_related("agenda").order_by("date", "pk"))
    return HttpResponse(content, TYPE, headers={name: HARMLESS[name] for name in HARMLESS if name != "Cache-Control"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request):
    """One's own secret address: made here, and shown in full only then."""
    context, status = {}, 200
    if request.method == "POST":
        try:
            secret = services.use(by=request.user, drawn=request.POST.get("drawn", ""))
        except ValidationError as error:
            context, status = {"refusal": " ".join(error.messages)}, 422
        else:
            url = link(reverse("calendar_feed", args=[secret]))
            context = {"address": url, "webcal": f"webcal://{url.partition('://')[2]}"}
    context["drawn"] = services.draw(request.user)
    context["current"] = CalendarAddress.objects.visible_to(request.user).filter(revoked_at=None).first()
    return render(request, "meetings/people/address.html", context, status=status)


@require_POST
def revoke(request):
    """Let one's address lead nowhere from now on."""
    services.revoke(by=request.user)
    messages.success(request, _("The address leads nowhere any more: calendars that read it are told nothing."))
    return redirect("calendar_address")
