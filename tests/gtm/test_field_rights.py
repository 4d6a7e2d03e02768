"""A form takes the fields that it shows: whatever else is posted with it changes nothing.

Each form is sent as it is, and once more with every other field of every model; both leave the same rows.
"""

import re

import pytest
from django.apps import apps
from django.db import models, transaction

from tests.gtm import patrol, stage
from tests.gtm.sent import PASSING, Visitor

URLS = {url.name: url for url in patrol.urls()}
INTRUDER = "intruder"
# Keys (a `part` of the ledger is one), moments, tokens and the names of files; whom a row is about stays.
DRAWN = (models.AutoField, models.BinaryField, models.DateTimeField, models.UUIDField, models.FileField)
CAST = {"partners.Partner", "partners.User", "actions.Axis"}
RANDOM = re.compile(r"<[\w-]+@[\w.]+>|\b[0-9a-f]{64}\b|[\w-]{43}")
# What a view takes that another form shows which leads to it.
ALSO = {"actions:view": {"name"}, "actions:answer": {"note"}, "actions:restore": {"reason"}}


def meddling(stage):
    """{field: value} of every field of every model, each with something that would be noticed."""
    found = {}
    for model in apps.get_models():
        for one in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            for name in {one.name, getattr(one, "attname", one.name)}:
                found[name] = _value(one, stage)
    return found


def _value(one, stage):
    match one:
        case models.ForeignKey() | models.ManyToManyField():
            return str({"Partner": stage.b.pk, "User": stage.bob.pk}.get(one.related_model.__name__, 1))
        case models.BooleanField():
            return "on"
        case models.DateTimeField() | models.DateField():
            return "2001-02-03"
        case models.CharField(choices=choices) if choices:
            return str(choices[-1][0])
        case models.CharField() | models.TextField():
            return INTRUDER
    return "7"


@pytest.mark.parametrize("name", stage.SENT)
def test_what_a_form_does_not_show_changes_nothing(played, db, name):
    visitor = Visitor(played, stage.SENT[name], URLS[name])
    more = {field: value for field, value in meddling(played).items() if field not in ALSO.get(name, ())}
    assert left_by(visitor, **more) == left_by(visitor)


def left_by(visitor, **more):
    """What is there after the form was sent with `more`, which is then taken back."""
    with transaction.atomic():
        assert visitor.send(**more).status_code < 500
        rows = {model._meta.label: sorted(_rows(model)) for model in apps.get_models(include_auto_created=True)}
        transaction.set_rollback(True)
    return rows


def _rows(model):
    """Each row as text, without what is drawn anew for each, and without links to rows that are new themselves."""
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, DRAWN) and one.name != "part"]
    names = [one.attname for one in fields if not one.is_relation or one.related_model._meta.label in CAST]
    if model._meta.label in PASSING or not names:
        return []
    return [RANDOM.sub("…", repr(row)) for row in model._base_manager.values_list(*names)]


def test_a_form_that_takes_what_it_does_not_show_is_found(played, db, settings):
    """The control: a view that sets whatever is posted."""
    settings.ROOT_URLCONF = "tests.gtm.greedy_urls"
    visitor = Visitor(played, stage.SENT["actions:duplicate"], URLS["actions:duplicate"])
    assert left_by(visitor, **meddling(played)) != left_by(visitor)
