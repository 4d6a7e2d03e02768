"""Addresses of the meetings."""

from django.urls import path

from meetings.views import decisions, meetings, minutes

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="list"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/workbook/", decisions.workbook, name="decisions_workbook"),
    path("decisions/evidence/<int:pk>/", decisions.evidence, name="evidence"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/follow-up/", decisions.follow_up, name="follow_up"),
    path("decisions/<int:pk>/assign/", decisions.assign, name="assign"),
    path("decisions/<int:pk>/action/", decisions.change_action, name="change_action"),
    path("import/", minutes.import_minutes, name="import_minutes"),
    path("import/save/", minutes.save_minutes, name="save_minutes"),
    path("<slug:slug>/minutes.docx", minutes.minutes, name="minutes"),
    path("<slug:slug>/", meetings.detail, name="detail"),
]
