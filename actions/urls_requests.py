"""Addresses of requests."""

from django.urls import path

from actions.models import Verb
from actions.views import calls, letter_templates, requests

app_name = "requests"
urlpatterns = [
    path("", requests.requests, name="list"),
    path("new/", requests.add, name="add"),
    path("calls/", calls.calls, name="calls"),
    path("calls/new/", calls.add, name="add_call"),
    path("calls/template/", letter_templates.template, name="letter_template"),
    *(
        path(f"calls/template/{which}.docx", letter_templates.file, {"which": which}, name=f"{which}_template")
        for which in ("current", "original")
    ),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("calls/<int:pk>/edit/", calls.change, name="change_call"),
    path("calls/<int:pk>/send/", calls.send, name="send_call"),
    path("calls/<int:pk>/documents/<slug:kind>/", calls.document, name="call_document"),
    path("<int:pk>/", requests.detail, name="request"),
    path("<int:pk>/edit/", requests.change, name="change"),
    *(
        path(f"<int:pk>/{verb.value}/", requests.act, {"verb": verb}, name=verb.value)
        for verb in Verb
        if verb != Verb.WRITE
    ),
    path("<int:pk>/letter.docx", requests.letter, name="letter"),
    path("documents/<int:pk>/", requests.document, name="document"),
    path("documents/<int:pk>/remove/", requests.detach, name="detach"),
]
