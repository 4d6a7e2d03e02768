"""Addresses of the meetings."""

from django.urls import path

from meetings.views import meetings

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="list"),
    path("<slug:slug>/", meetings.detail, name="detail"),
]
