"""Addresses of the table."""

from django.urls import path

from actions import views

app_name = "actions"
urlpatterns = [
    path("", views.table, name="table"),
    path("export.xlsx", views.export, name="export"),
    path("<str:reference>/", views.detail, name="detail"),
]
