"""The health check and the pages that say what went wrong."""

from django.db import connection
from django.db.utils import DatabaseError
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def health(request):
    """Answer 200 where the application and its database work, 503 where the database does not."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


def error_page(request, *, status, title, message):
    """One page for every refusal: what happened, in a sentence, and the way on."""
    return render(request, "error.html", {"status": status, "title": title, "message": message}, status=status)


def bad_request(request, exception=None):
    return error_page(
        request,
        status=400,
        title=_("This request cannot be read"),
        message=_("Its address or the form it came from is damaged. Go back and try again."),
    )


def permission_denied(request, exception=None):
    return error_page(
        request,
        status=403,
        title=_("This page is not open to you"),
        message=_("Your account does not give access to it. If you need it, ask the secretariat."),
    )


def page_not_found(request, exception=None):
    # Http404 raised by a view may carry a sentence of ours; the resolver's carries a dictionary.
    said = exception.args[0] if exception and exception.args and isinstance(exception.args[0], str) else ""
    return error_page(
        request,
        status=404,
        title=_("This page does not exist"),
        message=said or _("The address may be mistyped, or what it showed is no longer open to you."),
    )


def server_error(request):
    return error_page(
        request,
        status=500,
        title=_("The application failed"),
        message=_(
            "Nothing was saved by this request. Try again; if it fails again, tell the secretariat what you did."
        ),
    )


def csrf_failure(request, reason=""):
    return error_page(
        request,
        status=403,
        title=_("This form has expired"),
        message=_("Nothing was saved. Go back, reload the page and send the form again."),
    )
