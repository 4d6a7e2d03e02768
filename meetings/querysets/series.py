"""Series of meetings."""

from django.db import models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

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

    def archived_last(self):
        return self.order_by(F("archived_at").asc(nulls_first=True), "title", "pk")

    def with_next(self, user):
        """Annotate on which day the next of its meetings is that this person may see, and how many are to come."""
        meetings = self.model._meta.get_field("meetings").related_model.objects
        shown = meetings.visible_to(user).live().upcoming().filter(series=OuterRef("pk"))
        number = shown.order_by().values("series").annotate(number=Count("pk")).values("number")
        return self.annotate(
            next_date=Subquery(shown.order_by("date").values("date")[:1]),
            to_come=Coalesce(Subquery(number), 0),
        )


class OfSeriesQuerySet(models.QuerySet):
    """What belongs to a series."""

    def visible_to(self, user):
        series = self.model._meta.get_field("series").related_model.objects
        return self.filter(series__in=series.visible_to(user))
