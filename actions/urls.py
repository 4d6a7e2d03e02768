"""Addresses of the table."""

from django.urls import path

from actions.views import history, table

app_name = "actions"
urlpatterns = [
    path("", table.table, name="table"),
    path("export.xlsx", table.export, name="export"),
    path("history/", history.edits, name="edits"),
    path("history/<int:pk>/", history.edit, name="edit"),
    path("history/<int:pk>/undo/", history.undo, name="undo"),
    path("<str:reference>/history/", history.of_action, name="history"),
    path("<str:reference>/history/<str:column>/", history.of_cell, name="cell_history"),
    path("<str:reference>/", table.detail, name="detail"),
]
