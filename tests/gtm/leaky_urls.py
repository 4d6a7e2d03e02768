"""Views that each break one promise on purpose: the permission table must find every one of them."""

import io
import zipfile

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from actions.models import JointAction
from gtm.urls import urlpatterns as real
from partners.models import Partner
from partners.permissions import is_secretariat


@require_safe
def harmless(request):
    return HttpResponse(JointAction.objects.visible_to(request.user).values_list("title"))


@require_safe
def harmless_object(request, reference):
    return HttpResponse(get_object_or_404(JointAction.objects.visible_to(request.user), reference=reference).title)


@require_safe
def every_action(request):
    return HttpResponse(JointAction.objects.values_list("title"))


@require_safe
def every_workbook(request):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as workbook:
        workbook.writestr("sheet.xml", str(list(JointAction.objects.values_list("title"))))
    return HttpResponse(file.getvalue())


@require_safe
def any_action(request, reference):
    return HttpResponse(get_object_or_404(JointAction, reference=reference).axis)


@require_safe
def tells(request, reference):
    action = JointAction.objects.filter(reference=reference).first()
    if action is None:
        raise Http404
    if action not in JointAction.objects.visible_to(request.user):
        raise PermissionDenied
    return HttpResponse()


@require_safe
def writes_on_get(request):
    if not is_secretariat(request.user):
        Partner.objects.update(search_text=request.user.name)
    return HttpResponse()


def writes_though_refused(request):
    if request.method == "PATCH":
        JointAction.objects.update(description=request.user.name)
    return HttpResponse(status=200 if request.method in {"GET", "HEAD"} else 403)


@require_safe
def fails(request):
    raise ZeroDivisionError


@require_safe
def empty(request):
    return HttpResponse()


@require_safe
def too_closed(request):
    if not is_secretariat(request.user):
        raise PermissionDenied
    return HttpResponse()


urlpatterns = [
    path("harmless", harmless, name="harmless"),
    path("harmless/<reference>", harmless_object, name="harmless-object"),
    path("every-action", every_action, name="every-action"),
    path("every-workbook", every_workbook, name="every-workbook"),
    path("any-action/<reference>", any_action, name="any-action"),
    path("tells/<reference>", tells, name="tells"),
    path("writes-on-get", writes_on_get, name="writes-on-get"),
    path("writes-though-refused", writes_though_refused, name="writes-though-refused"),
    path("fails", fails, name="fails"),
    path("too-open", empty, name="too-open"),
    path("too-closed", too_closed, name="too-closed"),
    path("undeclared", empty, name="undeclared"),
    *real,
]
