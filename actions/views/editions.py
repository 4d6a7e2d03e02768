"""Editions of the table: the list, the preparation of the next one, and each as it was frozen."""

from itertools import pairwise

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions import services
from actions.comparing import compare
from actions.exchange.issuing import issue
from actions.forms.editions import LIVE, EditionForm
from actions.models import Edition, IssuedWorkbook, JointAction
from actions.permissions import may_edit_actions, reads_everything
from actions.quality import findings
from actions.snapshots import FrozenTable, LiveTable
from actions.stored_tables import StoredPage
from actions.wording import Changes

PAGE_SIZE = 50
FEW = 20  # changes that the preparation shows; the comparison has them all


@require_safe
def editions(request):
    """The editions that this person may see, the latest first, each with the number of the one that it follows."""
    found = Edition.objects.visible_to(request.user)
    numbers = list(found.values_list("number", flat=True))
    earlier = dict(pairwise(numbers))
    listed = (
        found.with_circulation().select_related("frozen_by", "snapshot").defer("snapshot__content").order_by("-number")
    )
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "editions": [(edition, earlier.get(edition.number)) for edition in page],
        "may_edit": may_edit_actions(request.user),
        "may_compare": len(numbers) > 1 or (numbers and reads_everything(request.user)),
    }
    return render(request, "actions/editions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request):
    """What the next edition would say, before it is frozen; and freezing it."""
    if not may_edit_actions(request.user):
        raise PermissionDenied
    last = Edition.objects.visible_to(request.user).select_related("snapshot").first()
    number = last.number + 1 if last else 1
    form = EditionForm(request.POST if request.method == "POST" else None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        try:
            edition = _freeze(request.user, last, form.cleaned_data)
        except services.AlreadyFrozenError as refused:
            said = _("%(edition)s is frozen already, by %(author)s.")
            messages.info(request, said % {"edition": refused.edition, "author": refused.edition.frozen_by})
            return redirect(refused.edition)
        except services.NothingChangedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(edition)s is frozen.") % {"edition": edition})
            return redirect(edition)
    live = LiveTable(JointAction.objects.visible_to(request.user).live())
    changes = Changes(compare(FrozenTable(last.snapshot), live)) if last else None
    context = {
        "form": form,
        "number": number,
        "last": last,
        "size": live.actions.count(),
        "findings": [(check, len(found)) for check, found in findings(request.user).items() if found],
        "changes": changes,
        "groups": changes.groups(changes.entries[:FEW]) if changes else [],
        "more": max(len(changes.entries) - FEW, 0) if changes else 0,
        "live": LIVE,
        "may_edit": True,
    }
    return render(request, "actions/editions/prepare.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _freeze(user, last, said):
    """The edition, and its workbook for everybody in the ledger."""
    edition = services.freeze(by=user, **said)
    issue(by=user, edition=edition, compared_with=last)
    return edition


@require_safe
def edition(request, number):
    """An edition as it was frozen, to be read."""
    found = Edition.objects.visible_to(request.user).select_related("snapshot", "frozen_by").filter(number=number)
    edition = found.first()
    if edition is None:
        raise Http404(_("There is no edition %(number)s that you may see.") % {"number": number})
    earlier = Edition.objects.visible_to(request.user).filter(number__lt=number).first()
    workbooks = IssuedWorkbook.objects.visible_to(request.user).filter(edition=edition)
    shown = StoredPage(
        FrozenTable(edition.snapshot), request.GET.get("q", ""), in_full=request.GET.get("columns") == "all"
    )
    page = shown.paginator.get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "earlier": earlier,
        # That of the partner for whom this person speaks, or else the one for everybody.
        "workbook": workbooks.fit_for(request.user.partner).first(),
        "shown": shown,
        "page": page,
        "groups": shown.groups(page),
        "may_edit": may_edit_actions(request.user),
    }
    return render(request, "actions/editions/edition.html", context)
