"""manage.py load_demo."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gtm.management.commands.load_demo import PASSWORD
from partners.models import User
from tests.factories import make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.PUBLIC_URL = "http://demo.example:8000"


@pytest.fixture
def emploi():
    return make_partner(slug="emploi")


def load():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_opens_one_account_a_role_and_prints_them_with_the_address(demo, emploi):
    said = load()
    assert "http://demo.example:8000" in said
    for email, role in [("secretariat", "secretariat"), ("emploi", "focal_point"), ("lecteur", "reader")]:
        user = User.objects.get(email=f"{email}@gtm.example")
        assert user.role == role
        assert user.check_password(PASSWORD)
        assert f"{user.email:<26} {PASSWORD}" in said
    assert User.objects.get(role="focal_point").partner == emploi


def test_keeps_existing_accounts_as_they_are(demo, emploi):
    load()
    user = User.objects.get(email="secretariat@gtm.example")
    user.name = "Naïma"
    user.set_password("un autre mot de passe")
    user.save()
    said = load()
    assert User.objects.count() == 3
    assert User.objects.get(pk=user.pk).name == "Naïma"
    assert said.count(PASSWORD) == 2
    assert "(mot de passe changé depuis)" in said


def test_refuses_outside_a_demonstration(emploi):
    with pytest.raises(CommandError, match="réservés à une démonstration"):
        load()
    assert not User.objects.exists()


def test_without_the_reference_data_opens_no_account(demo):
    with pytest.raises(CommandError, match="lancez d’abord load_reference"):
        load()
    assert not User.objects.exists()
