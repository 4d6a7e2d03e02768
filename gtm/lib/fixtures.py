"""Load reference data from files in Django's serialised format, changing nothing that exists.

Unlike ``loaddata`` it validates and saves each row as a form would, and names what is wrong by file, row and field.
"""

import json
from collections import Counter, defaultdict

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _


class FixtureError(Exception):
    """A sentence that says which row of which file is wrong, and why. Nothing was loaded."""


@transaction.atomic
def load(paths):
    """Create the rows of `paths` that are missing, or none of them; return {model: Counter(created, left)}.

    A row whose natural key exists is left alone. A part of another row (what would be deleted with it) is created
    only together with it, so that an alias or a participation which somebody removed does not come back.
    """
    report, created = defaultdict(Counter), set()
    for path in paths:
        for number, row in enumerate(_rows(path), start=1):
            try:
                instance, links = _read(row)
                if _is_missing(instance, created):
                    _save(instance, links)
                    created.add((type(instance), instance.pk))
                    report[type(instance)]["created"] += 1
                else:
                    report[type(instance)]["left"] += 1
            except ValidationError as error:
                raise FixtureError(_explain(path, number, error)) from error
    return dict(report)


def _rows(path):
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        where = {"file": path.name, "line": error.lineno, "column": error.colno}
        raise FixtureError(_("%(file)s is not JSON: see line %(line)s, column %(column)s.") % where) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FixtureError(_("%(file)s is missing, or is not UTF-8 text.") % {"file": path.name}) from error
    if not isinstance(rows, list):
        raise FixtureError(_("%(file)s is not a list of rows.") % {"file": path.name})
    return rows


def _read(row):
    """The unsaved instance that `row` describes, and its many-to-many links {field name: primary keys}."""
    match row:
        case {"model": str(label), "fields": dict(values), **rest} if not rest:
            pass
        case _:
            raise ValidationError(_("A row is {“model”: …, “fields”: {…}}, without a primary key."))
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise ValidationError({"model": _("“%(model)s” does not exist.") % {"model": label}}) from error
    attributes, links = {}, {}
    for name, value in values.items():
        try:
            field = model._meta.get_field(name)
            if field.one_to_many:
                raise FieldDoesNotExist
            if field.many_to_many:
                links[name] = [_find(field.related_model, key) for key in value]
            elif field.is_relation:
                attributes[field.attname] = None if value is None else _find(field.related_model, value)
            else:
                attributes[name] = field.to_python(value)
        except FieldDoesNotExist as error:
            raise ValidationError({name: _("This field does not exist.")}) from error
        except TypeError as error:
            raise ValidationError({name: _("A list of keys is expected.")}) from error
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
    return model(**attributes), links


def _find(model, key):
    """The primary key of the row of `model` that has this natural key."""
    try:
        return model._default_manager.get_by_natural_key(*key).pk
    except (ObjectDoesNotExist, TypeError, ValueError) as error:
        raise ValidationError(
            _("No %(model)s has the key %(key)s.")
            % {"model": model._meta.verbose_name, "key": json.dumps(key, ensure_ascii=False)}
        ) from error


def _is_missing(instance, created):
    for field in instance._meta.fields:
        if field.remote_field and field.remote_field.on_delete is models.CASCADE:
            owner = getattr(instance, field.attname)
            # Without its owner the row is wrong, and validation says so.
            return owner is None or (field.related_model, owner) in created
    try:
        type(instance)._default_manager.get_by_natural_key(*instance.natural_key())
    except ObjectDoesNotExist:
        return True
    return False


def _save(instance, links):
    instance.full_clean()
    instance.save()
    for name, keys in links.items():
        getattr(instance, name).set(keys)


def _explain(path, number, error):
    """The first fault of a row, in a sentence."""
    field, faults = next(iter(error.update_error_dict({}).items()))
    reason = " ".join(ValidationError(faults).messages)
    where = {"file": path.name, "number": number, "field": field, "reason": reason}
    if field == NON_FIELD_ERRORS:
        return _("%(file)s, row %(number)s: %(reason)s") % where
    return _("%(file)s, row %(number)s, field “%(field)s”: %(reason)s") % where
