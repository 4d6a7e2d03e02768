"""What senders propose: the list, the review of each, and what was decided."""

import json

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, Value, When
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from actions import tasks
from actions.models import ChangeSet, Edit, JointAction, RowChange, Verdict
from actions.permissions import may_edit_actions, may_follow_changes, may_withdraw_proposal
from actions.proposals import Proposals, Standing, told
from actions.reviewing import ChangeSetFilter, Review, entry
from actions.services import proposing
from actions.services import review as services

PAGE_SIZE = 20
State = ChangeSet.State
VERDICTS = {"accept": Verdict.ACCEPTED, "refuse": Verdict.REFUSED, "reconsider": Verdict.PENDING}


@require_safe
def change_sets(request):
    """Every change set, those that wait for a review first."""
    if not may_follow_changes(request.user):
        raise PermissionDenied
    found = ChangeSet.objects.visible_to(request.user).select_related("partner", "workbook__edition")
    filtered = ChangeSetFilter(request.GET, found, request=request)
    waiting = Case(When(state__in=State.waiting(), then=Value(0)), default=Value(1))
    sets = filtered.qs.order_by(waiting, "-received_at", "-pk") if filtered.is_valid() else found.none()
    page = Paginator(sets, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = RowChange.objects.visible_to(request.user)
    counts = Proposals(rows.filter(change_set__in=[one.pk for one in page])).counts()
    may_decide = may_edit_actions(request.user)
    tell = _in_order if may_decide else told
    context = {
        "filter": filtered,
        "page": page,
        "sets": [(one, tell(counts[one.pk])) for one in page],
        "may_decide": may_decide,
    }
    return render(request, "actions/changes/list.html", context, status=200 if filtered.is_valid() else 400)


def _in_order(counts):
    return [(standing, counts[standing]) for standing in Standing if counts[standing]]


@vary_on_headers("HX-Request")
@require_safe
def change_set(request, pk):
    """One change set: how far it is, or its review, section by section."""
    change_set, may_decide = _change_set(request.user, pk), may_edit_actions(request.user)
    match change_set.state:
        case State.MAPPING if may_decide:
            return redirect("actions:mapping", pk)
        case State.READING | State.MAPPING | State.APPLYING:
            context = {"change_set": change_set, "is_away": tasks.worker_is_away(), "may_decide": may_decide}
            return render(request, "actions/changes/busy.html", context)
    review = Review(request.user, change_set, request.GET)
    context = {
        "change_set": change_set,
        "review": review,
        "query": request.GET.urlencode(),
        "edits": Edit.objects.visible_to(request.user)
        .filter(change_set=change_set)
        .select_related("author", "undone_by"),
        "remarks": change_set.remarks.select_related("action"),
        "may_withdraw": _may_still_withdraw(request.user, change_set),
    }
    return render(request, "actions/changes/review.html", context | _bar(review.counts))


def _may_still_withdraw(user, change_set):
    is_open = change_set.state == State.OPEN and may_withdraw_proposal(user, change_set)
    return is_open and not proposing.is_decided(change_set)


def _change_set(user, pk):
    return get_object_or_404(ChangeSet.objects.visible_to(user).select_related("partner", "workbook__edition"), pk=pk)


def _to_decide(user, pk):
    """The change set, for those who decide."""
    if not may_edit_actions(user):
        raise PermissionDenied
    return _change_set(user, pk)


def _bar(counts):
    """How much was accepted and is to be applied, and how much waits for a verdict."""
    undecided = sum(counts[standing] for standing in Standing.undecided())
    return {"accepted": counts[Standing.ACCEPTED], "undecided": undecided}


@require_POST
def decide(request, pk):
    """A verdict on cells or on a row; answers with the row as it is now."""
    change_set = _to_decide(request.user, pk)
    row = get_object_or_404(
        RowChange.objects.visible_to(request.user), change_set=change_set, pk=_number(request, "row")
    )
    seen, fault, stale = _seen(request), "", set()
    try:
        if "identify" in request.POST:
            fault = _identify(request, row)
        for name in VERDICTS.keys() & request.POST.keys():
            stale = _decide(request, row, name, seen)
    except services.NotOpenError as error:
        messages.error(request, error)
        return _go(request, change_set.get_absolute_url())
    if not request.htmx:
        if stale:
            fault = _("A cell was changed meanwhile: look at it again.")
        if fault:
            messages.warning(request, fault)
        query = QueryDict(request.POST.get("query", "")).urlencode()
        return redirect(f"{change_set.get_absolute_url()}?{query}#row-{row.pk}")
    context = {
        "change_set": change_set,
        "entry": entry(request.user, row, set(seen)),
        "stale": stale,
        "fault": fault,
        "may_decide": True,
        "query": request.POST.get("query", ""),
        "is_swapped": True,
    }
    rows = RowChange.objects.visible_to(request.user).filter(change_set=change_set)
    counts = Proposals(rows).counts()[change_set.pk]
    return render(request, "actions/changes/_swap.html", context | _bar(counts))


def _decide(request, row, name, seen):
    """Give the verdict of the button that was pressed; return the keys of cells that were changed meanwhile."""
    asked = request.POST[name]
    cells = [] if asked == "row" else [int(key) for key in asked.split() if key.isdecimal() and len(key) < 19]
    decision = services.decide(
        by=request.user,
        cells=cells,
        rows=[row.pk] if asked == "row" else [],
        verdict=VERDICTS[name],
        comment=request.POST.get("comment", "").strip(),
        seen=seen,
    )
    return decision.stale


def _identify(request, row):
    """Take the row for the action that was named; return what stands in the way."""
    reference = request.POST.get("reference", "").strip()
    action = JointAction.objects.visible_to(request.user).called(reference)
    if action is None:
        return _("There is no action “%(reference)s”.") % {"reference": reference}
    services.identify(by=request.user, row=row, action=action)
    return ""


def _number(request, name):
    value = request.POST.get(name, "")
    if not value.isdecimal() or len(value) > 18:
        raise BadRequest(name)
    return int(value)


def _seen(request):
    """{cell: stored value} of what the page showed."""
    try:
        return {int(key): value for key, value in json.loads(request.POST.get("seen", "{}")).items()}
    except (ValueError, AttributeError) as error:
        raise BadRequest("seen") from error


def _go(request, address):
    """Send the browser to another page, also from within one."""
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


@require_POST
def accept_clean(request, pk):
    """Accept every cell that nothing speaks against."""
    change_set = _to_decide(request.user, pk)
    try:
        number = services.accept_clean(by=request.user, change_set=change_set)
    except services.NotOpenError as error:
        messages.error(request, error)
    else:
        said = ngettext("%(number)s cell accepted.", "%(number)s cells accepted.", number)
        messages.success(request, said % {"number": number})
    return redirect(change_set)


@require_POST
def apply(request, pk):
    """Apply what was accepted, now or in the background; close what is settled."""
    change_set = _to_decide(request.user, pk)
    try:
        if services.is_large(change_set):
            with transaction.atomic():
                services.reserve(by=request.user, change_set=change_set)
                tasks.apply_change_set.enqueue(change_set.pk, request.user.pk)
        else:
            _tell(request, services.apply(by=request.user, change_set=change_set))
    except services.NotOpenError as error:
        messages.error(request, error)
    return redirect(change_set)


def _tell(request, applied):
    if applied.done:
        said = ngettext("%(number)s change applied.", "%(number)s changes applied.", applied.done)
        messages.success(request, said % {"number": applied.done})
    if applied.hindered:
        said = ngettext(
            "%(number)s change could not be applied and waits again: see why beside it.",
            "%(number)s changes could not be applied and wait again: see why beside each.",
            applied.hindered,
        )
        messages.warning(request, said % {"number": applied.hindered})
    if not applied.done and not applied.hindered:
        messages.info(request, _("The change set is closed.") if applied.closed else _("Nothing was accepted yet."))


@require_POST
def reopen(request, pk):
    """Let what was undone be decided again."""
    change_set = _to_decide(request.user, pk)
    try:
        services.reopen(by=request.user, change_set=change_set)
    except services.NotOpenError as error:
        messages.error(request, error)
    return redirect(change_set)
