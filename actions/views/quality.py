"""The quality check: what a reader of the table would stumble over, each a click from its cell."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.columns import BY_NAME
from actions.models import JointAction
from actions.permissions import may_edit_actions, reads_everything
from actions.quality import CHECKS, Check, findings

FEW = 10  # rows of each check where all are shown
PAGE_SIZE = 100  # rows of one check alone


class Row(NamedTuple):
    """An action that stumbles: what its cell says, and the address where it is mended."""

    action: JointAction
    heading: str
    text: str
    mend: str
    alike: list[str]


class Section(NamedTuple):
    """A check and the rows that it found, all or the first."""

    check: Check
    page: Page
    rows: list[Row]


@require_safe
def quality(request):
    """Every check with the first rows that it found; ``?check=…`` shows all the rows of one."""
    if not reads_everything(request.user):
        raise PermissionDenied
    found = findings(request.user)
    asked = request.GET.get("check")
    checks = [check for check in CHECKS if asked in {None, check.code}]
    if not checks:
        raise Http404(_("There is no check “%(check)s”.") % {"check": asked})
    size = PAGE_SIZE if asked else FEW
    pages = {check: Paginator(found[check], size).get_page(request.GET.get("page")) for check in checks}
    context = {
        "asked": asked,
        "sections": sections(request.user, {check: page for check, page in pages.items() if found[check]}),
        "sound": [check for check in checks if not found[check]],
        "number": sum(map(len, found.values())),
        "actions": len({finding.pk for rows in found.values() for finding in rows}),
    }
    return render(request, "actions/quality.html", context)


def sections(user, pages):
    """The rows of the pages, read together."""
    keys = {finding.pk for page in pages.values() for finding in page}
    actions = JointAction.objects.visible_to(user).for_table(["participations"]).in_bulk(keys)
    may_edit = may_edit_actions(user)
    return [
        Section(check, page, [row(actions[finding.pk], finding, may_edit) for finding in page])
        for check, page in pages.items()
    ]


def row(action, finding, may_edit):
    column = BY_NAME[finding.column]
    mend = reverse("actions:cell", args=[action.reference, column.name]) if may_edit else ""
    alike = [reference for reference in finding.alike if reference != action.reference]
    return Row(action, capfirst(column.heading), column.text(action), mend, alike[:FEW])
