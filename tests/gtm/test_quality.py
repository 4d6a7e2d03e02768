"""Rules of the house that a program can check. Each rule is shown a sentence that breaks it, too."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
APPS = ("gtm", "partners", "actions", "meetings")
# The layers that show rows to somebody; the others make the rows or belong to the secretariat alone.
SHOWS_ROWS = re.compile(r"(views|forms|filters|tables|columns|desk|api|feeds|exchange|news|digest)(/|\.py$)")


def tracked(*suffixes):
    """Paths of the files in git that end like one of `suffixes`, without what others wrote."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if name.endswith(suffixes or "") and (ROOT / name).is_file()]
    found = [name for name in names if "vendor/" not in name]
    assert found, f"no file ends like {suffixes}"
    return found


def ours(*suffixes):
    """The tracked files of the application itself."""
    return [name for name in tracked(*suffixes) if name.startswith((*(f"{app}/" for app in APPS), "templates/"))]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def lines_with(pattern, names):
    """``file:line: text`` of each line of `names` in which `pattern` is found."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name in names
        for number, line in enumerate(read(name).splitlines(), start=1)
        if re.search(pattern, line)
    ]


IN_TEMPLATES = {
    "escaping is never switched off": (r"\|\s*safe\b|autoescape off", "{{ action.title|safe }}"),
    "no inline script": (r"<script(?![^>]*\bsrc=)", "<script>alert(1)</script>"),
    "no inline style": (r"<style\b|\sstyle\s*=", '<td style="color: red">'),
    "no inline event handler": (r"\son[a-z]+\s*=|\shx-on", '<a onclick="go()">'),
    "nothing from another host": (
        r"(?:src|<link[^>]*href|action)=[\"']?(?:https?:)?//",
        '<script src="//cdn.org/x.js">',
    ),
}
IN_PYTHON = {
    "text is never declared safe": (r"\bmark_safe\b|\bSafeString\b", "return mark_safe(title)"),
    "every form carries its token": (r"\bcsrf_exempt\b", "@csrf_exempt"),
    "fields are listed": (r"fields\s*=\s*[\"']__all__", 'fields = "__all__"'),
    "no signal": (r"\bdjango\.db\.models\.signals\b|@receiver\b", "@receiver(post_save)"),
}
IN_STYLES = {
    "right to left works": (
        r"(margin|padding|border)-(left|right)\b|^\s*(left|right)\s*:|(text-align|float|clear)\s*:\s*(left|right)\b",
        "  margin-left: 1rem;",
    ),
    "nothing from another host ": (r"@import|url\(\s*[\"']?(https?:)?//", "@import url(https://fonts.org/x)"),
}
EVERYWHERE = {
    "no registry is named": (
        r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|debian[.]org",
        "https://pypi.org/simple",
    ),
    "no path of one machine": (r"(?<![\w.])/(root|work|home/\w+)/", "/root/project"),
}
RULES = [
    *((rule, *case, (".html",)) for rule, case in IN_TEMPLATES.items()),
    *((rule, *case, (".py",)) for rule, case in IN_PYTHON.items()),
    *((rule, *case, (".css",)) for rule, case in IN_STYLES.items()),
]


@pytest.mark.parametrize(("rule", "pattern", "breach", "suffixes"), RULES, ids=[rule[0] for rule in RULES])
def test_application_keeps_rule(rule, pattern, breach, suffixes):
    assert re.search(pattern, breach)
    assert lines_with(pattern, ours(*suffixes)) == []


@pytest.mark.parametrize(("pattern", "breach"), EVERYWHERE.values(), ids=EVERYWHERE)
def test_every_file_keeps_rule(pattern, breach):
    text = [name for name in tracked() if name != "tests/gtm/test_quality.py" and is_text(name)]
    assert re.search(pattern, breach)
    assert lines_with(pattern, text) == []


def is_text(name):
    return b"\0" not in (ROOT / name).read_bytes()[:1024]


def test_no_file_is_called_utils():
    assert [name for name in tracked(".py") if "utils" in name or "helpers" in name] == []


ROLES = {"SECRETARIAT", "FOCAL_POINT", "READER"}
# The rules, and a command that holds the accounts of a demonstration.
NAME_ROLES = {"partners/permissions.py", "gtm/management/commands/load_demo.py"}


def test_roles_are_named_in_one_file():
    named = [
        f"{name}:{node.lineno}"
        for name in ours(".py")
        if name not in NAME_ROLES and "/migrations/" not in name
        for node in ast.walk(ast.parse(read(name)))
        if (isinstance(node, ast.Attribute) and node.attr in ROLES)
        or (isinstance(node, ast.Constant) and node.value in {role.lower() for role in ROLES})
    ]
    assert named == []


def swallowed(source):
    """Lines of `source` that catch whatever comes and neither raise it again nor write it to the log."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) == "Exception"):
            inside = [one for part in node.body for one in ast.walk(part)]
            if not any(isinstance(one, ast.Raise) or getattr(one, "attr", "") == "exception" for one in inside):
                yield node.lineno


def test_no_exception_is_swallowed():
    assert [f"{name}:{line}" for name in ours(".py") for line in swallowed(read(name))] == []


@pytest.mark.parametrize(
    ("body", "lines"),
    [("pass", [3]), ("...", [3]), ("x = 1", [3]), ("raise", []), ("logger.exception('x')", [])],
)
def test_swallowed_exception_is_recognised(body, lines):
    assert list(swallowed(f"try:\n    go()\nexcept Exception:\n    {body}")) == lines


# What makes `Model.objects` safe to show: rows for a person, no rows, or a condition.
SCOPES = {"visible_to", "with_minutes_visible_to", "none", "late_condition"}
# Of a directory that is open to everyone, the live rows are as good as the visible ones, and what somebody typed may
# be any name in it.
DIRECTORIES = {"Partner", "Axis", "Orientation", "Theme", "Region"}


def unscoped(source):
    """Lines of `source` that reach rows of a guarded model without asking who is looking."""
    guarded = {model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}
    tree = ast.parse(source)
    then = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="objects" | "_default_manager" | "_base_manager"):
                safe = SCOPES | {"live", "with_names"} if name in DIRECTORIES else SCOPES
                if name in guarded and then.get(id(node)) not in safe:
                    yield node.lineno
            case ast.Call(func=ast.Name(id="get_object_or_404" | "get_list_or_404"), args=[ast.Name(id=name), *_]):
                if name in guarded:
                    yield node.lineno


def test_rows_shown_start_at_visible_to():
    files = [name for name in ours(".py") if SHOWS_ROWS.search(name)]
    assert len(files) >= 8
    assert [f"{name}:{line}" for name in files for line in unscoped(read(name))] == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("JointAction.objects.visible_to(user).filter(reference=x)", []),
        ("JointAction.objects.filter(reference=x)", [1]),
        ("\nget_object_or_404(Meeting, slug=slug)", [2]),
        ("get_object_or_404(Meeting.objects.visible_to(user), slug=slug)", []),
        ("Partner.objects.all()", [1]),
        ("Partner.objects.live()", []),
        ("JointAction.objects.live()", [1]),
    ],
)
def test_unscoped_rows_are_recognised(source, lines):
    assert list(unscoped(source)) == lines
