"""What is said of actions: written on their pages, and only shown here."""

from django.contrib import admin

from actions.models import Comment, Confirmation
from gtm.lib.admin import ReadOnly, Screen


@admin.register(Confirmation)
class ConfirmationAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["action", "partner", "author", "at"]
    list_select_related = ["action", "partner", "author"]
    search_fields = ["action__reference", "partner__name", "partner__acronym"]


@admin.register(Comment)
class CommentAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["action", "author", "at", "is_internal", "text"]
    list_select_related = ["action", "author"]
    list_filter = ["is_internal"]
    search_fields = ["action__reference", "text"]
