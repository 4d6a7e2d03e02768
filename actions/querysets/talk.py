"""What is said of actions."""

from django.db import models

from gtm.lib.frozen import FrozenQuerySet
from gtm.lib.models import ArchivableQuerySet
from partners import permissions


class OfActionQuerySet(models.QuerySet):
    """What is said of an action."""

    def visible_to(self, user):
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.visible_to(user))


class ConfirmationQuerySet(OfActionQuerySet, FrozenQuerySet):
    """That somebody had nothing to change."""


class CommentQuerySet(OfActionQuerySet, ArchivableQuerySet):
    """What was said of actions."""

    def visible_to(self, user):
        """Internal ones never leave the secretariat, nor do those that were withdrawn."""
        found = super().visible_to(user)
        if not permissions.is_secretariat(user):
            found = found.live()
        return found if permissions.may_read_internal_notes(user) else found.filter(is_internal=False)
