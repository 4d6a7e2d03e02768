import pytest
from django.db import transaction

from partners.permissions import Role
from tests import factories
from tests.gtm import stage
from tests.gtm.accounts import PASSWORD
from tests.gtm.installations import provider as provider
from tests.gtm.installations import read_settings as read_settings


@pytest.fixture
def amina(db):
    """Somebody with a password."""
    return factories.make_user("amina@example.org", Role.READER, password=PASSWORD)


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """The stage of `tests.gtm.stage`, made once, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield stage.make()
        transaction.set_rollback(True)
