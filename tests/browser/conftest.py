"""A real browser on the running application. Whatever a page complains of on its console fails the test."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.gtm.installations import provider as provider
from tests.gtm.installations import read_settings as read_settings

# Playwright keeps an event loop in this thread, where Django then refuses to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def real_data(transactional_db):
    """The actions, partners and meeting of 24 December 2008."""
    call_command("load_reference", stdout=StringIO())


@pytest.fixture
def visit(browser, live_server):
    """Open `path` as `user`: ``visit("/actions/", secretary, viewport=…)`` returns the page."""
    contexts, complaints = [], []

    def hear(message):
        source = message.location.get("url", "")
        # axe itself tries an inline style, which the policy rightly forbids.
        if message.type in {"error", "warning"} and source != str(AXE):
            complaints.append(f"{message.page.url}: {message.text} {source}")

    def open_page(path, user=None, **options):
        context = browser.new_context(base_url=live_server.url, locale="fr-FR", **options)
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)  # milliseconds
        page.add_init_script(path=AXE)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", hear)
        page.on(
            "request",
            lambda request: (
                request.url.startswith((live_server.url, "data:", "blob:"))
                or complaints.append(f"{page.url}: asks another host for {request.url}")
            ),
        )
        page.goto(path)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def pytest_collection_modifyitems(items):
    """A browser on a busy machine may stumble: what fails is tried once more, and named in the summary."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))
