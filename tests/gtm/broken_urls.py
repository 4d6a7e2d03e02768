"""The application's addresses, and some that fail in each way that Django knows."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from gtm.urls import handler400  # noqa: F401 (part of the addresses)
from gtm.urls import urlpatterns as gtm_urls


def fail(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *gtm_urls,
    path("400/", fail(BadRequest("what the log says"))),
    path("403/", fail(PermissionDenied)),
    path("403/why/", fail(PermissionDenied("Cette édition n’est pas encore transmise."))),
    path("404/", fail(Http404)),
    path("404/why/", fail(Http404("Il n’y a pas d’action « A9-99 »."))),
    path("405/", require_safe(HttpResponse)),
    path("500/", fail(RuntimeError("what the log says"))),
]
