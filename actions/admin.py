"""The table, and what it is classified by, in the admin."""

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
from actions.models import (
    Axis,
    CellEdit,
    DefaultView,
    Document,
    Edit,
    FormerReference,
    JointAction,
    Milestone,
    Orientation,
    Participation,
    ProgressReport,
    Region,
    SavedView,
    Theme,
)
from actions.resources import ActionResource, AxisResource, OrientationResource, RegionResource, ThemeResource
from gtm.lib.admin import ArchivedFilter, Archives, FixedKey, ReadOnly, Screen
from gtm.lib.admin_exchange import Exchange

ADMIN = Edit.Channel.ADMIN


class ReferenceAdmin(Exchange, Archives, Screen, FixedKey, admin.ModelAdmin):
    """A short list by which actions are classified."""


@admin.register(Orientation)
class OrientationAdmin(ReferenceAdmin):
    resource_classes = [OrientationResource]
    list_display = ["number", "title"]
    list_display_links = ["title"]
    search_fields = ["number", "title"]
    fields = ["number", "title", "archived_at"]
    fixed_fields = ["number"]


@admin.register(Axis)
class AxisAdmin(OrientationAdmin):
    resource_classes = [AxisResource]


@admin.register(Theme)
class ThemeAdmin(ReferenceAdmin):
    resource_classes = [ThemeResource]
    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name", "slug", "archived_at"]
    fixed_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    resource_classes = [RegionResource]
    list_display = ["code", "name"]
    list_display_links = ["name"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "archived_at"]
    fixed_fields = ["code"]


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


@admin.register(Participation)
class ParticipationAdmin(ReadOnly, Screen, admin.ModelAdmin):
    """Changed in the form of the action."""

    list_display = ["action", "partner", "role"]
    list_select_related = ["action", "partner"]
    list_filter = ["role"]
    search_fields = ["action__reference", "action__title", "partner__acronym", "partner__name"]


@admin.register(FormerReference)
class FormerReferenceAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["reference", "action"]
    list_select_related = ["action"]
    search_fields = ["reference", "action__reference", "action__title"]


@admin.register(Edit)
class EditAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["at", "author", "channel", "reason", "undoes"]
    list_select_related = ["author", "undoes__author"]
    list_filter = ["channel", "at"]
    search_fields = ["author__name", "reason"]


@admin.register(CellEdit)
class CellEditAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["edit", "action", "column", "before", "after"]
    list_select_related = ["edit__author", "action"]
    list_filter = ["column", "edit__channel"]
    search_fields = ["action__reference", "action__title", "edit__author__name"]


class PartAdmin(ReadOnly, Screen, admin.ModelAdmin):
    """What hangs on an action, kept on the page of the action."""

    list_filter = [ArchivedFilter]


@admin.register(Milestone)
class MilestoneAdmin(PartAdmin):
    list_display = ["title", "action", "due", "done_on"]
    list_select_related = ["action"]
    search_fields = ["title", "action__reference", "action__title"]


@admin.register(ProgressReport)
class ProgressReportAdmin(PartAdmin):
    list_display = ["date", "action", "author", "percentage"]
    list_select_related = ["action", "author"]
    search_fields = ["text", "action__reference", "action__title"]


@admin.register(Document)
class DocumentAdmin(PartAdmin):
    list_display = ["name", "report", "added_by", "added_at"]
    list_select_related = ["report", "added_by"]
    search_fields = ["name"]
    fields = ["name", "report", "content_type", "size", "added_by", "added_at", "archived_at"]


@admin.register(SavedView)
class SavedViewAdmin(Screen, admin.ModelAdmin):
    list_display = ["name", "owner", "query"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__name"]
    autocomplete_fields = ["owner"]

    def get_queryset(self, request):
        """Here too, the views of others are theirs."""
        return super().get_queryset(request).visible_to(request.user)


@admin.register(DefaultView)
class DefaultViewAdmin(Screen, admin.ModelAdmin):
    list_display = ["user", "view"]
    list_select_related = ["user", "view"]
    search_fields = ["user__name", "view__name"]
    autocomplete_fields = ["user", "view"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(view__in=SavedView.objects.visible_to(request.user))
