"""One cell edited in the table beside the same row saved in the admin, and many rows in one edit."""

import json
import os
from functools import cache
from itertools import count

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from actions import services
from actions.columns import BY_NAME
from actions.models import Edit, JointAction
from actions.services import Change
from benchmarks.bench_table import secretary
from partners.models import User
from tests.actions.admin_form import sent_by

# Of no other process, nor of another round.
texts = (f"Rabat {os.getpid()}.{number}" for number in count(1))


@cache
def author():
    return User.objects.create_superuser(f"author-{os.getpid()}@gtm.example", name="Author")


@cache
def row():
    """An action of the table, and what its form in the admin sends."""
    action = JointAction.objects.first()
    request = HttpRequest()
    request.user = author()
    form = admin.site.get_model_admin(JointAction).get_form(request, action, change=True)(instance=action)
    return action, sent_by(form)


def cell():
    action, sent = row()
    base, text = json.loads(sent["base"]), next(texts)
    url, page = reverse("actions:cell", args=[action.reference, "places"]), {"HX-Request": "true"}
    answer = secretary().post(url, {"base": json.dumps({"places": base["places"]}), "places": text}, headers=page)
    assert answer.status_code == 200
    sent["base"] = json.dumps(base | {"places": text})


def form():
    action, sent = row()
    sent["places"] = next(texts)
    answer = secretary().post(reverse("admin:actions_jointaction_change", args=[action.pk]), sent)
    assert answer.status_code == 302
    sent["base"] = json.dumps(json.loads(sent["base"]) | {"places": sent["places"]})


def bulk(rows):
    """Write a text into `rows` actions, or as many as there are."""

    def edit():
        text, keys = next(texts), JointAction.objects.values_list("pk", flat=True)[:rows]
        changes = [Change(key, BY_NAME["places"], text) for key in keys]
        outcome = services.save(by=author(), channel=Edit.Channel.BULK, changes=changes)
        assert len(outcome.saved) == len(changes) > 0

    return edit


OURS, ADMIN, HUNDRED, THOUSAND = "one cell", "the row, in the admin", "bulk, 100 rows", "bulk, 1,000 rows"

TITLE = "Edit"
PATHS = {OURS: cell, ADMIN: form, HUNDRED: bulk(100), THOUSAND: bulk(1000)}
BASELINE = ADMIN
ROUNDS = 9
TARGETS = {
    "a cell no slower than the row in the admin": lambda found: found[OURS]["seconds"] <= found[ADMIN]["seconds"],
    "a cell in at most 12 queries": lambda found: found[OURS]["queries"] <= 12,
    "100 rows in less than 10 queries": lambda found: found[HUNDRED]["queries"] < 10,
    "1,000 rows in less than 100 queries": lambda found: found[THOUSAND]["queries"] < 100,
    "1,000 rows in at most 15 times the time of 100": lambda found: (
        found[THOUSAND]["seconds"] <= 15 * found[HUNDRED]["seconds"]
    ),
}
