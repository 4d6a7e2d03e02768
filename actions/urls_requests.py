"""Addresses of requests."""

from django.urls import path

from actions.models import Verb
from actions.views import requests

app_name = "requests"
urlpatterns = [
    path("", requests.requests, name="list"),
    path("new/", requests.add, name="add"),
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
