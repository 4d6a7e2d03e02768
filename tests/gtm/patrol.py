"""Goes to every URL as every role with every method, and says in a sentence each what is not as declared."""

import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from django.apps import apps
from django.core.cache import cache as counters
from django.db import connection, transaction
from django.urls import URLResolver, get_resolver

from tests.gtm.policy import rule_for
from tests.gtm.world import CANARIES

SAFE = [("GET", {}), ("GET", {"HTTP_HX_REQUEST": "true"}), ("HEAD", {})]
UNSAFE = [(method, {}) for method in ("POST", "PUT", "PATCH", "DELETE")]
REFUSED = {403, 404, 405}
# Arguments that name no object.
ARGUMENTS = {
    "app_label": "actions",
    "column": "title",
    "kind": "letter",
    "content_type_id": "1",
    "uidb36": "1",
    "key": "set-password",
    "url": "nowhere/",
}
# The admin's own log-in page, to which it sends those it refuses, refuses them in its turn.
LOG_IN_PAGES = ("/accounts/login/?next=", "/admin/login/?next=")
UNTOLD_HEADERS = {"Content-Length", "Expires"}  # which differ by the length of a name and the second
SESSIONS = {"sessions.Session"}  # the one table that a visit may touch


@dataclass(frozen=True)
class Url:
    """A URL pattern: `name` with its namespaces (an unnamed one goes by its route), `route` with ``<arguments>``."""

    name: str
    route: str

    def path(self, value):
        """The address in which the first argument is `value`, unless it names no object."""
        return "/" + re.sub(r"<(\w+)>", lambda found: quote(ARGUMENTS.get(found[1], value)), self.route)


def urls(entries=None, route="", namespace=""):
    """Every URL that the resolver knows."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        here = route + plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from urls(
                entry.url_patterns, here, f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            )
        else:
            yield Url(namespace + (entry.name or here), here)


def plain(pattern):
    """``<str:slug>/`` and ``^(?P<slug>[a-z]+)/$`` as ``<slug>/``."""
    pattern = re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)", r"\1", pattern)
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern).removeprefix("^").removesuffix("$")


def inspect(url, world, policy, roles=None, requests=None):
    """Sentences about what `url` does against `policy`; an empty list where all is well.

    It is asked by `roles`, with `requests` (method, headers); by all and with all if they are not given.
    """
    rule = rule_for(url.name, policy)
    if rule is None:
        return [f"{url.name} has no declared policy"]
    faults = []
    for role in roles or world.sessions:
        answers, written = {}, set()
        for whose, value in objects(url, rule, world).items():
            for query in rule.queries:
                # One address goes through all methods; the others differ in what they show.
                for method, headers in requests or SAFE + UNSAFE if query == rule.queries[0] else SAFE[:1]:
                    case = f"{role} {method} {url.path(value)}{query} {headers or ''}".strip()
                    may_write = method not in {"GET", "HEAD"} and role in rule.writers(whose)
                    with writing(set() if may_write else written):
                        answer = ask(world, role, method, url.path(value) + query, headers, value)
                    faults += [f"{case} {fault}" for fault in judge(answer, rule, role, whose, method)]
                    answers[whose, query, method, str(headers)] = answer, case
        faults += telling(answers, rule, role)
        if written:
            faults.append(f"{role} {url.name}: changed {', '.join(sorted(written))}")
    return faults


def objects(url, rule, world):
    """{whose: what names it in the address}"""
    if rule.names == "record":
        app_label, model = url.route.split("/")[1:3]
        row = apps.get_model(app_label, model)._base_manager.first()
        return {"a": str(row.pk) if row else "1", "missing": "987654"}
    return world.objects[rule.names] if rule.names else {"": ""}


@dataclass(frozen=True)
class Answer:
    """What came back: `text` is headers and body in lower case, without tokens and without what was asked for."""

    status: int
    target: str
    text: str


@cache
def everything():
    """A form with every field of every model filled in."""
    fields = [field for model in apps.get_models() for field in model._meta.fields]
    return urlencode({field.name: "1" if field.is_relation else "intruder" for field in fields})


def ask(world, role, method, path, headers=None, value=""):
    """Send one request, with every field of every model filled in where it may write; what it writes is undone."""
    headers = headers or {}
    if method not in {"GET", "HEAD"}:
        headers = headers | {"data": everything(), "content_type": "application/x-www-form-urlencoded"}
    counters.clear()  # Limits on the rate of requests have tests of their own.
    with transaction.atomic():
        response = world.ask(role, method, path, **headers)
        body = response.getvalue()
        transaction.set_rollback(True)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = {name: held for name, held in response.headers.items() if name not in UNTOLD_HEADERS}
    target = response.headers.get("HX-Redirect") or response.get("Location", "")
    text = f"{headers}\n{body.decode(errors='replace')}"
    return Answer(response.status_code, silence(target, path, value), silence(text, path, value))


def silence(text, path, value):
    """`text` in lower case without tokens that change each time, and without what the question itself said."""
    text = re.sub(r"\b[a-z0-9]{64}\b", "token", text.casefold())
    for said in (path, quote(path), value):
        if said:
            text = re.sub(rf"(?<!\w){re.escape(said.casefold())}(?!\w)", "…", text)
    return text


def judge(answer, rule, role, whose, method):
    """What is wrong with one answer."""
    told = rule.tells if role in rule.readers(whose) else ()
    for word, knowers in CANARIES.items():
        if role not in knowers and word not in told and word in answer.text:
            yield f"leaks “{word}”"
    if answer.status >= 500:
        yield f"fails with {answer.status}"
        return
    reads = role in rule.readers(whose)
    sent_to_log_in = answer.target.startswith(LOG_IN_PAGES)
    if method in {"GET", "HEAD"} and reads:
        if answer.status not in rule.answers or sent_to_log_in:
            yield f"is answered {answer.status} {answer.target}"
    elif method not in {"GET", "HEAD"} and role in rule.writers(whose):
        if answer.status in {403, 404} - rule.answers or sent_to_log_in:
            yield f"is refused with {answer.status} {answer.target}"
    elif not (sent_to_log_in if role == "anonymous" and not reads else answer.status in REFUSED or sent_to_log_in):
        yield f"is not refused: {answer.status} {answer.target}"


def telling(answers, rule, role):
    """Refusals that tell an object of somebody else's from one that does not exist."""
    if not rule.names:
        return
    for (whose, *request), (answer, case) in answers.items():
        if role not in {*rule.readers(whose), *rule.writers(whose)} and answer != answers["missing", *request][0]:
            yield f"{case} can be told from an object that does not exist"


WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)


@contextmanager
def writing(tables):
    """Note in `tables` those that a statement writes to, whatever becomes of it; sessions apart."""
    labels = {model._meta.db_table: model._meta.label for model in apps.get_models(include_auto_created=True)}

    def note(execute, sql, params, many, context):
        if found := WRITE.match(sql):
            tables.update({labels.get(found[1], found[1])} - SESSIONS)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
