"""Addresses of the meetings."""

from django.urls import path

from meetings.views import agenda, decisions, engagements, hold, meetings, minutes, notes

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
    path("dialogue/", engagements.dialogue, name="dialogue"),
    path("dialogue/workbook/", engagements.workbook, name="dialogue_workbook"),
    path("dialogue/add/", engagements.add, name="add_engagement"),
    path("dialogue/<int:pk>/", engagements.engagement, name="engagement"),
    path("dialogue/<int:pk>/change/", engagements.change, name="change_engagement"),
    path("dialogue/<int:pk>/done/", engagements.follow_up, name="close_engagement"),
    path("dialogue/<int:pk>/reopen/", engagements.reopen, name="reopen_engagement"),
    path("dialogue/<int:pk>/archive/", engagements.archive, name="archive_engagement"),
    path("dialogue/<int:pk>/restore/", engagements.restore, name="restore_engagement"),
    path("import/", minutes.import_minutes, name="import_minutes"),
    path("import/save/", minutes.save_minutes, name="save_minutes"),
    path("<slug:slug>/hold/", hold.hold, name="hold"),
    path("<slug:slug>/hold/save/", notes.save_note, name="save_note"),
    path("<slug:slug>/hold/place/", notes.place_note, name="place_note"),
    path("<slug:slug>/hold/remove/", notes.remove_note, name="remove_note"),
    path("<slug:slug>/hold/action/", notes.point_action, name="point_action"),
    path("<slug:slug>/hold/presence/", hold.presence, name="presence"),
    path("<slug:slug>/hold/attendance/", hold.mark, name="mark"),
    path("<slug:slug>/hold/partner/", hold.partner_came, name="partner_came"),
    path("<slug:slug>/hold/person/", hold.person_came, name="person_came"),
    path("agenda/<int:pk>/change/", agenda.change_item, name="change_item"),
    path("agenda/<int:pk>/move/", agenda.move_item, name="move_item"),
    path("agenda/<int:pk>/remove/", agenda.remove_item, name="remove_item"),
    path("<slug:slug>/agenda/", agenda.agenda, name="agenda"),
    path("<slug:slug>/agenda/add/", agenda.add_items, name="add_items"),
    path("<slug:slug>/agenda.docx", agenda.agenda_document, name="agenda_document"),
    path("<slug:slug>/pack.zip", agenda.meeting_pack, name="pack"),
    path("<slug:slug>/minutes.docx", minutes.minutes, name="minutes"),
    path("<slug:slug>/", meetings.detail, name="detail"),
]
