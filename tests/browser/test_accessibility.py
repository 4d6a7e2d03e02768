"""What axe finds on every screen, in light and dark and on a phone."""

import os

import pytest

from actions import services
from actions.models import JointAction
from tests import factories

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# All; of a change (``CI`` is set) each size and each scheme once.
LOOKS = [(DESK, "light"), (PHONE, "dark")]
LOOKS += [] if "CI" in os.environ else [(DESK, "dark"), (PHONE, "light")]
# Colours change in transitions, which begin with the next frame; a page that draws nothing new has no next frame.
SETTLED = """Promise.race([
    new Promise(done => setTimeout(done, 1000)),
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
        () => Promise.allSettled(document.getAnimations().map(transition => transition.finished)).then(() => done())
    )))
])"""
SCREENS = {
    "desk": "/",
    "table": "/actions/",
    "filtered table": "/actions/?partner=emploi&group=lead",
    "action": "/actions/A1-01/",
    "partners": "/partners/",
    "partner": "/partners/emploi/",
    "meetings": "/meetings/",
    "meeting": "/meetings/2008-12-24/",
}


EDITIONS = {
    "editions": "/actions/editions/",
    "edition": "/actions/editions/2/",
    "edition in full": "/actions/editions/2/?q=migration&columns=all",
    "next edition": "/actions/editions/prepare/",
    "workbooks": "/actions/workbooks/",
    "comparison": "/actions/editions/compare/?old=1&new=2",
}


def faults(page, looks=LOOKS):
    """What axe calls serious or critical, and a page wider than the window, in each of `looks`."""
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SETTLED)
        look = f"{viewport['width']} px, {scheme}"
        for violation in page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]:
            if violation["impact"] in {"serious", "critical"}:
                for node in violation["nodes"]:
                    yield f"{look}: {violation['id']}: {node['html']} {node['failureSummary']}"
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            yield f"{look}: wider than the window"


@pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS)
def test_screen_is_accessible(visit, real_data, secretary, path):
    assert list(faults(visit(path, secretary))) == []


@pytest.fixture
def two_editions(real_data, secretary):
    """Between them an action came, one went and one changed; another has changed since."""
    first, second, third = JointAction.objects.in_table_order()[:3]
    services.freeze(by=secretary)
    JointAction.objects.filter(pk=first.pk).update(title=f"{first.title}, autrement", status="agreed", places="Fès")
    JointAction.objects.filter(pk=second.pk).archive()
    factories.make_action(reference="A1-99", title="Une action nouvelle")
    services.freeze(by=secretary, remarks="Après le débat")
    JointAction.objects.filter(pk=third.pk).update(title="Encore autrement")


@pytest.mark.parametrize("path", EDITIONS.values(), ids=EDITIONS)
def test_editions_are_accessible(visit, two_editions, secretary, path):
    assert list(faults(visit(path, secretary))) == []


def test_admin_index_is_accessible(visit, secretary):
    assert list(faults(visit("/admin/", secretary))) == []


def test_log_in_page_is_accessible(visit):
    assert list(faults(visit("/accounts/login/"))) == []


def test_error_page_is_accessible(visit, secretary):
    page = visit("/nowhere/", secretary)
    assert ["404" in complaint for complaint in visit.complaints] == [True]
    visit.complaints.clear()
    assert list(faults(page)) == []


def test_faults_are_found(visit):
    page = visit("/accounts/login/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('main').style.width = '2000px'")
    found = "\n".join(faults(page, [(DESK, "light")]))
    assert "html-has-lang" in found
    assert "wider than the window" in found
