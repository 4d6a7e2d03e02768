"""The dialogue with civil society, research and the media: the list, each exchange, and what follows from it."""

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import JointAction
from gtm.lib.downloads import sent
from gtm.lib.files import XLSX
from meetings.exchange import engagements as exchange
from meetings.filters import EngagementFilter
from meetings.forms.engagements import EngagementForm
from meetings.models import Engagement
from meetings.permissions import may_keep_dialogue
from meetings.services import engagements as services
from partners.models import Partner

PAGE_SIZE = 50


@require_safe
def dialogue(request):
    """The exchanges, the latest first."""
    visible, filtered, listed = _filtered(request)
    context = {
        "filter": filtered,
        "page": Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page")),
        "open": listed.open().count(),
        "late": listed.late().count(),
    }
    context["hidden"] = visible.live().count() - listed.live().count()
    return render(request, "meetings/dialogue/list.html", context, status=200 if filtered.is_valid() else 400)


@require_safe
def workbook(request):
    """The exchanges that the filter shows, as a workbook."""
    _visible, filtered, listed = _filtered(request)
    if not filtered.is_valid():
        return render(request, "meetings/dialogue/list.html", {"filter": filtered}, status=400)
    file = BytesIO()
    exchange.write(file, listed)
    name = _("dialogue-%(date)s.xlsx") % {"date": timezone.localdate().isoformat()}
    return sent(name, file.getvalue(), XLSX.content_type)


def _filtered(request):
    """What this person may see, the filter, and what it lets through with what a row shows."""
    if not may_keep_dialogue(request.user):
        raise PermissionDenied
    visible = Engagement.objects.visible_to(request.user)
    filtered = EngagementFilter(request.GET, visible, request=request)
    listed = filtered.qs if filtered.is_valid() else visible.none()
    return visible, filtered, listed.with_rows(JointAction.objects.visible_to(request.user))


# Writing ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Write an exchange down; the same form sent twice goes on with the one that it began."""
    if not may_keep_dialogue(request.user):
        raise PermissionDenied
    begun = Engagement.objects.visible_to(request.user).filter(token=_token(request)).first()
    partner = Partner.objects.visible_to(request.user).filter(slug=request.GET.get("partner", "")).first()
    action = JointAction.objects.visible_to(request.user).called(request.GET.get("action", ""))
    initial = {"partner": partner, "actions": action.reference if action else ""}
    return _write(request, begun or Engagement(), None if begun else initial)


def _token(request):
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change an exchange."""
    return _write(request, _engagement(request.user, pk))


def _write(request, engagement, initial=None):
    form = EngagementForm(request.POST or None, instance=engagement, initial=initial, user=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            token = engagement.token if engagement.pk else said["token"]
            try:
                saved = services.write(by=request.user, token=token, values=form.values, seen_as=said["seen"])
            except services.StaleEngagementError as error:
                form.add_error(None, str(error))
                form.tell(error)
                status = 409
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The exchange is saved."))
                return redirect(saved)
    return render(request, "meetings/dialogue/form.html", {"form": form, "engagement": engagement}, status=status)


# One exchange -----------------------------------------------------------------------------------


@require_safe
def engagement(request, pk):
    """What was exchanged with whom, and what follows."""
    return render(request, "meetings/dialogue/engagement.html", {"engagement": _engagement(request.user, pk)})


@require_POST
def follow_up(request, pk):
    """Say that what was to follow has followed."""
    found = _engagement(request.user, pk)
    if services.follow_up(by=request.user, engagement=found):
        messages.success(request, _("What was to follow is done."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(found)


@require_POST
def reopen(request, pk):
    """Say that it is still to follow."""
    found = _engagement(request.user, pk)
    services.reopen(by=request.user, engagement=found)
    messages.success(request, _("It is to be followed up again."))
    return redirect(found)


@require_POST
def archive(request, pk):
    """Put an exchange away."""
    found = _engagement(request.user, pk)
    services.archive(by=request.user, engagement=found)
    messages.success(request, _("The exchange is archived."))
    return redirect(found)


@require_POST
def restore(request, pk):
    """Bring it back."""
    found = _engagement(request.user, pk)
    services.restore(by=request.user, engagement=found)
    messages.success(request, _("The exchange is back in the list."))
    return redirect(found)


def _engagement(user, pk):
    linked = Prefetch("actions", JointAction.objects.visible_to(user).order_by("reference"))
    found = Engagement.objects.visible_to(user).select_related("partner", "author__partner").filter(pk=pk)
    return found.prefetch_related(linked).first() or _missing()


def _missing():
    raise Http404(_("There is no exchange that you may see at this address."))
