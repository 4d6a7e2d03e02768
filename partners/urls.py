"""Addresses of the directory, of invitations and of the outbox."""

from django.urls import path

from partners.views import directory, invitations, mails

app_name = "partners"
urlpatterns = [
    path("", directory.directory, name="directory"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<int:pk>/", mails.mail, name="mail"),
    path("mails/<int:pk>/resend/", mails.resend, name="resend_mail"),
    path("mails/<int:pk>/mark-as-sent/", mails.mark_as_sent, name="mark_mail_as_sent"),
    path("mails/<int:pk>/cancel/", mails.cancel, name="cancel_mail"),
    path("mails/attachments/<int:pk>/", mails.attachment, name="mail_attachment"),
    path("invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("<slug:slug>/invite/", invitations.invite, name="invite"),
    path("<slug:slug>/", directory.detail, name="detail"),
]
