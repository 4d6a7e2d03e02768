"""The table, and what it is classified by, in the admin."""

from collections import defaultdict
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions import services
from actions.columns import BY_NAME
from actions.models import Axis, JointAction, Orientation, Participation, Region, Theme
from actions.resources import ActionResource, AxisResource, OrientationResource, RegionResource, ThemeResource
from gtm.lib.admin import Archives, FixedKey, Screen
from gtm.lib.admin_exchange import Exchange


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


class ParticipationForm(forms.ModelForm):
    def validate_constraints(self):
        """The formset judges all the participations of an action together."""


class ParticipationFormSet(forms.BaseInlineFormSet):
    """Who takes part in an action; the lead may pass from one partner to another in one go."""

    def clean(self):
        super().clean()
        leads = [
            form
            for form in self.forms
            if form not in self.deleted_forms and form.cleaned_data.get("role") == Participation.Role.LEAD
        ]
        for form in leads[1:]:
            form.add_error("role", _("An action has one lead only: make the other partner co-lead."))

    def save(self, commit=True):
        leaving = [
            form.instance.pk
            for form in self.initial_forms
            if form.initial["role"] == Participation.Role.LEAD and (form.has_changed() or form in self.deleted_forms)
        ]
        # Free the place before another partner takes it.
        self.model.objects.filter(pk__in=leaving).update(role="")
        return super().save(commit)


class ParticipationInline(admin.TabularInline):
    model = Participation
    form = ParticipationForm
    formset = ParticipationFormSet
    autocomplete_fields = ["partner"]
    extra = 0


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
    changed, refused = services.change_status(actions=queryset, status=status)
    LogEntry.objects.log_actions(
        request.user.pk, changed, CHANGE, change_message=_("Status: %(status)s.") % {"status": status.label}
    )
    if changed:
        count = len(changed)
        said = ngettext("%(count)s action: now “%(status)s”.", "%(count)s actions: now “%(status)s”.", count)
        modeladmin.message_user(request, said % {"count": count, "status": status.label}, messages.SUCCESS)
    references = defaultdict(list)
    for action, reason in refused.items():
        references[reason].append(action.reference)
    for reason, named in references.items():
        modeladmin.message_user(request, f"{', '.join(named)} – {reason}", messages.ERROR)


@admin.register(JointAction)
class JointActionAdmin(Exchange, Archives, Screen, admin.ModelAdmin):
    resource_classes = [ActionResource]
    list_display = ["reference", "title", "axis", "lead_name", "status", "late", "percentage", "end"]
    list_display_links = ["reference", "title"]
    list_select_related = ["axis"]
    list_filter = ["axis", "status", LateFilter, "themes", "regions", "funding_secured"]
    search_fields = ["title"]
    autocomplete_fields = ["axis", "orientations", "themes", "regions"]
    readonly_fields = ["reference", "origin", "is_synthetic", "created_at", "updated_at"]
    inlines = [ParticipationInline]
    fieldsets = [
        (None, {"fields": ["reference", "title", "description", "axis"]}),
        (gettext_lazy("Progress and period"), {"fields": ["status", "progress", ("start", "end")]}),
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
            {"fields": ["origin", "is_synthetic", "created_at", "updated_at", "archived_at"]},
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

    def save_model(self, request, obj, form, change):
        if not change:
            services.assign_reference(action=obj)
        super().save_model(request, obj, form, change)

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
class ParticipationAdmin(Screen, admin.ModelAdmin):
    list_display = ["action", "partner", "role"]
    list_select_related = ["action", "partner"]
    list_filter = ["role"]
    search_fields = ["action__reference", "action__title", "partner__acronym", "partner__name"]
    autocomplete_fields = ["action", "partner"]
