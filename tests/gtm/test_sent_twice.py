"""A form sent twice does what it does once; at the same moment, too: tests/trust/test_sent_twice.py."""

import pytest

from tests.gtm import patrol, stage
from tests.gtm.policy import NOBODY, rule_for
from tests.gtm.sent import Visitor, digest

URLS = {url.name: url for url in patrol.urls()}


def writes(name):
    rule = rule_for(name)
    roles = rule.write.values() if isinstance(rule.write, dict) else [rule.write]
    return any(found != NOBODY for found in roles)


def test_every_form_is_here():
    expected = {name for name in URLS if not name.startswith("admin:") and writes(name)}
    assert expected == {*stage.SENT, *stage.OTHERS}


@pytest.mark.parametrize("name", stage.SENT)
def test_second_time_changes_nothing(played, db, name):
    visitor, before = Visitor(played, stage.SENT[name], URLS[name]), digest()
    first = visitor.send()
    once = digest()
    assert first.status_code in {200, 302}
    assert once != before, "the form did nothing"
    assert visitor.send().status_code < 500
    assert digest() == once
