"""What left as a workbook and what came back: written by the services, and only shown here."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from actions.models import (
    CellChange,
    ChangeSet,
    Edition,
    IssuedWorkbook,
    Remark,
    RememberedMapping,
    RowChange,
    Snapshot,
    Transmission,
)
from gtm.lib.admin import ReadOnly, Screen

# Background work shows how far it is where it was asked for.
admin.site.unregister(DBTaskResult)


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["digest", "taken_at", "size"]
    fields = ["digest", "taken_at", "size"]


@admin.register(Edition)
class EditionAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["number", "frozen_at", "frozen_by", "snapshot"]
    list_select_related = ["frozen_by", "snapshot"]
    search_fields = ["number", "remarks"]


@admin.register(IssuedWorkbook)
class IssuedWorkbookAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["identity", "edition", "partner", "made_by", "made_at"]
    list_select_related = ["edition", "partner", "made_by"]
    search_fields = ["identity", "partner__name", "partner__acronym"]


@admin.register(Transmission)
class TransmissionAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["edition", "partner", "means", "sent_at", "due", "answer"]
    list_select_related = ["edition", "partner"]
    list_filter = ["means", "answer"]
    search_fields = ["partner__name", "partner__acronym", "recipients"]


@admin.register(ChangeSet)
class ChangeSetAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["name", "partner", "source", "state", "received_at"]
    list_select_related = ["partner"]
    list_filter = ["source", "state"]
    search_fields = ["name", "sender", "partner__name", "partner__acronym"]
    exclude = ["file"]


@admin.register(RowChange)
class RowChangeAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["change_set", "kind", "number", "action", "verdict"]
    list_select_related = ["change_set__partner", "action"]
    list_filter = ["kind", "verdict"]
    search_fields = ["title", "action__reference"]


@admin.register(CellChange)
class CellChangeAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["row", "column", "base", "proposed", "verdict"]
    list_select_related = ["row"]
    list_filter = ["verdict", "column"]
    search_fields = ["row__action__reference"]


@admin.register(Remark)
class RemarkAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["text", "author", "cell", "change_set"]
    list_select_related = ["change_set__partner"]
    search_fields = ["text", "author"]


@admin.register(RememberedMapping)
class RememberedMappingAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["partner", "fingerprint", "used_at"]
    list_select_related = ["partner"]
    search_fields = ["partner__name", "partner__acronym"]
