"""The page of one action."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from actions.ledger import confirmed
from actions.models import JointAction, Participation, PartnerRequest
from actions.permissions import may_confirm, may_edit_actions, may_read_internal_notes
from actions.tables import cells
from actions.views.comments import talk
from actions.views.proposals import proposed
from actions.views.reports import parts

# Which columns stand under which heading.
MAIN_SECTIONS = {
    gettext_lazy("Content"): ["description", "themes", "orientations", "beneficiaries"],
    gettext_lazy("Results"): ["expected_results", "indicators", "remarks"],
}
SIDE_SECTIONS = {
    gettext_lazy("Calendar"): ["progress", "start", "end"],
    gettext_lazy("Places"): ["regions", "places"],
    gettext_lazy("Funding"): ["budget", "currency", "funding_source", "funding_secured"],
}


@require_safe
def detail(request, reference):
    """Everything about an action, what becomes of it, and where it comes from."""
    visible = JointAction.objects.visible_to(request.user)
    action = visible.with_last_edit().for_table(user=request.user).called(reference)
    if action is None:
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    if action.reference != reference:
        return redirect(action, permanent=True)
    roles = [(role.label, action.partners_as(role)) for role in Participation.Role]
    return render(
        request,
        "actions/detail.html",
        {
            "action": action,
            "roles": [(label, partners) for label, partners in roles if partners],
            "main_sections": [(title, cells(action, names)) for title, names in MAIN_SECTIONS.items()],
            "side_sections": [(title, cells(action, names)) for title, names in SIDE_SECTIONS.items()],
            "requests": PartnerRequest.objects.visible_to(request.user).filter(action=action).select_related("partner"),
            "origins": [*action.debate_points.all(), *action.decisions.all()],
            "engagements": action.engagements.visible_to(request.user).live(),
            "may_edit": may_edit_actions(request.user),
            "may_read_internal_notes": may_read_internal_notes(request.user),
            "confirmed": confirmed(request.user, action),
            "may_confirm": may_confirm(request.user, action),
            **parts(request.user, action),
            **proposed(request.user, action),
            **talk(request.user, action),
        },
    )
