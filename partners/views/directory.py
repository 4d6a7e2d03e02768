"""The directory of partners, and one partner."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gtm.lib.search import normalise
from partners import matrix
from partners.forms import SearchForm
from partners.models import Contact, Invitation, Mail, Partner
from partners.permissions import may_invite


@require_safe
def directory(request):
    """The partners by kind, with the number of their actions by axis."""
    everyone = Partner.objects.visible_to(request.user).live()
    form = SearchForm(request.GET)
    found = everyone.search(form.cleaned_data["q"]) if form.is_valid() else everyone.none()
    kinds = Partner.Kind.values
    partners = sorted(found, key=lambda partner: (kinds.index(partner.kind), normalise(partner)))
    axes = matrix.axes()
    context = {
        "form": form,
        "axes": axes,
        "rows": matrix.rows(partners, axes, request.user),
        "to_involve": sum(partner.is_prospective for partner in partners),
        "hidden": everyone.count() - len(partners),
        "undecided_mails": Mail.objects.visible_to(request.user).undecided().count(),
    }
    return render(request, "partners/directory.html", context, status=200 if form.is_valid() else 400)


@require_safe
def detail(request, slug):
    """Who a partner is and, as far as this person may see it, what it does with the others."""
    partner = Partner.objects.visible_to(request.user).filter(slug=slug).first()
    if partner is None:
        raise Http404(_("There is no partner “%(slug)s” in the directory.") % {"slug": slug})
    taking_part = partner.participations.filter(action__in=partner.actions.visible_to(request.user).live())
    roles = partner.participations.model.Role.values
    invitations = Invitation.objects.visible_to(request.user).pending().filter(partner=partner).select_related("mail")
    return render(
        request,
        "partners/detail.html",
        {
            "partner": partner,
            "contacts": Contact.objects.visible_to(request.user).live().filter(partner=partner),
            "people": partner.users.all() if may_invite(request.user) else (),
            "invitations": invitations,
            "participations": sorted(
                taking_part.select_related("action__axis").order_by("action__axis", "action__reference"),
                key=lambda participation: roles.index(participation.role),
            ),
            "attendances": of_meetings(partner.attendances, request.user),
            "statements": of_meetings(partner.statements, request.user),
            "parts": [
                *of_meetings(partner.debate_points, request.user),
                *of_meetings(partner.decisions, request.user),
            ],
            "engagements": partner.engagements.visible_to(request.user).live(),
        },
    )


def of_meetings(parts, user):
    """The `parts` of the meetings that `user` may see, the latest meeting first."""
    return parts.visible_to(user).select_related("meeting").order_by("-meeting__date", "number")
