"""The home page: it may know every app."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from partners.permissions import partner_of


@require_safe
def home(request):
    """Whoever speaks for a partner begins with what concerns it, everybody else with the table."""
    return redirect("actions:mine" if partner_of(request.user) else "actions:table")
