"""Views of the table."""

from django.db import models
from django.db.models import Exists, OuterRef, Q


class SavedViewQuerySet(models.QuerySet):
    """Views of the table that are kept under a name."""

    def visible_to(self, user):
        """One's own and the shared ones; nobody, not even the secretariat, opens those of another."""
        return self.filter(Q(owner=user.pk) | Q(owner=None)) if user.is_authenticated else self.none()

    def with_default(self, user):
        """Annotate ``is_default``: whether the table opens with it for this person."""
        defaults = self.model._meta.get_field("defaults").related_model.objects
        return self.annotate(is_default=Exists(defaults.filter(view=OuterRef("pk"), user=user)))
