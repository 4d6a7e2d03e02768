"""The second factor in a browser: switched on with a code of the telephone, and asked for at the next log-in."""

import pytest

from tests import factories
from tests.browser.test_accessibility import faults
from tests.gtm.accounts import PASSWORD
from tests.gtm.two_factor import INDEX, code


@pytest.fixture
def secretary(transactional_db):
    return factories.make_secretary(password=PASSWORD)


def log_in(page, person):
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()


def send(page, value):
    page.locator("input[name=code]").fill(value)
    page.locator("main form button.btn-primary").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_secretary_switches_it_on_and_logs_in_with_it(visit, secretary, settings, script):
    settings.TWO_FACTOR_REQUIRED = True
    page = visit("/actions/", java_script_enabled=script)
    log_in(page, secretary)
    page.wait_for_url(f"**{INDEX}")
    page.locator("main a.btn-primary").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    secret = page.locator("code.secret").text_content().replace(" ", "")
    send(page, code(secret))
    page.wait_for_url("**/codes/")
    codes = page.locator(".codes code").all_text_contents()
    assert len(codes) == 10
    page.locator("main a.btn-link").click()
    page.wait_for_url("http://*/")

    page.locator(".site-nav .menu summary").click()
    page.locator(".site-nav .menu form button").click()
    log_in(page, secretary)
    page.wait_for_url("**/login/code/")
    send(page, code(secret, 1))
    page.wait_for_url("http://*/")


def test_every_page_of_it_is_accessible(visit, secretary):
    page = visit(INDEX, secretary)
    assert list(faults(page)) == []
    page.locator("main a.btn-primary").click()
    assert list(faults(page)) == []
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    secret = page.locator("code.secret").text_content().replace(" ", "")
    send(page, "wrong")
    page.locator(".errorlist").wait_for()
    assert list(faults(page)) == []
    send(page, code(secret))
    page.wait_for_url("**/codes/")
    assert list(faults(page)) == []
    for path in (INDEX, f"{INDEX}codes/new/", f"{INDEX}deactivate/"):
        page.goto(path)
        assert list(faults(page)) == []

    page = visit("/accounts/login/")
    log_in(page, secretary)
    page.wait_for_url("**/login/code/")
    assert list(faults(page)) == []


def test_the_image_is_large_and_dark_on_light_enough_for_a_camera(visit, secretary):
    page = visit(f"{INDEX}activate/", secretary, color_scheme="dark", viewport={"width": 390, "height": 844})
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    image = page.locator("img.qr")
    assert image.bounding_box()["width"] >= 150
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    assert image.evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(255, 255, 255)"
