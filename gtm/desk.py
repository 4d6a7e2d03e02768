"""The home page: it may know every app."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    return redirect("actions:table")
