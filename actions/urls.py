"""Addresses of the table."""

from django.urls import path

from actions.models import Document, Milestone, ProgressReport
from actions.views import bulk, cells, detail, files, form, history, paste, plans, quality, reports, saved_views, table

app_name = "actions"
urlpatterns = [
    path("", table.table, name="table"),
    path("export.xlsx", table.export, name="export"),
    path("quality/", quality.quality, name="quality"),
    path("views/", saved_views.saved_views, name="views"),
    path("views/<int:pk>/", saved_views.saved_view, name="view"),
    path("views/<int:pk>/rename/", saved_views.rename, name="rename_view"),
    path("views/<int:pk>/remove/", saved_views.remove, name="remove_view"),
    path("views/<int:pk>/default/", saved_views.default, name="default_view"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("paste/", paste.paste, name="paste"),
    path("apply/", plans.apply, name="apply"),
    path("history/", history.edits, name="edits"),
    path("history/<int:pk>/", history.edit, name="edit"),
    path("history/<int:pk>/undo/", history.undo, name="undo"),
    path("<str:reference>/history/", history.of_action, name="history"),
    path("<str:reference>/history/<str:column>/", history.of_cell, name="cell_history"),
    path("new/", form.add, name="add"),
    path("milestones/<int:pk>/", reports.change, {"model": Milestone}, name="milestone"),
    path("reports/<int:pk>/", reports.change, {"model": ProgressReport}, name="report"),
    path("documents/<int:pk>/", files.document, name="document"),
    path("milestones/<int:pk>/withdraw/", reports.withdraw, {"model": Milestone}, name="withdraw_milestone"),
    path("milestones/<int:pk>/restore/", reports.restore, {"model": Milestone}, name="restore_milestone"),
    path("reports/<int:pk>/withdraw/", reports.withdraw, {"model": ProgressReport}, name="withdraw_report"),
    path("reports/<int:pk>/restore/", reports.restore, {"model": ProgressReport}, name="restore_report"),
    path("documents/<int:pk>/withdraw/", reports.withdraw, {"model": Document}, name="withdraw_document"),
    path("documents/<int:pk>/restore/", reports.restore, {"model": Document}, name="restore_document"),
    path("<str:reference>/cells/<str:column>/", cells.cell, name="cell"),
    path("<str:reference>/", detail.detail, name="detail"),
    path("<str:reference>/edit/", form.change, name="change"),
    path("<str:reference>/duplicate/", form.duplicate, name="duplicate"),
    path("<str:reference>/archive/", form.archive, name="archive"),
    path("<str:reference>/restore/", form.restore, name="restore"),
    path("<str:reference>/milestones/new/", reports.add, {"model": Milestone}, name="add_milestone"),
    path("<str:reference>/reports/new/", reports.add, {"model": ProgressReport}, name="add_report"),
]
