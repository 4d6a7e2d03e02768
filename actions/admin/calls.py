"""Calls for proposals: written and sent on their own pages, and only shown here."""

from django.contrib import admin

from actions.models import CallDocument, CallForProposals, LetterTemplate
from gtm.lib.admin import ReadOnly, Screen


@admin.register(CallForProposals)
class CallForProposalsAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["reference", "title", "date", "deadline", "sent_at"]
    search_fields = ["reference", "title"]


@admin.register(CallDocument)
class CallDocumentAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["name", "call", "kind"]
    list_select_related = ["call"]
    list_filter = ["kind"]
    search_fields = ["name", "call__reference"]


@admin.register(LetterTemplate)
class LetterTemplateAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["name", "added_by", "added_at"]
    list_select_related = ["added_by"]
    search_fields = ["name"]
