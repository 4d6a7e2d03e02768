"""The desk, and the table with the counts of all its filters, beside Django's own admin list of the same actions."""

from functools import cache

from django.core.cache import caches
from django.test import Client

from partners.models import User


@cache
def secretary():
    """A browser in which a member of the secretariat has logged in."""
    client = Client()
    client.force_login(User.objects.create_superuser(f"bench-{id(client)}@gtm.example", name="Bench"))
    return client


def page(url):
    def fetch():
        assert secretary().get(url).status_code == 200, url

    return fetch


def changed(url):
    """The page as the first person sees it after a change, when everything is counted again."""

    def fetch():
        caches["counts"].clear()
        page(url)()

    return fetch


OURS, ADMIN, DESK = "the table, with counts", "admin list", "the desk"

TITLE = "Table page"
PATHS = {
    OURS: page("/actions/"),
    f"{OURS}, first after an edit": changed("/actions/"),
    f"{OURS}, grouped by lead": page("/actions/?group=lead"),
    f"{OURS}, filtered": page("/actions/?axis=1&status=ongoing"),
    f"{OURS}, searched": page("/actions/?q=sante"),
    f"{OURS}, searched, uncached": changed("/actions/?q=sante"),
    DESK: page("/"),
    f"{DESK}, first after an edit": changed("/"),
    ADMIN: page("/admin/actions/jointaction/"),
    f"{ADMIN}, with counts": page("/admin/actions/jointaction/?_facets=True"),
    f"{ADMIN}, filtered": page("/admin/actions/jointaction/?axis__id__exact=1&status__exact=ongoing"),
    f"{ADMIN}, searched": page("/admin/actions/jointaction/?q=sante"),
}
BASELINE = ADMIN
ROUNDS = 9
TARGETS = {
    "no slower than the admin list": lambda found: found[OURS]["seconds"] <= found[ADMIN]["seconds"],
    "at most 15 queries": lambda found: max(row["queries"] for label, row in found.items() if OURS in label) <= 15,
    "the desk in at most 1.5 × the table": lambda found: found[DESK]["seconds"] <= 1.5 * found[OURS]["seconds"],
    "the desk in at most 25 queries": lambda found: found[DESK]["queries"] <= 25,
}
