"""Views of the table that people keep."""

from django.contrib import admin

from actions.models import DefaultView, SavedView
from gtm.lib.admin import Screen


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
