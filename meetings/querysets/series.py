"""Series of meetings."""

from django.db import models

from gtm.lib.models import ArchivableQuerySet
from partners import permissions


class SeriesQuerySet(ArchivableQuerySet):
    """Series of meetings."""

    def visible_to(self, user):
        """Secretariat: all. Readers: the live ones. Focal points: the live ones to which their partner is asked."""
        if permissions.is_secretariat(user):
            return self
        if permissions.reads_everything(user):
            return self.live()
        partner = permissions.partner_of(user)
        if not partner:
            return self.none()
        asked = self.model.partners.through.objects.filter(partner=partner)
        return self.live().filter(pk__in=asked.values("meetingseries"))


class OfSeriesQuerySet(models.QuerySet):
    """What belongs to a series."""

    def visible_to(self, user):
        series = self.model._meta.get_field("series").related_model.objects
        return self.filter(series__in=series.visible_to(user))
