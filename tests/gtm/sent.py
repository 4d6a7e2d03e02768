"""Every form that changes something, as somebody fills it in: what the tests of doubled and of meddling posts send."""

from copy import copy
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.apps import apps
from django.db import models
from django.test import Client
from lxml import html

# What each visit may touch: sessions, and the digests of forms that were carried out.
PASSING = {"sessions.Session", "partners.Submission"}


@dataclass(frozen=True)
class Sent:
    """A form filled in by `role`, who is an attribute of the stage.

    `names` is the attribute of the stage that stands in the address; `page` the address on which the form is, ``""``
    for its own, and `posted` what is sent to that page for it to show the form. `fields` are what she fills in, her
    button's value among them; a callable one is called with the stage each time that the form is sent.
    """

    role: str
    fields: dict = field(default_factory=dict)
    names: str = ""
    page: str = ""
    posted: dict = field(default_factory=dict)


class Visitor:
    """Somebody in a browser without JavaScript: opens the page of a form, fills it in, and sends it."""

    def __init__(self, stage, sent, url):
        self.client = Client()
        self.client.force_login(getattr(stage, sent.role))
        self.stage, self.sent = stage, sent
        self.path = url.path(str(getattr(stage, sent.names))) if sent.names else url.path("")
        page = sent.page.format(stage=stage) or self.path
        posted = self._filled(sent.posted)
        form = self._form(self.client.post(page, posted) if posted else self.client.get(page), page)
        self.shown = {one.name for one in form.inputs if one.name}
        self.held = {name: value for name, value in _values(form).items() if name != "csrfmiddlewaretoken"}

    def _form(self, answer, page):
        """The form on the page."""
        assert answer.status_code == 200, f"{page} is answered {answer.status_code}"
        found = [
            form
            for form in html.fromstring(answer.content.decode()).forms
            if form.method == "POST" and urljoin(page, form.get("action") or page) == self.path
        ]
        assert found, f"no form on {page} leads to {self.path}"
        return found[0]

    def data(self, **more):
        """What is sent; of `more` only what the form does not show."""
        held = self.held | self._filled(self.sent.fields)
        return {name: value for name, value in more.items() if name not in self.shown | held.keys()} | held

    def _filled(self, fields):
        return {name: value(self.stage) if callable(value) else value for name, value in fields.items()}

    def send(self, **more):
        return self.client.post(self.path, self.data(**more))

    def again(self):
        """The same person with the same form in front of her, on a connection of her own."""
        other = copy(self)
        other.client = Client()
        other.client.cookies = self.client.cookies
        return other


def _values(form):
    values = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def digest():
    """{table: all its rows} of what an act leaves behind, whenever that was."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list(*_timeless(model))))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in PASSING
    }


def _timeless(model):
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.DateTimeField)]
