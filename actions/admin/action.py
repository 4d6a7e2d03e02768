"""Joint actions: found, changed and archived through the services, so that the ledger hears of it."""

from collections import defaultdict
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions import services
from actions.columns import BY_NAME
from actions.forms.admin import AdminActionForm
from actions.models import Edit, JointAction, Participation
from actions.resources import ActionResource
from gtm.lib.admin import Archives, Screen
from gtm.lib.admin_exchange import Exchange

ADMIN = Edit.Channel.ADMIN


class LateFilter(admin.SimpleListFilter):
    """Whether an action is open although its end is past."""

    title = gettext_lazy("deadline")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [("yes", _("Late")), ("no", _("Not late"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.late()
            case "no":
                return queryset.on_time()
        return queryset


def mark(modeladmin, request, queryset, *, status):
    """Set `status` on the selected actions, and say which ones may not take it."""
    outcome = services.change_status(by=request.user, channel=ADMIN, actions=queryset, status=status)
    changed = [cell.action for cell in outcome.saved]
    LogEntry.objects.log_actions(
        request.user.pk, changed, CHANGE, change_message=_("Status: %(status)s.") % {"status": status.label}
    )
    if changed:
        count = len(changed)
        said = ngettext("%(count)s action: now “%(status)s”.", "%(count)s actions: now “%(status)s”.", count)
        modeladmin.message_user(request, said % {"count": count, "status": status.label}, messages.SUCCESS)
    references = defaultdict(list)
    for refusal in outcome.refusals:
        references[refusal.message].append(refusal.action.reference)
    for reason, named in references.items():
        modeladmin.message_user(request, f"{', '.join(named)} – {reason}", messages.ERROR)


@admin.register(JointAction)
class JointActionAdmin(Exchange, Archives, Screen, admin.ModelAdmin):
    resource_classes = [ActionResource]
    form = AdminActionForm
    list_display = ["reference", "title", "axis", "lead_name", "status", "late", "percentage", "end"]
    list_display_links = ["reference", "title"]
    list_select_related = ["axis"]
    list_filter = ["axis", "status", LateFilter, "themes", "regions", "funding_secured"]
    search_fields = ["title"]
    autocomplete_fields = ["axis", "orientations", "themes", "regions"]
    readonly_fields = ["reference", "origin", "is_synthetic", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["reference", "title", "description", "axis"]}),
        (gettext_lazy("Progress and period"), {"fields": ["status", "progress", ("start", "end")]}),
        (gettext_lazy("Partners"), {"fields": list(Participation.Role)}),
        (gettext_lazy("Classification"), {"fields": ["orientations", "themes"]}),
        (gettext_lazy("Places"), {"fields": ["regions", "places"]}),
        (gettext_lazy("Results"), {"fields": ["beneficiaries", "expected_results", "indicators"]}),
        (
            gettext_lazy("Budget"),
            {"fields": [("budget", "currency"), "funding_source", "funding_secured"]},
        ),
        (gettext_lazy("Remarks"), {"fields": ["remarks", "internal_notes"]}),
        (
            gettext_lazy("Life of the row"),
            {"fields": ["origin", "is_synthetic", "created_at", "updated_at", "archived_at", "reason", "base"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_lead()

    def has_delete_permission(self, request, obj=None):
        """Nothing is lost: an action is archived, and its reference is never used again."""
        return False

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.actions is None or IS_POPUP_VAR in request.GET:
            return actions
        for status in JointAction.Status:
            name, label = f"mark_{status}", _("Mark as %(status)s") % {"status": status.label.lower()}
            actions[name] = (partial(mark, status=status), name, label)
        return actions

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user
        return form

    def save_model(self, request, obj, form, change):
        """Save the cells that changed, and nothing of the row that the page was made from."""
        told = {"by": request.user, "channel": ADMIN, "reason": form.cleaned_data["reason"]}
        if change:
            services.save(changes=form.changes, **told)
        else:
            obj.pk = services.create(values=form.values(), **told).pk
        obj.refresh_from_db(fields=["reference"])

    def save_related(self, request, form, formsets, change):
        """Links are cells, saved with the others."""

    def put_away(self, request, queryset, verb):
        archived = verb == "archive"
        return len(services.archive(by=request.user, channel=ADMIN, actions=queryset, archived=archived).saved)

    def history_view(self, request, object_id, extra_context=None):
        """The ledger knows more than the admin's own log."""
        action = self.get_object(request, unquote(object_id))
        if action:
            return redirect("actions:history", action.reference)
        return super().history_view(request, object_id, extra_context)

    @admin.display(description=gettext_lazy("lead"), ordering="lead_name")
    def lead_name(self, action):
        return action.lead_name

    @admin.display(description=gettext_lazy("late"))
    def late(self, action):
        return _("Late") if action.is_late else ""

    @admin.display(description=gettext_lazy("progress"), ordering="progress")
    def percentage(self, action):
        return BY_NAME["progress"].text(action)

    @admin.display(description=gettext_lazy("origin"))
    def origin(self, action):
        return format_html_join("\n", "{}<br>", ((line,) for line in BY_NAME["origin"].read(action)))
