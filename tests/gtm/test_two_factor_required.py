"""Where the settings require it: the secretariat does nothing before it has a second factor."""

import pytest

from tests import factories
from tests.gtm.accounts import PASSWORD, is_logged_in, log_in
from tests.gtm.two_factor import ACTIVATE, CODE, CONFIRM, DEACTIVATE, INDEX, code, confirm, equip, has_totp

CLOSED = ["/", "/actions/", "/partners/", "/partners/mails/", "/accounts/password/change/"]
CLOSED += ["/admin/", "/admin/partners/user/"]
WHY = "alert-warning"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.TWO_FACTOR_REQUIRED = True


@pytest.fixture
def secretary(db):
    return factories.make_secretary(password=PASSWORD)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", CLOSED)
def test_nothing_opens_but_the_page_that_says_why(as_user, secretary, path, method):
    client = as_user(secretary)
    assert getattr(client, method)(path).url == INDEX
    assert WHY in client.get(INDEX).content.decode()


def test_htmx_is_led_there_as_a_whole_page(as_user, secretary):
    answer = as_user(secretary).get("/actions/", HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"] == INDEX


def test_she_may_log_out(as_user, secretary):
    client = as_user(secretary)
    client.post("/accounts/logout/")
    assert client.get(INDEX).url.startswith("/accounts/login/")


def test_switching_it_on_opens_everything(client, secretary):
    log_in(client, secretary.email)
    assert client.get("/actions/").url == INDEX
    assert client.get(ACTIVATE).url.startswith(CONFIRM)
    confirm(client)
    client.post(ACTIVATE, {"code": code(client.get(ACTIVATE).context["form"].secret)})
    assert {client.get(path).status_code for path in CLOSED} <= {200, 302}
    assert client.get("/actions/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_she_cannot_switch_it_off(as_user, secretary):
    equip(secretary)
    client = as_user(secretary)
    confirm(client)
    for method in (client.get, client.post):
        answer = method(DEACTIVATE)
        assert answer.context["form"].non_field_errors()
        assert "btn-danger" not in answer.content.decode()
    assert has_totp(secretary)
    assert DEACTIVATE not in client.get(INDEX).content.decode()


@pytest.mark.parametrize("name", ["alice", "reader"])
def test_of_others_it_is_not_required(as_user, request, name):
    client = as_user(request.getfixturevalue(name))
    assert client.get("/partners/").status_code == 200
    assert WHY not in client.get(INDEX).content.decode()


def test_unless_the_setting_asks_for_it_the_secretariat_chooses(as_user, secretary, settings):
    settings.TWO_FACTOR_REQUIRED = False
    assert as_user(secretary).get("/actions/").status_code == 200


def test_a_secretary_with_a_second_factor_is_asked_for_it_as_ever(client, secretary):
    equip(secretary)
    assert log_in(client, secretary.email).url == CODE
    assert not is_logged_in(client)


def test_the_health_check_is_answered(as_user, secretary):
    assert as_user(secretary).get("/health/").status_code == 200
