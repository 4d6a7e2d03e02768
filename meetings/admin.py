"""Meetings, their minutes and their decisions in the admin."""

from django.contrib import admin

from gtm.lib.admin import Archives, FixedKey, KeptInUse, ReadOnly, Screen
from meetings.models import AgendaItem, Attendance, DebatePoint, Decision, Engagement, FollowUp, Meeting, Statement
from meetings.services import reminders


class AttendanceInline(admin.TabularInline):
    model = Attendance
    classes = ["collapse"]
    autocomplete_fields = ["partner"]
    extra = 0


class PartInline(admin.StackedInline):
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
class MeetingAdmin(Archives, Screen, FixedKey, admin.ModelAdmin):
    list_display = ["title", "date", "place"]
    list_filter = ["date"]
    date_hierarchy = "date"
    search_fields = ["title", "place", "date"]
    fields = ["title", "slug", "date", "place", "minutes_author", "archived_at"]
    fixed_fields = ["slug"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [AttendanceInline, StatementInline, DebatePointInline, DecisionInline]

    def save_related(self, request, form, *args):
        super().save_related(request, form, *args)
        for decision in form.instance.decisions.select_related("meeting"):
            reminders.plan(by=request.user, decision=decision)


class PartAdmin(KeptInUse, Screen, admin.ModelAdmin):
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
class AttendanceAdmin(Screen, admin.ModelAdmin):
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
