"""The milestones and progress reports of an action: written, changed, withdrawn and brought back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from actions import services
from actions.forms import MilestoneForm, ReportForm
from actions.models import Document, JointAction, Milestone, ProgressReport
from actions.permissions import may_change_report, may_edit_actions, may_keep_milestones, may_report
from partners.once import once

FORMS = {Milestone: MilestoneForm, ProgressReport: ReportForm}
HEADINGS = {Milestone: gettext_lazy("Add a milestone"), ProgressReport: gettext_lazy("Report progress")}


def parts(user, action):
    """What the sections of an action's milestones and reports show to this person."""
    documents = Prefetch("documents", Document.objects.visible_to(user).select_related("added_by"))
    reports = ProgressReport.objects.visible_to(user).filter(action=action).select_related("author")
    reports = list(reports.prefetch_related(documents))
    for report in reports:
        report.action = action
        for part in [report, *report.documents.all()]:
            part.may_change = may_change_report(user, part)
    return {
        "milestones": Milestone.objects.visible_to(user).filter(action=action),
        "reports": reports,
        "may_report": may_report(user, action),
        "may_keep_milestones": may_keep_milestones(user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request, reference, model):
    """Add a milestone or a progress report to an action."""
    action = JointAction.objects.visible_to(request.user).called(reference)
    part = model(action=action)
    if model is ProgressReport:
        part.author = request.user
    if action is None or not services.may_keep(request.user, part):
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    return _write(request, part, HEADINGS[model])


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request, pk, model):
    """Change a milestone or a progress report."""
    return _write(request, _part(request.user, model, pk), capfirst(model._meta.verbose_name))


def _write(request, part, heading):
    options = {"is_proposed": not may_edit_actions(request.user)} if isinstance(part, ProgressReport) else {}
    form = FORMS[type(part)](request.POST or None, request.FILES or None, instance=part, **options)
    if request.method == "POST" and form.is_valid():
        seen, documents = form.cleaned_data["seen"], form.cleaned_data.get("documents", ())
        try:
            written = services.write(by=request.user, part=part, seen=seen, documents=documents)
        except services.StaleError as error:
            form.add_error(None, str(error))
            form.see(error.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved: %(part)s") % {"part": part})
            if written.proposal:
                messages.info(
                    request, _("The secretariat will look at the percentage: until then the table says what it said.")
                )
            return redirect(part.action)
    context = {"form": form, "part": part, "action": part.action, "heading": heading}
    return render(request, "actions/part_form.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request, pk, model, withdrawn=True):
    """Put a milestone, a report or a document away."""
    part = _part(request.user, model, pk)
    services.withdraw(by=request.user, part=part, withdrawn=withdrawn)
    said = _("Withdrawn: %(part)s") if withdrawn else _("Brought back: %(part)s")
    messages.success(request, said % {"part": part})
    return redirect(part.action)


restore = partial(withdraw, withdrawn=False)


def _part(user, model, pk):
    """What somebody may keep; another's and a nonexistent one are answered alike."""
    part = model.objects.visible_to(user).with_action().filter(pk=pk).first()
    if part is None or not services.may_keep(user, part):
        raise Http404(_("This page does not exist, or is not for you to see."))
    return part
