"""What concerns whoever speaks for a partner, and her word that what the table says of it still holds."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from actions import services
from actions.mine import Mine
from actions.models import JointAction, Transmission
from actions.permissions import may_confirm, speaks_for_partner

SEEN = re.compile(r"\d{1,18}", re.ASCII)


@require_safe
def mine(request):
    """What is asked of her, the actions of her partner, its workbook, its meetings; others are sent to the table."""
    if not speaks_for_partner(request.user):
        return redirect("actions:table")
    return render(request, "actions/mine/mine.html", {"mine": Mine(request.user)})


@require_POST
def confirm(request, reference):
    """Nothing to change of one action, as the page showed it."""
    action = JointAction.objects.visible_to(request.user).filter(reference=reference).first()
    if action is None or not may_confirm(request.user, action):
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    try:
        services.confirm(by=request.user, action=action, seen=_number(request.POST.get("seen", "")))
    except services.ChangedSinceError as error:
        messages.error(request, error)
        return redirect(action)
    messages.success(request, _("%(reference)s is confirmed: nothing to change.") % {"reference": action.reference})
    return redirect("actions:mine" if "mine" in request.POST else action)


@require_POST
def confirm_all(request):
    """Nothing to change of the actions that the page listed, each as it showed it."""
    if not speaks_for_partner(request.user):
        raise PermissionDenied
    seen = dict(said.split(":", 1) for said in request.POST.getlist("seen") if ":" in said)
    actions = JointAction.objects.visible_to(request.user).filter(reference__in=seen)
    told = services.confirm_all(by=request.user, seen={action: _number(seen[action.reference]) for action in actions})
    _tell(request, told)
    return redirect("actions:mine")


@require_POST
def confirm_edition(request, pk):
    """Nothing to change of an edition that her partner was sent."""
    found = Transmission.objects.visible_to(request.user).select_related("edition__snapshot").filter(pk=pk)
    transmission = found.first() if speaks_for_partner(request.user) else None
    if transmission is None:
        raise Http404(_("This page does not exist, or is not for you to see."))
    told = services.confirm_edition(by=request.user, transmission=transmission)
    if told is None:
        messages.info(request, _("%(edition)s was sent back with changes already.") % {"edition": transmission.edition})
        return redirect("actions:mine")
    said = _("Thank you: the secretariat knows that you have nothing to change in edition %(number)s.")
    messages.success(request, said % {"number": transmission.edition.number})
    _tell(request, told)
    return redirect("actions:mine")


def _tell(request, told):
    """Say what was confirmed, and what was changed meanwhile and so is not."""
    if number := len(told.confirmations):
        said = ngettext("%(number)s action is confirmed.", "%(number)s actions are confirmed.", number)
        messages.success(request, said % {"number": number})
    if told.changed:
        said = _("Changed since, and so not confirmed: %(references)s. Look at them again below.")
        references = get_text_list([action.reference for action in told.changed], _("and"))
        messages.warning(request, said % {"references": references})


def _number(text):
    """The change that a page showed; what is no number was never shown."""
    return int(text) if SEEN.fullmatch(text) else -1
