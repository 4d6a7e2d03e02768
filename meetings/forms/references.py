"""Joint actions that a person names by their references."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actions.models import JointAction

FEW = 5  # actions that fit what was typed


def written(actions):
    """The references of `actions` in a line."""
    return ", ".join(actions.order_by("reference").values_list("reference", flat=True))


def find(typed, user):
    """The keys, in order, of the actions that were `typed`; ValidationError says which of the others fit."""
    visible = JointAction.objects.visible_to(user)
    found, unknown = set(), []
    for reference in filter(None, re.split(r"[\s,;]+", typed)):
        action = visible.called(reference.upper())
        if action is None:
            unknown.append(reference)
        else:
            found.add(action.pk)
    if not unknown:
        return tuple(sorted(found))
    said = [_("There is no action “%(reference)s”.") % {"reference": reference} for reference in unknown]
    if fitting := visible.live().search(" ".join(unknown))[:FEW]:
        said.append(_("These fit: %(actions)s.") % {"actions": " · ".join(map(str, fitting))})
    raise ValidationError(said)
