"""Orientations, axes, themes and regions."""

from gtm.lib.models import ArchivableQuerySet
from partners import permissions


class ReferenceQuerySet(ArchivableQuerySet):
    """Orientations, axes, themes and regions: everyone who logs in sees them."""

    def get_by_natural_key(self, key):
        return self.get(**{self.model.NATURAL_KEY: key})

    def visible_to(self, user):
        """Archived rows are the secretariat's business."""
        return self if permissions.is_secretariat(user) else self.live()

    def with_names(self):
        """All that somebody may name by typing, archived rows too: they may stand in a cell already."""
        return self.all()
