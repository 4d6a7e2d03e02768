"""Addresses of the table."""

from django.urls import path

from actions.views import table

app_name = "actions"
urlpatterns = [
    path("", table.table, name="table"),
    path("export.xlsx", table.export, name="export"),
    path("<str:reference>/", table.detail, name="detail"),
]
