"""What became of the actions, and what hangs on them: written by the services, and only shown here."""

from django.contrib import admin
from django.urls import reverse

from actions.models import CellEdit, Document, Edit, FormerReference, Milestone, Participation, ProgressReport
from gtm.lib.admin import ArchivedFilter, ReadOnly, Screen


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

    def view_on_site(self, edit):
        return reverse("actions:edit", args=[edit.pk])


@admin.register(CellEdit)
class CellEditAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["edit", "action", "column", "before", "after"]
    list_select_related = ["edit__author", "action"]
    list_filter = ["column", "edit__channel"]
    search_fields = ["action__reference", "action__title", "edit__author__name"]

    def view_on_site(self, cell):
        return reverse("actions:cell_history", args=[cell.action.reference, cell.column])


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
