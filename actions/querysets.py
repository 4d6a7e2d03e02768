"""Rows of the table, in the words of its users. Imports no model: models take their managers from here."""

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.utils import timezone

from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import words
from partners import permissions

LEAD = "lead"


class ReferenceQuerySet(ArchivableQuerySet):
    """Orientations, axes, themes and regions: everyone who logs in sees them."""

    def get_by_natural_key(self, key):
        return self.get(**{self.model.NATURAL_KEY: key})


class ActionQuerySet(ArchivableQuerySet):
    """Joint actions."""

    def get_by_natural_key(self, reference):
        return self.get(reference=reference)

    def visible_to(self, user):
        """Secretariat: all. Readers: the live rows. Focal points: the live rows of their own partner."""
        if permissions.is_secretariat(user):
            return self
        if permissions.reads_everything(user):
            return self.live()
        partner = permissions.partner_of(user)
        return self.live().involving([partner]) if partner else self.none()

    @property
    def _participations(self):
        return self.model._meta.get_field("participations").related_model.objects

    def involving(self, partners, roles=()):
        """Actions in which one of `partners` takes part, in one of `roles` if given."""
        taking_part = self._participations.filter(action=OuterRef("pk"))
        if partners:
            taking_part = taking_part.filter(partner__in=partners)
        if roles:
            taking_part = taking_part.filter(role__in=roles)
        return self.filter(Exists(taking_part))

    def open(self):
        """Neither completed nor abandoned."""
        return self.filter(status__in=self.model.Status.open())

    def late(self, today=None):
        """Open although their end is past. Derived, never stored."""
        return self.open().filter(end__lt=today or timezone.localdate())

    def on_time(self, today=None):
        """Everything that is not late."""
        return self.exclude(
            status__in=self.model.Status.open(), end__isnull=False, end__lt=today or timezone.localdate()
        )

    def during(self, start=None, end=None):
        """Actions whose period touches [start, end]; one without dates touches none."""
        found = self.exclude(start=None, end=None)
        if start:
            found = found.filter(Q(end__gte=start) | Q(end=None))
        if end:
            found = found.filter(Q(start__lte=end) | Q(start=None))
        return found

    def search(self, query):
        """Actions that hold every word of `query` in their text or in the name of a partner.

        Internal notes are not searched: a hit would tell what they say.
        """
        partner = self._participations.model._meta.get_field("partner").related_model
        for word in words(query):
            named = self._participations.filter(
                action=OuterRef("pk"), partner__in=partner.objects.search(word).values("pk")
            )
            self = self.filter(Q(search_text__contains=word) | Exists(named))
        return self

    def with_lead(self):
        """Annotate ``lead_name``, by which the table is grouped and sorted."""
        lead = self._participations.filter(action=OuterRef("pk"), role=LEAD)
        return self.annotate(
            lead_name=Subquery(
                lead.values(
                    shown=Case(When(partner__acronym="", then=F("partner__name")), default=F("partner__acronym"))
                )[:1]
            )
        )

    def for_table(self):
        """Everything that a column may read, in a fixed number of queries."""
        return self.select_related("axis").prefetch_related(
            "orientations",
            "themes",
            "regions",
            Prefetch("participations", self._participations.select_related("partner")),
            "debate_points__meeting",
            "decisions__meeting",
        )
