"""Requests: written by the services, and only shown here; drafts are their partner's alone."""

from django.contrib import admin

from actions.models import Opinion, PartnerRequest, RequestDocument, RequestEvent
from gtm.lib.admin import ReadOnly, Screen


class VisibleOnly(ReadOnly, Screen):
    """The rows that the screens of the application show to this person."""

    def get_queryset(self, request):
        return super().get_queryset(request) & self.model.objects.visible_to(request.user)


@admin.register(PartnerRequest)
class PartnerRequestAdmin(VisibleOnly, admin.ModelAdmin):
    list_display = ["number", "title", "partner", "axis", "state", "submitted_at"]
    list_select_related = ["partner", "axis"]
    list_filter = ["state", "axis"]
    search_fields = ["number", "title", "partner__name", "partner__acronym"]


@admin.register(Opinion)
class OpinionAdmin(VisibleOnly, admin.ModelAdmin):
    list_display = ["request", "agency", "verdict", "at", "superseded_at"]
    list_select_related = ["request", "agency"]
    list_filter = ["verdict"]
    search_fields = ["request__number", "agency__name", "agency__acronym"]


@admin.register(RequestEvent)
class RequestEventAdmin(VisibleOnly, admin.ModelAdmin):
    list_display = ["request", "verb", "before", "after", "author", "at"]
    list_select_related = ["request", "author"]
    list_filter = ["verb"]
    search_fields = ["request__number"]


@admin.register(RequestDocument)
class RequestDocumentAdmin(VisibleOnly, admin.ModelAdmin):
    list_display = ["name", "request", "added_by", "added_at"]
    list_select_related = ["request", "added_by"]
    search_fields = ["name", "request__number"]
    exclude = ["file"]
