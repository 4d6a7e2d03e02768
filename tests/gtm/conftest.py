import pytest

from partners.permissions import Role
from tests import factories
from tests.gtm.accounts import PASSWORD
from tests.gtm.installations import provider as provider
from tests.gtm.installations import read_settings as read_settings


@pytest.fixture
def amina(db):
    """Somebody with a password."""
    return factories.make_user("amina@example.org", Role.READER, password=PASSWORD)
