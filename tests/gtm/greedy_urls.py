"""A form that takes whatever is posted: the test of field rights must find it."""

from django.shortcuts import redirect
from django.urls import path

from actions import services
from actions.models import JointAction
from gtm.urls import urlpatterns as real


def greedy(request, reference):
    copy = services.duplicate(by=request.user, action=JointAction.objects.visible_to(request.user).called(reference))
    copy.internal_notes = request.POST.get("internal_notes", "")
    copy.save()
    return redirect(copy)


urlpatterns = [path("actions/<str:reference>/duplicate/", greedy), *real]
