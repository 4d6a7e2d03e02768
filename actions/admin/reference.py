"""What actions are classified by."""

from django.contrib import admin

from actions.models import Axis, Orientation, Region, Theme
from actions.resources import reference_resource
from gtm.lib.admin import Archives, FixedKey, Screen
from gtm.lib.admin_exchange import Exchange


class ReferenceAdmin(Exchange, Archives, Screen, FixedKey, admin.ModelAdmin):
    """A short list by which actions are classified."""

    def get_resource_classes(self, request):
        return [reference_resource(self.model)]


@admin.register(Orientation, Axis)
class NumberedAdmin(ReferenceAdmin):
    list_display = ["number", "title"]
    list_display_links = ["title"]
    search_fields = ["number", "title"]
    fields = ["number", "title", "archived_at"]
    fixed_fields = ["number"]


@admin.register(Theme)
class ThemeAdmin(ReferenceAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name", "slug", "archived_at"]
    fixed_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    list_display = ["code", "name"]
    list_display_links = ["name"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "archived_at"]
    fixed_fields = ["code"]
