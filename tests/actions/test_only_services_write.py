"""Nothing but the services writes to the table, so that the ledger hears of every change."""

import ast

import pytest

from tests.gtm.test_quality import ours, read

WRITES = {
    *("save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update"),
    *("set", "add", "remove", "clear", "archive", "restore"),
}
MODELS = {
    *("JointAction", "Participation", "FormerReference", "CellEdit"),
    *("Milestone", "ProgressReport", "Document"),
}
RELATIONS = {"participations", "orientations", "themes", "regions", "former_references", "history"}
ROWS = {"action", "participation"}
# The services; the rows of a start, which have no history yet: those of the minutes (gtm/lib/fixtures.py) and synthetic
# ones; the changes of the schema.
MAY_WRITE = ("actions/services/", "actions/synthetic.py", "actions/migrations/")


def writes(source):
    """Lines of `source` that write: ``JointAction.objects.update()``, ``action.save()``, ``row.themes.set()``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            root, names = chain(node.func.value)
            if root in MODELS or (root in ROWS and not names) or RELATIONS & set(names):
                yield node.lineno


def chain(node):
    """``a.b.c().d`` as ``("a", ["b", "c", "d"])``."""
    names = []
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=inner, attr=name):
                names.insert(0, name)
                node = inner
            case ast.Call(func=inner) | ast.Subscript(value=inner):
                node = inner
            case _:
                return "", names
    return node.id, names


def test_only_the_services_write():
    files = [name for name in ours(".py") if not name.startswith(MAY_WRITE)]
    assert len(files) > 60
    assert [f"{name}:{line}" for name in files for line in writes(read(name))] == []


def test_the_services_are_seen_to_write():
    """Otherwise finding nothing elsewhere would prove nothing."""
    found = {name for name in ours(".py") if list(writes(read(name)))}
    assert {"actions/services/saving.py", "actions/services/reports.py", "actions/synthetic.py"} <= found


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("JointAction.objects.filter(pk=1).update(title='x')", [1]),
        ("JointAction.objects.live().archive()", [1]),
        ("\naction.save()", [2]),
        ("obj.themes.set([])", [1]),
        ("action.participations.filter(role='lead').delete()", [1]),
        ("Participation.objects.bulk_create(rows)", [1]),
        ("Partner.objects.create(name='x')", []),
        ("names.add(action)", []),
        ("services.save(by=user, channel=FORM, changes=[])", []),
        ("JointAction.objects.live().count()", []),
    ],
)
def test_a_write_is_recognised(source, lines):
    assert list(writes(source)) == lines
