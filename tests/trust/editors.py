"""Many people who write the same cells at once, each from the last value that she saw there."""

import json
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from tests import factories

BASE = re.compile(r'name="base" value="([^"]*)"')
SAVED, CONFLICT = 200, 409
COLUMN = "places"


class Save(NamedTuple):
    """A save that was accepted: who, where, what she had seen there, and what she wrote."""

    author: str
    reference: str
    base: str | None
    value: str


@dataclass
class Editor:
    """A person of the secretariat at her browser."""

    number: int
    user: object
    session: str
    seen: dict = field(default_factory=dict)  # {reference: base of the cell}
    saved: list = field(default_factory=list)  # of Save
    answers: Counter = field(default_factory=Counter)  # {status: how many}

    def work(self, address, references, saves):
        """Write `saves` values that nobody else writes, without looking first at what is there now."""
        choose = random.Random(self.number)
        for number in range(saves):
            self.save(address, choose.choice(references), f"{self.number}/{number}")

    def save(self, address, reference, value):
        if reference not in self.seen:
            self.seen[reference] = base_of(self.ask(address, "GET", reference)[1])
        base = self.seen[reference]
        status, page = self.ask(address, "POST", reference, urlencode({"base": json.dumps(base), COLUMN: value}))
        self.answers[status] += 1
        if status == SAVED:
            self.saved.append(Save(self.user.email, reference, base[COLUMN], value))
            self.seen[reference] = {COLUMN: value}
        elif status == CONFLICT:
            self.seen[reference] = base_of(page)

    def ask(self, address, method, reference, body=None):
        token = "a" * 32  # what the cookie and the header hold must agree
        http = HTTPConnection(*address, timeout=60)
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={token}",
            "X-CSRFToken": token,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        http.request(method, f"/actions/{reference}/cells/{COLUMN}/", body, headers)
        response = http.getresponse()
        page = response.read().decode()
        http.close()
        return response.status, page


def base_of(page):
    return json.loads(unescape(BASE.search(page)[1]))


def gather(count):
    """`count` members of the secretariat who have logged in."""
    editors = []
    for number in range(count):
        user, client = factories.make_secretary(f"editor-{number}@example.org"), Client()
        client.force_login(user)
        editors.append(Editor(number, user, client.session.session_key))
    return editors


def work(editors, address, references, saves):
    """All work at once; return {status: how many saves were answered so} and every Save."""
    with ThreadPoolExecutor(len(editors)) as pool:
        list(pool.map(lambda editor: editor.work(address, references, saves), editors))
    answers = sum((editor.answers for editor in editors), Counter())
    return answers, [save for editor in editors for save in editor.saved]


def lost(saves, held):
    """The saves on which the end does not build; `held` is {reference: what the cell holds in the end}.

    Each value is written once: from the last one, what its author had seen leads back to all that were not lost.
    """
    made = {(save.reference, save.value): save for save in saves}
    for reference, value in held.items():
        while save := made.pop((reference, value), None):
            value = save.base
    return list(made.values())
