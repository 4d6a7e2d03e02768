"""Meetings, their minutes and their decisions in the admin."""

from django.contrib import admin

from gtm.lib.admin import Archives, FixedKey, KeptInUse, ReadOnly, Screen
from meetings.models import (
    AgendaItem,
    Attendance,
    Attendee,
    CalendarAddress,
    DebatePoint,
    Decision,
    Engagement,
    FollowUp,
    Meeting,
    MeetingSeries,
    MinutesMail,
    MinutesRemark,
    MinutesTemplate,
    MinutesVersion,
    SeriesException,
    Statement,
)
from meetings.services import reminders
from meetings.services.meetings import SHOWN_BY_CALENDARS


class KeptOnceApproved:
    """Rows of a meeting: what its approved minutes say is only shown."""

    def get_readonly_fields(self, request, obj=None):
        kept = [name for name in self.model.kept if name != "meeting" or not self._is_inline] if _is_frozen(obj) else []
        return [*super().get_readonly_fields(request, obj), *kept]

    def has_add_permission(self, request, obj=None):
        # A list asks without a row.
        return not _is_frozen(obj) and super().has_add_permission(request, *([obj] if self._is_inline else []))

    def has_delete_permission(self, request, obj=None):
        return not _is_frozen(obj) and super().has_delete_permission(request, obj)

    @property
    def _is_inline(self):
        return hasattr(self, "parent_model")


def _is_frozen(obj):
    """Whether a meeting, or the one to which a row belongs, has approved minutes."""
    return obj is not None and getattr(obj, "meeting", obj).is_frozen


class AttendanceInline(KeptOnceApproved, admin.TabularInline):
    model = Attendance
    classes = ["collapse"]
    autocomplete_fields = ["partner"]
    extra = 0


class PartInline(KeptOnceApproved, admin.StackedInline):
    """A numbered part; it is deleted on its own page, which knows what depends on it."""

    classes = ["collapse"]
    extra = 0
    can_delete = False
    show_change_link = True


class StatementInline(PartInline):
    model = Statement
    fields = ["number", "kind", "title", ("speaker", "speaker_function"), "partner", "text"]
    autocomplete_fields = ["partner"]


class DebatePointInline(PartInline):
    model = DebatePoint
    fields = ["number", "text", "partners", "themes", "actions"]
    autocomplete_fields = ["partners", "themes", "actions"]


class DecisionInline(PartInline):
    model = Decision
    fields = ["number", "text", ("responsible", "due", "status"), "partners", "actions"]
    autocomplete_fields = ["partners", "actions"]


@admin.register(Meeting)
class MeetingAdmin(KeptOnceApproved, Archives, Screen, FixedKey, admin.ModelAdmin):
    list_display = ["title", "date", "place"]
    list_filter = ["date"]
    date_hierarchy = "date"
    search_fields = ["title", "place", "date"]
    fields = ["title", "slug", "date", "place", "minutes_author", "archived_at"]
    fixed_fields = ["slug"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [AttendanceInline, StatementInline, DebatePointInline, DecisionInline]

    def save_model(self, request, obj, form, change):
        obj.sequence += change and not SHOWN_BY_CALENDARS.isdisjoint(form.changed_data)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, *args):
        super().save_related(request, form, *args)
        for decision in form.instance.decisions.select_related("meeting"):
            reminders.plan(by=request.user, decision=decision)


class PartAdmin(KeptOnceApproved, KeptInUse, Screen, admin.ModelAdmin):
    """A numbered part of a meeting."""

    list_select_related = ["meeting"]
    list_filter = ["meeting"]
    autocomplete_fields = ["meeting"]


@admin.register(Statement)
class StatementAdmin(PartAdmin):
    list_display = ["speaker", "kind", "number", "meeting", "partner"]
    list_select_related = ["meeting", "partner"]
    list_filter = ["kind", "meeting"]
    search_fields = ["speaker", "speaker_function", "title", "text"]
    autocomplete_fields = ["meeting", "partner"]


@admin.register(DebatePoint)
class DebatePointAdmin(PartAdmin):
    list_display = ["number", "text", "meeting"]
    list_display_links = ["text"]
    search_fields = ["text"]
    autocomplete_fields = ["meeting", "partners", "themes", "actions"]


@admin.register(Decision)
class DecisionAdmin(PartAdmin):
    list_display = ["number", "text", "meeting", "responsible", "due", "status"]
    list_display_links = ["text"]
    list_filter = ["status", "due", "meeting"]
    search_fields = ["text", "responsible"]
    autocomplete_fields = ["meeting", "partners", "actions"]

    def save_related(self, request, form, *args):
        super().save_related(request, form, *args)
        reminders.plan(by=request.user, decision=form.instance)


@admin.register(Attendance)
class AttendanceAdmin(KeptOnceApproved, KeptInUse, Screen, admin.ModelAdmin):
    list_display = ["partner", "meeting", "capacity", "presence"]
    list_select_related = ["partner", "meeting"]
    list_filter = ["presence", "capacity", "meeting"]
    search_fields = ["partner__acronym", "partner__name", "meeting__title"]
    autocomplete_fields = ["meeting", "partner"]


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["decision", "status", "author", "at"]
    list_select_related = ["decision__meeting", "author"]
    list_filter = ["status"]
    search_fields = ["text", "decision__text"]
    exclude = ["file"]


@admin.register(Engagement)
class EngagementAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["date", "circle", "partner", "organisation", "subject", "due", "followed_up_at"]
    list_display_links = ["subject"]
    list_select_related = ["partner"]
    list_filter = ["circle", "channel"]


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["number", "title", "kind", "meeting"]
    list_display_links = ["title"]
    list_select_related = ["meeting"]
    list_filter = ["kind", "meeting"]
    search_fields = ["title", "text", "speaker"]
    exclude = ["decisions", "actions", "requests", "change_sets"]


@admin.register(Attendee)
class AttendeeAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["name", "partner", "meeting", "answer", "presence"]
    list_select_related = ["partner", "meeting"]
    list_filter = ["answer", "presence", "meeting"]
    search_fields = ["name", "function", "email"]


@admin.register(CalendarAddress)
class CalendarAddressAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["user", "created_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]


@admin.register(MinutesVersion)
class MinutesVersionAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["meeting", "number", "kind", "author", "at"]
    list_select_related = ["meeting", "author"]
    list_filter = ["kind", "meeting"]
    search_fields = ["meeting__title"]
    exclude = ["document", "said"]


@admin.register(MinutesRemark)
class MinutesRemarkAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["version", "partner", "said_by", "author", "at", "verdict"]
    list_select_related = ["version__meeting", "partner", "author"]
    list_filter = ["verdict", "version__meeting"]
    search_fields = ["text", "answer", "said_by"]


@admin.register(MinutesMail)
class MinutesMailAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["version", "mail"]
    list_select_related = ["version__meeting", "mail"]
    search_fields = ["mail__to", "version__meeting__title"]


@admin.register(MinutesTemplate)
class MinutesTemplateAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["name", "added_by", "added_at"]
    list_select_related = ["added_by"]
    search_fields = ["name"]
    exclude = ["content"]


@admin.register(MeetingSeries)
class MeetingSeriesAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["title", "first", "every", "until", "archived_at"]
    search_fields = ["title", "place"]


@admin.register(SeriesException)
class SeriesExceptionAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["series", "day", "moved_to", "reason"]
    list_select_related = ["series"]
    search_fields = ["series__title", "reason"]
